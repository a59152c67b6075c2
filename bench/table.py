"""How figures are shown: a table for each measure, each figure with the noise it was read in."""

import statistics
from collections.abc import Sequence


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column is read from the left, figures from the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}\n")
    for cells in (header, ["─" * width for width in widths], *rows):
        first, *figures = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures)]
        print("  " + "   ".join(padded).rstrip())


def print_note(*lines: str) -> None:
    """Print what has to be known to read a table."""
    print()
    for line in lines:
        print(f"  {line}")


def show_spread(values: Sequence[float], *, digits: int = 1) -> str:
    """Write the median of several runs and, where there were several, their range."""
    median = f"{statistics.median(values):.{digits}f}"
    if len(values) == 1:
        return median
    return f"{median} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def show_ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Write how many times the one median is of the other."""
    return f"{statistics.median(ours) / statistics.median(theirs):.2f} x"


def show_growth(before: Sequence[float], after: Sequence[float]) -> str:
    """Write how many times as much it has become."""
    return f"{statistics.median(after) / statistics.median(before):.1f} x"
