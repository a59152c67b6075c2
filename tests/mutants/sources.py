"""The Python files of the tree, as paths from its root."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

# the code whose lines are counted, apart from the programs that stand at the root
MEASURED: Final = ("bot", "handlers")


def list_files(root: Path, rooms: Iterable[str]) -> list[str]:
    """Return the files of rooms, each a folder or a file; raises FileNotFoundError."""
    found: set[Path] = set()
    for room in rooms:
        place = root / room
        if not place.exists():
            raise FileNotFoundError(f"there is no {room}")
        found.update(place.rglob("*.py") if place.is_dir() else [place])
    return sorted(path.relative_to(root).as_posix() for path in found)


def list_measured(root: Path) -> list[str]:
    """Return the files whose lines are counted."""
    return [*list_files(root, MEASURED), *sorted(path.name for path in root.glob("*.py"))]
