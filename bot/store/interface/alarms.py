"""Alarms: raised in the claim of a dial, told in the place that admins chose or to some of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.alarms import RaisedAlarm


class Alarms(Protocol):
    """What admins are told once; every method may raise StoreError."""

    async def untold(self) -> tuple[RaisedAlarm, ...]:
        """Return the alarms of which nobody is owed a message yet, the oldest first."""

    async def find(self, alarm_id: str) -> RaisedAlarm | None:
        """Return an alarm that was raised."""

    async def tell(self, alarm: RaisedAlarm, places: Sequence[str], *, at: datetime) -> None:
        """Owe channels and people, together, a message about an alarm."""

    async def turn_to_people(self, alarm_id: str) -> None:
        """Record that the channel of an alarm does not take it, so that it is told to people."""
