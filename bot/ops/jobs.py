"""The APScheduler jobs: when the bot looks, by itself, at what may have changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler import events
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import CallBotError
from bot.signals import Part

# a run that hangs would keep its job from ever running again
_DEADLINE_SECONDS: Final = 120.0
_WATCHDOG_SECONDS: Final = 15.0
_FAILURES: Final = events.EVENT_JOB_ERROR | events.EVENT_JOB_MISSED | events.EVENT_JOB_MAX_INSTANCES
_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[float | None]]


class Jobs:
    """Runs each piece of work when it says it is due, never twice at once.

    Every piece returns the seconds until it wants to run again, None to rest until `run_in`; a
    watchdog runs it after a while anyway. `failures` counts failed, missed and too slow runs.
    """

    def __init__(self, work: Mapping[Part, Work]) -> None:
        self._work = work
        self._running: set[str] = set()
        self._again: dict[str, float] = {}
        self._is_stopping = False
        self.failures = 0
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # None: a run that is late is still wanted; the default drops it after one second
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        listen = self._scheduler.add_listener
        listen(self._record_submitted, events.EVENT_JOB_SUBMITTED)
        listen(self._record_done, events.EVENT_JOB_EXECUTED | events.EVENT_JOB_ERROR)
        listen(self._record_failure, _FAILURES)

    def start(self) -> None:
        """Start every piece of work now."""
        now = datetime.now(UTC)
        for name in self._work:
            self._scheduler.add_job(
                self._run, "interval", [name], id=name, seconds=_WATCHDOG_SECONDS, next_run_time=now
            )
        self._scheduler.start()

    def run_in(self, name: Part, seconds: float = 0.0) -> None:
        """Run a piece of work so many seconds from now, unless it runs sooner by itself.

        One that is running now is run again after that.
        """
        if name in self._running:
            self._again[name] = min(seconds, self._again.get(name, seconds))
        elif self._scheduler.running:
            planned = self._scheduler.get_job(name).next_run_time
            if planned > datetime.now(UTC) + timedelta(seconds=seconds):
                self._move_to(name, seconds)

    def stop(self) -> None:
        """Start no further run and cancel those that are running."""
        self._is_stopping = True
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

    def _move_to(self, name: Part, seconds: float) -> None:
        if self._scheduler.running:
            next_run_time = datetime.now(UTC) + timedelta(seconds=seconds)
            self._scheduler.modify_job(name, next_run_time=next_run_time)

    def _record_submitted(self, event: Any) -> None:
        self._running.add(event.job_id)

    def _record_done(self, event: Any) -> None:
        self._running.discard(event.job_id)
        wanted = [getattr(event, "retval", None), self._again.pop(event.job_id, None)]
        delay = min((each for each in wanted if each is not None), default=_WATCHDOG_SECONDS)
        if delay < _WATCHDOG_SECONDS:
            self._move_to(event.job_id, delay)

    def _record_failure(self, event: Any) -> None:
        self.failures += 1
        reason = getattr(event, "exception", None)
        _log.error("job %s: event %s: %s", event.job_id, event.code, reason, exc_info=reason)
