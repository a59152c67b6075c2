"""The report: a row for each point, a column for each thing that can be wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.crash.offences import Column, Offence
from tests.crash.points import ALL_POINTS, Point
from tests.crash.sometimes import SOMETIMES

# a smaller campaign cannot have seen everything
_ENOUGH_KILLS: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An offence and the kill that is likely to have caused it, None where there was none."""

    offence: Offence
    point: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one world; `problem` is why it was not played to its end."""

    seed: str
    kills: tuple[Point, ...] = ()
    orders: int = 0
    findings: tuple[Finding, ...] = ()
    happened: frozenset[str] = frozenset()
    digest: str = ""
    cpu_seconds: float = 0.0
    problem: str = ""

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return not self.findings and not self.problem


@dataclass(slots=True)
class Report:
    """Collects the outcomes of all worlds."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def kills(self) -> Counter[Point]:
        """Return how often the bot was killed at each point."""
        return Counter(point for outcome in self.outcomes for point in outcome.kills)

    @property
    def missing(self) -> list[str]:
        """Return what never happened though there were kills enough for it."""
        if self.kills.total() < _ENOUGH_KILLS:
            return []
        happened = {name for outcome in self.outcomes for name in outcome.happened}
        return [name for name in SOMETIMES if name not in happened]

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return all(outcome.is_clean for outcome in self.outcomes) and not self.missing

    def count(self, column: Column) -> int:
        """Return how often one thing is wrong."""
        return sum(finding.offence.column is column for finding in self._findings())

    def __str__(self) -> str:
        rows = [self._row(str(point), self.kills[point], point) for point in ALL_POINTS]
        if any(finding.point is None for finding in self._findings()):
            rows.append(self._row("no kill", 0, None))
        totals = [str(self.count(column)) for column in Column]
        orders = sum(outcome.orders for outcome in self.outcomes)
        rows.append([f"all, {orders} orders", str(self.kills.total()), *totals])
        lines = [*_draw([["point", "kills", *Column], *rows]), *self._describe_happened()]
        return "\n".join([*lines, *self.describe_findings()])

    def _findings(self) -> Iterable[Finding]:
        return (finding for outcome in self.outcomes for finding in outcome.findings)

    def _row(self, name: str, kills: int, point: Point | None) -> list[str]:
        found = Counter(it.offence.column for it in self._findings() if it.point == point)
        return [name, str(kills), *(str(found[column]) for column in Column)]

    def _describe_happened(self) -> Iterable[str]:
        happened = Counter(name for outcome in self.outcomes for name in outcome.happened)
        yield f"in how many of {len(self.outcomes)} worlds:"
        yield from (f"  {happened[name]:5}  {name}" for name in SOMETIMES)
        yield from (f"never: {name}" for name in self.missing)

    def describe_findings(self) -> Iterable[str]:
        """Yield what is wrong, a line each, after how its world is seen again."""
        for outcome in self.outcomes:
            if outcome.is_clean:
                continue
            yield f"again: python -m tests.crash --world {outcome.seed}"
            if outcome.problem:
                yield f"  {outcome.problem}"
            for finding in outcome.findings:
                offence = finding.offence
                point = finding.point or "no kill"
                yield f"  {offence.column}: {offence.tag}, {point}: {offence.detail}"


def _draw(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield " | ".join([row[0].ljust(widths[0]), *cells])
        if number in {0, len(rows) - 2}:
            yield "-+-".join("-" * width for width in widths)
