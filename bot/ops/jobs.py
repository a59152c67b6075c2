"""The APScheduler jobs: when the bot looks, by itself, at what may have changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from apscheduler import events
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import CallBotError
from bot.signals import Part

# a run that hangs would keep its job from ever running again
_DEADLINE_SECONDS: Final = 120.0
_WATCHDOG_SECONDS: Final = 15.0
# APScheduler goes by the wall clock, which may be set back between two lines: this has come anyway
_AT_ONCE: Final = datetime(1970, 1, 2, tzinfo=UTC)
# jobs stay, because looking at a new one takes longer than running most of them
_NEVER_DAYS: Final = 365_000
_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[float | None]]


class Jobs:
    """Runs each piece of work when it says it is due, never twice at once.

    Every piece returns the seconds until it wants to run again, None to rest until `run_in`; a
    watchdog runs it after a while anyway. When that is, the event loop's timers know, whatever
    happens to the wall clock. `failures` counts failed and too slow runs.
    """

    def __init__(self, work: Mapping[Part, Work]) -> None:
        self._work = work
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._running: set[str] = set()
        self._again: dict[str, float] = {}
        self._is_stopping = False
        self.failures = 0
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "max_instances": 1}
        )
        listen = self._scheduler.add_listener
        listen(self._record_done, events.EVENT_JOB_EXECUTED | events.EVENT_JOB_ERROR)
        listen(self._record_failure, events.EVENT_JOB_ERROR)

    def start(self) -> None:
        """Start every piece of work now."""
        for name in self._work:
            self._scheduler.add_job(self._run, "interval", args=[name], id=name, days=_NEVER_DAYS)
        self._scheduler.start()
        for name in self._work:
            self._plan(name, 0.0)

    def run_in(self, name: Part, seconds: float = 0.0) -> None:
        """Run a piece of work so many seconds from now, unless it runs sooner by itself.

        One that is running now is run again after that.
        """
        if name in self._running:
            self._again[name] = min(seconds, self._again.get(name, seconds))
        elif name in self._timers:
            loop = asyncio.get_running_loop()
            self._plan(name, min(seconds, self._timers[name].when() - loop.time()))

    def stop(self) -> None:
        """Start no further run and cancel those that are running."""
        self._is_stopping = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, name: Part) -> float | None:
        try:
            async with asyncio.timeout(_DEADLINE_SECONDS):
                return await self._work[name]()
        except asyncio.CancelledError:
            if not self._is_stopping:
                raise
            return None
        except TimeoutError:
            _log.error("%s took longer than %d s", name, _DEADLINE_SECONDS)
        except CallBotError as exc:
            _log.error("%s failed: %s", name, exc)
        self.failures += 1
        return None

    def _plan(self, name: str, seconds: float) -> None:
        if name in self._timers:
            self._timers[name].cancel()
        loop = asyncio.get_running_loop()
        self._timers[name] = loop.call_later(seconds, self._submit, name)

    def _submit(self, name: str) -> None:
        self._running.add(name)
        self._scheduler.modify_job(name, next_run_time=_AT_ONCE)

    def _record_done(self, event: Any) -> None:
        self._running.discard(event.job_id)
        wanted = [getattr(event, "retval", None), self._again.pop(event.job_id, None)]
        delays = [each for each in wanted if each is not None]
        if not self._is_stopping:
            self._plan(event.job_id, min([*delays, _WATCHDOG_SECONDS]))

    def _record_failure(self, event: Any) -> None:
        self.failures += 1
        reason = event.exception
        _log.error("job %s failed: %s", event.job_id, reason, exc_info=reason)
