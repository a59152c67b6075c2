"""Mutants that survive for a reason; they are still counted as survivors.

They are known by what they change, not by where it stands, so that a file may grow above them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """The line of a file as it is and as the mutant has it, and why no test has to notice."""

    path: str
    before: str
    after: str
    reason: str


SURVIVORS: Final = (
    Survivor(
        path="bot/store/sqlite/history.py",
        before="_BEFORE_ALL: Final = -1",
        after="_BEFORE_ALL: Final = -2",
        reason="ids begin at 1, and every number below is before them all",
    ),
    Survivor(
        path="bot/calling/tracker.py",
        before="self._polls = 0",
        after="self._polls = 1",
        reason="what is learned are differences; the first one is forgotten within a minute",
    ),
    Survivor(
        path="bot/calling/variable_check.py",
        before="_REMEMBERED: Final = 5_000",
        after="_REMEMBERED: Final = 5001",
        reason="it bounds memory, roughly; who is forgotten is asked once more",
    ),
    Survivor(
        path="bot/calling/variable_check.py",
        before="declared = self._agents.remembered_variables(agent_id) if agent_id else ()",
        after=(
            "declared = self._agents.remembered_variables(agent_id) if (agent_id) or True else ()"
        ),
        reason="of no agent nothing is remembered, which is read as nothing declared",
    ),
    Survivor(
        path="bot/messaging/home.py",
        before="opened_at: float = 0.0",
        after="opened_at: float = 1.0",
        reason="it is set before anybody reads it",
    ),
    Survivor(
        path="bot/voicy/bodies.py",
        before="content = gzip.decompress(body, largest_bytes + 1)",
        after="content = gzip.decompress(body, largest_bytes + 2)",
        reason="a byte more or less of what is too large is refused as well",
    ),
    Survivor(
        path="bot/voicy/client.py",
        before="_KEPT_ALIVE: Final = httpx.Limits(keepalive_expiry=20.0)",
        after="_KEPT_ALIVE: Final = httpx.Limits(keepalive_expiry=None)",
        reason="a connection that the API closed is noticed before it is used; this is sooner",
    ),
    Survivor(
        path="bot/calling/eraser.py",
        before="_LOOK_AGAIN_SECONDS: Final = 5.0",
        after="_LOOK_AGAIN_SECONDS: Final = 6.0",
        reason="what waits for the outbox waits a second longer, and promises nobody a time",
    ),
    Survivor(
        path="bot/store/sqlite/attempts.py",
        before='"due_at": due_at,',
        after='"DUE_AT": due_at,',
        reason="it becomes the name of a column, and SQL tells no capitals apart in those",
    ),
    Survivor(
        path="bot/store/sqlite/digests.py",
        before='"zone": schedule.zone,',
        after='"ZONE": schedule.zone,',
        reason="it becomes the name of a column, and SQL tells no capitals apart in those",
    ),
    Survivor(
        path="bot/store/sqlite/database.py",
        before="if size > self._noticed_log_bytes:",
        after="if size >= self._noticed_log_bytes:",
        reason="a log of exactly 64 MB may be called large or not",
    ),
    Survivor(
        path="bot/voicy/transport.py",
        before="return httpx.create_ssl_context(trust_env=False)",
        after="return httpx.create_ssl_context(trust_env=None)",
        reason="None is as false as False to who reads it",
    ),
    Survivor(
        path="bot/voicy/rate_limit/headers.py",
        before="_EPOCH_FROM: Final = 1e8  # no pause is three years long: a larger Reset is a date",
        after=(
            "_EPOCH_FROM: Final = 100000001.0"
            "  # no pause is three years long: a larger Reset is a date"
        ),
        reason="neither a pause nor a time lies between: the one is three years, the other 1973",
    ),
)


def find_reason(mutant: Mutant, survivors: Iterable[Survivor] = SURVIVORS) -> str | None:
    """Return why a mutant may survive, None where nobody has said so."""
    key = (mutant.path, mutant.before, mutant.after)
    found = (one.reason for one in survivors if (one.path, one.before, one.after) == key)
    return next(found, None)


def find_outdated(root: Path, survivors: Iterable[Survivor] = SURVIVORS) -> list[Survivor]:
    """Return those whose line is not in the code any more."""
    return [one for one in survivors if one.before not in _read(root / one.path)]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
