"""The APScheduler jobs: when the bot looks, by itself, at what may have changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import CallBotError

# a run that hangs would keep its job from ever running again
_DEADLINE_SECONDS: Final = 120.0
_WATCHDOG_SECONDS: Final = 15.0
_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[float | None]]


class Schedule:
    """Runs each piece of work when it says it is due.

    Every piece returns the seconds until it wants to run again, None to rest until `soon` is
    called for it. A slow interval stands behind each as a watchdog.
    """

    def __init__(self, **work: Work) -> None:
        self._work = work
        self._running: set[str] = set()
        self._again: set[str] = set()
        self.troubles = 0
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # None: a run that is late is still wanted; the default drops it after one second
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(
            self._note_trouble, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES
        )

    def start(self) -> None:
        """Start every piece of work now."""
        for name in self._work:
            self._scheduler.add_job(
                self._run,
                "interval",
                seconds=_WATCHDOG_SECONDS,
                args=[name],
                id=name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def soon(self, name: str) -> None:
        """Run a piece of work at once, or again as soon as its present run is over."""
        if name in self._running:
            self._again.add(name)
        elif self._scheduler.running:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Start no further run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, name: str) -> None:
        delay: float | None = _WATCHDOG_SECONDS
        self._running.add(name)
        self._again.discard(name)
        try:
            async with asyncio.timeout(_DEADLINE_SECONDS):
                delay = await self._work[name]()
        except TimeoutError:
            self.troubles += 1
            _log.error("%s took longer than %d s", name, _DEADLINE_SECONDS)
        except CallBotError as exc:
            self.troubles += 1
            _log.error("%s failed: %s", name, exc)
        finally:
            self._running.discard(name)
        if name in self._again:
            delay = 0.0
        if delay is not None and delay < _WATCHDOG_SECONDS and self._scheduler.running:
            self._scheduler.modify_job(
                name, next_run_time=datetime.now(UTC) + timedelta(seconds=delay)
            )

    def _note_trouble(self, event: Any) -> None:
        self.troubles += 1
        _log.error("job %s: event %s %s", event.job_id, event.code, getattr(event, "exception", ""))
