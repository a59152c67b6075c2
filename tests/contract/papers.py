"""The papers as tests read them: where they stand, and the tables in them."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAPERS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]


def read_rows(path: Path, *, under: str = "") -> list[list[str]]:
    """Return the rows whose first cell is one `name`, of all tables or `under` one heading."""
    text = path.read_text(encoding="utf-8")
    if under:
        text = text.partition(f"## {under}\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [[row[0][1:-1], *row[1:]] for row in rows if re.fullmatch(r"`[^`]+`", row[0])]


def list_anchors(path: Path) -> set[str]:
    """Return what a link can name in a page: its headings, as GitHub writes them in addresses."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
