"""The papers as tests read them: where they stand, and the tables in them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def read_table(path: Path) -> dict[str, list[str]]:
    """Return the rows of a Markdown file's tables whose first cell is one `name`."""
    return {row[0]: row[1:] for row in read_rows(path)}


def read_rows(path: Path, *, under: str = "") -> list[list[str]]:
    """Return those rows as they stand, of all tables or of those `under` one heading."""
    text = path.read_text(encoding="utf-8")
    if under:
        text = text.partition(f"## {under}\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [[row[0][1:-1], *row[1:]] for row in rows if re.fullmatch(r"`[^`]+`", row[0])]
