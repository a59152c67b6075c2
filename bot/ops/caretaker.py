"""The caretaker of the database: what is done a little at a time, and a clock that is set."""

from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.store.interface import Store
from bot.ui.reasons import NOBODY_DECIDED

# a clock that is slewed differs by less
_SET_BACK_SECONDS: Final = 1.0
# between one few calls and the next everybody else has their turn
_PAUSE_SECONDS: Final = 0.2


class Caretaker:
    """Looks after the database now and then; `retention` is how long it holds what people said.

    For `evidence` it knows whom that was about, by keyed hashes.
    """

    def __init__(
        self, store: Store, clock: Clock, *, retention: timedelta, evidence: timedelta
    ) -> None:
        self._store = store
        self._clock = clock
        self._retention = retention
        self._evidence = evidence
        self._offset = clock.offset()

    async def run(self) -> float | None:
        """Do a little of what there is to do; raises StoreError.

        Returns the seconds until there is more of it, None where there is nothing left.
        """
        await self.follow_clock()
        await self._store.upkeep.tidy()
        now = self._clock.now()
        before = self._clock.now_for_age(self._retention) - self._retention
        forgets_more = await self._store.upkeep.forget(
            before=before,
            evidence_before=self._clock.now_for_age(self._evidence) - self._evidence,
            at=now,
            reason=NOBODY_DECIDED,
        )
        reads_more = await self._store.meanings.read_again(at=now)
        return _PAUSE_SECONDS if forgets_more or reads_more else None

    async def follow_clock(self) -> None:
        """Shorten pauses that a clock set back has made longer; ahead, it ends them sooner.

        What was written later than it is now tells of a clock that was set while nobody looked.
        """
        offset = self._clock.offset()
        set_back, self._offset = self._offset - offset, offset
        if set_back > _SET_BACK_SECONDS:
            await self._store.upkeep.set_back(set_back, at=self._clock.now())
        now, written_at = self._clock.now(), await self._store.upkeep.last_written_at()
        ahead = (written_at - now).total_seconds() if written_at else 0.0
        if written_at is not None and ahead > _SET_BACK_SECONDS:
            self._clock.note_set_back(written_at)
            await self._store.upkeep.set_back(ahead, at=now)
