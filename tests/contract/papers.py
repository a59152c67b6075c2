"""The papers as tests read them: where they stand, and the tables in them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def read_table(path: Path) -> dict[str, list[str]]:
    """Return the rows of a Markdown file's tables whose first cell is one `name`."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    return {row[0][1:-1]: row[1:] for row in rows if re.fullmatch(r"`[^`]+`", row[0])}
