"""What the database needs by itself."""

from datetime import datetime
from typing import Protocol


class Upkeep(Protocol):
    """What keeps the database itself in order."""

    @property
    def is_copy(self) -> bool:
        """Say whether this was put in the place of what the bot worked on last."""

    @property
    def log_bytes(self) -> int:
        """Return how large the log is of what was written last."""

    async def wait_until_gone(self) -> None:
        """Return once somebody who read or wrote found that the database is gone."""

    async def keep(self) -> None:
        """Note that this is what the bot works on from now on, and since when, if it is a copy."""

    async def copied_at(self) -> datetime | None:
        """Return since when the bot works on a copy of what it worked on before, None if on none.

        What was asked for before that may have been done.
        """

    async def tidy(self) -> None:
        """Do what has to be done every now and then to what is kept; nothing waits for it."""

    async def last_written_at(self) -> datetime | None:
        """Return the latest time at which something was written, None where that is not known."""

    async def set_back(self, seconds: float, *, at: datetime) -> None:
        """Shorten all pauses of the bot's own by as much as the wall clock was set back.

        Calls that were dialed after it is now, `at`, are dated back by that, too.
        """

    async def forget(
        self,
        *,
        before: datetime,
        at: datetime,
        evidence_before: datetime,
        reason: str,
    ) -> bool:
        """Take what people said, and who they are, out of a few calls that were over `before`.

        False where there are no more of these. What nobody can answer any more is deleted, and a
        call that was missed so long ago is withdrawn for this reason. The hash of its number, by
        which it is evidence, goes where it was asked for before `evidence_before`. What is held
        stays as it is.
        """
