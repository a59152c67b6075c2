"""The report: a row for each mutant, a sum for each room, and how many were killed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tests.mutants.survivors import Survivor, find_reason
from tests.mutants.verdict import Verdict

# by percent; what is below fails
_FEWEST_KILLED = 85


class Report:
    """The verdicts on all mutants, in the order of the code; `str` is the whole of it."""

    def __init__(
        self,
        verdicts: Iterable[Verdict],
        *,
        failed_tests: Iterable[str] = (),
        outdated: Iterable[Survivor] = (),
    ) -> None:
        self._verdicts = sorted(
            verdicts, key=lambda it: (_find_room(it), it.mutant.path, it.mutant.first_line)
        )
        self._failed_tests = sorted(failed_tests)
        self._outdated = list(outdated)

    @property
    def is_good(self) -> bool:
        """Tell whether enough mutants were killed, and all that have a name."""
        killed, number = _count(self._verdicts)
        named_survive = any(it.mutant.is_named and not it.is_killed for it in self._verdicts)
        return 100 * killed >= _FEWEST_KILLED * number and not named_survive

    def __str__(self) -> str:
        parts = [
            _draw([("where", "mutant", "what changed", "verdict"), *map(_row, self._verdicts)]),
            *self._show_survivors(),
            *self._show_notes(),
            _draw([("room", "killed", "of", "%"), *self._sum_rooms()]),
            "mutants: {} of {} ({} %)".format(*_sum(self._verdicts)),
        ]
        return "\n\n".join(parts)

    def _show_survivors(self) -> Iterator[str]:
        for it in self._verdicts:
            if not it.is_killed:
                mutant = it.mutant
                changed = [*_mark("-", mutant.before), *_mark("+", mutant.after)]
                head = f"{mutant.place}, {mutant.name}: {_show_verdict(it)}"
                yield "\n".join([head, *changed])

    def _show_notes(self) -> Iterator[str]:
        notes = [
            *(f"{test} fails with nothing changed and was left out" for test in self._failed_tests),
            *(
                f"{test} is shaky: it failed with {it.mutant.name}, but not when tried again"
                for it in self._verdicts
                for test in it.shaky
            ),
            *(
                f"{it.mutant.place} has a reason to survive but is killed: {reason}"
                for it in self._verdicts
                if it.is_killed and (reason := find_reason(it.mutant))
            ),
            *(
                f"{one.path} has no line any more that would need the reason {one.reason!r}"
                for one in self._outdated
            ),
        ]
        if notes:
            yield "\n".join(notes)

    def _sum_rooms(self) -> Iterator[tuple[str, ...]]:
        for room, verdicts in groupby(self._verdicts, key=_find_room):
            yield room, *map(str, _sum(list(verdicts)))


def _find_room(verdict: Verdict) -> str:
    """Return the folder under the top one, or the file that stands there itself."""
    return "/".join(verdict.mutant.path.split("/")[:2])


def _row(verdict: Verdict) -> tuple[str, ...]:
    mutant = verdict.mutant
    return mutant.place, mutant.name, mutant.show(), _show_verdict(verdict)


def _show_verdict(verdict: Verdict) -> str:
    if verdict.killer is not None:
        return f"killed by {verdict.killer}"
    choice = verdict.choice
    tried = f"{len(choice.tests)} of the {choice.covering} tests that run it"
    reason = find_reason(verdict.mutant)
    told = tried if choice.covering else "no test runs it"
    return f"SURVIVED {told}" + (f" [{reason}]" if reason else "")


def _count(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    return sum(it.is_killed for it in verdicts), len(verdicts)


def _sum(verdicts: Sequence[Verdict]) -> tuple[int, int, int]:
    """Count; the percentage is rounded down, so that it never says enough where it is not."""
    killed, number = _count(verdicts)
    return killed, number, 100 * killed // number if number else 100


def _mark(sign: str, text: str) -> Iterator[str]:
    return (f"    {sign} {line.strip()}" for line in text.split("\n") if line)


def _draw(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
