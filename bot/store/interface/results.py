"""What came of calls."""

from datetime import datetime
from typing import Protocol

from bot.domain.calls import Result
from bot.store.records import DueResult


class Results(Protocol):
    """Results of calls, as far as it is known, and when to ask for the rest."""

    async def due(self, *, at: datetime) -> tuple[DueResult, ...]:
        """Return the calls whose result should be asked for now, the most overdue first."""

    async def next_at(self) -> datetime | None:
        """Return when the next result should be asked for, None where none is awaited."""

    async def postpone(self, attempt_id: int, *, until: datetime) -> None:
        """Ask for a result later; this try does not count."""

    async def record(
        self,
        attempt_id: int,
        result: Result,
        *,
        agent_name: str | None,
        ask_again_at: datetime | None,
    ) -> None:
        """Keep what is known of a result; the last reply and the card show it where it is news."""
