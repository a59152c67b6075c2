"""The report: a row for each point, a column for each thing that can be wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.crash.campaign import Kill
from tests.crash.orders import Order
from tests.crash.points import ANY_MOMENT, AT_REST, NAMED_POINTS, Point
from tests.crash.verdict import Column, Offence, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An offence and the kill that is likely to have caused it, None where there was none."""

    offence: Offence
    world: str
    point: Point | None


class Report:
    """Collects the verdicts of all worlds."""

    def __init__(self) -> None:
        self.kills: Counter[Point] = Counter()
        self.orders = 0
        self.findings: list[Finding] = []

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return not self.findings

    def count(self, column: Column) -> int:
        """Return how often one thing is wrong."""
        return sum(finding.offence.column is column for finding in self.findings)

    def add(
        self, world: str, verdict: Verdict, kills: Sequence[Kill], orders: Sequence[Order]
    ) -> None:
        """Take one world in."""
        self.kills.update(kill.point for kill in kills)
        self.orders += len(orders)
        by_tag = {order.tag: order for order in orders}
        for offence in verdict.offences:
            order = by_tag.get(offence.tag)
            point = _find_cause(verdict, kills, order)
            self.findings.append(Finding(offence=offence, world=world, point=point))

    def __str__(self) -> str:
        points = [*NAMED_POINTS, ANY_MOMENT, AT_REST]
        rows = [self._row(str(point), self.kills[point], point) for point in points]
        if any(finding.point is None for finding in self.findings):
            rows.append(self._row("no kill", 0, None))
        totals = [str(self.count(column)) for column in Column]
        rows.append([f"all, {self.orders} orders", str(self.kills.total()), *totals])
        details = [
            f"{finding.offence.column}: {finding.world} {finding.offence.tag}, "
            f"{finding.point or 'no kill'}: {finding.offence.detail}"
            for finding in self.findings
        ]
        return "\n".join([*_draw([["point", "kills", *Column], *rows]), *details])

    def _row(self, name: str, kills: int, point: Point | None) -> list[str]:
        found = Counter(it.offence.column for it in self.findings if it.point == point)
        return [name, str(kills), *(str(found[column]) for column in Column)]


def _find_cause(verdict: Verdict, kills: Sequence[Kill], order: Order | None) -> Point | None:
    """Return the last kill that struck this order, or else the first one after it was typed."""
    if order is None:
        return None
    struck = [kill for kill in kills if verdict.find_tag(kill.subject) == order.tag]
    if struck:
        return struck[-1].point
    return next((kill.point for kill in kills if kill.at >= order.typed_at), None)


def _draw(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield " | ".join([row[0].ljust(widths[0]), *cells])
        if number in {0, len(rows) - 2}:
            yield "-+-".join("-" * width for width in widths)
