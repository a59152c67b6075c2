"""Mutants that have a name: what must never be lost, each taken out of the code once.

Each must be killed. The old text has to stand exactly once in its file, so that nothing here goes
on to be counted after the code it is about is gone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant, build_mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A text of a file and what stands in its place in the mutant."""

    name: str
    path: str
    old: str
    new: str


class NamedTextMovedError(Exception):
    """The old text does not stand exactly once in its file any more."""


NAMED: Final = (
    Named(
        name="two-writers-at-once",
        path="bot/store/sqlite/database.py",
        old="fcntl.LOCK_EX | fcntl.LOCK_NB",
        new="fcntl.LOCK_SH | fcntl.LOCK_NB",
    ),
    Named(
        name="half-a-transaction-stays",
        path="bot/store/sqlite/database.py",
        old="                db.rollback()",
        new="                db.commit()",
    ),
    Named(
        name="one-call-more-than-slots",
        path="bot/store/sqlite/queue.py",
        old='["n"] >= self._slots',
        new='["n"] > self._slots',
    ),
    Named(
        name="the-same-request-dials-again",
        path="bot/store/sqlite/orders.py",
        old="            if before is not None:\n",
        new="            if before is not None and not before:\n",
    ),
    Named(
        name="a-lost-answer-counts-as-not-sent",
        path="bot/voicy/transport.py",
        old="VoicyUnavailableError if isinstance(exc, _NEVER_SENT) else self.failure",
        new="VoicyUnavailableError",
    ),
    Named(
        name="a-timeout-counts-as-refusal",
        path="bot/voicy/responses.py",
        old=" and self.status != HTTPStatus.REQUEST_TIMEOUT",
        new="",
    ),
    Named(
        name="dialed-at-night",
        path="bot/policies/quiet_hours.py",
        old="    if not is_night(now, zones):\n",
        new="    if is_night(now, zones) is not None:\n",
    ),
    Named(
        name="results-for-strangers",
        path="bot/policies/results_access.py",
        old="viewer.team_id != request.workspace_id",
        new="not viewer.team_id",
    ),
    Named(
        name="sent-before-it-is-claimed",
        path="bot/messaging/sender.py",
        old="        await self._store.outbox.claim(delivery)\n",
        new="",
    ),
)


def build_named(root: Path, one: Named) -> Mutant:
    """Return the mutant; raises NamedTextMovedError where its text does not stand there once."""
    place = root / one.path
    code = place.read_text(encoding="utf-8") if place.is_file() else ""
    if (times := code.count(one.old)) != 1:
        found = f"stands {times} times" if place.is_file() else "has no file"
        raise NamedTextMovedError(f"{one.name}: its text {found}: {one.path}: {one.old!r}")
    new = code.replace(one.old, one.new)
    mutant = build_mutant(one.name, one.path, code, new, is_named=True)
    if mutant is None:
        raise NamedTextMovedError(
            f"{one.name}: with its new text {one.path} is no Python, or the same"
        )
    return mutant
