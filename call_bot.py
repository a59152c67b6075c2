"""The bot: started in order, stopped in the opposite one."""

import asyncio
import errno
import gc
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

from bootstrap import Parts
from bot.domain.quiet_hours import is_holiday
from bot.errors import CallBotError, ConfigError, StoreGoneError
from bot.ops.health import HealthReport, HealthServer
from bot.ops.jobs import Jobs
from bot.ops.sign_in import sign_in
from bot.parsing.times import warm_up
from bot.signals import Part, Signal
from bot.ui.commands import SLASH_COMMAND
from bot.workspace import Workspace
from handlers.app import build_app
from handlers.inbox import InboxReceiver
from handlers.transport.socket_mode import SocketModeLink

# with the goodbye to Slack it stays within what app.py allows
_GRACE_SECONDS: Final = 6.0
_SWITCH_SECONDS: Final = 0.0005
# the answer to a dial is news enough for the next second
_FIRST_POLL_SECONDS: Final = 1.0
# Bolt sends an acknowledgement up to 10 ms after it was given
_ACKNOWLEDGING_SECONDS: Final = 0.05
_PAUSE_AFTER_FAULT_SECONDS: Final = 1.0
_PORT_HELP: Final = {
    errno.EADDRINUSE: "another program has it. Choose another port, or stop that program.",
    errno.EACCES: "only root may listen there. Choose a port from 1024 on.",
}
_log = logging.getLogger(__name__)


class CallBot:
    """The whole bot, of its parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.store = parts.store
        self._jobs = self._build_jobs()
        self._connect_signals()
        self._loops: list[asyncio.Task[None]] = []
        self._link: SocketModeLink | None = None
        self._health: HealthServer | None = None

    async def start(self) -> None:
        """Open the store, take up what is unfinished, connect to Slack.

        Raises ConfigError, StoreError or SlackError; then, and where it is cancelled, nothing is
        left of it.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        parts = self._parts
        SLASH_COMMAND.set(parts.config.slash_command)
        await self.store.open()
        await self.store.orders.check_writable()
        identity = await sign_in(parts.slack, parts.config, parts.clock)
        await self.store.adopt(identity.team_id)
        await self._start_health()
        services = parts.build_services(Workspace(identity=identity, settings=parts.config))
        inbox = InboxReceiver(services)
        app = build_app(services, inbox)
        app_token = parts.config.slack_app_token.get_secret_value()
        self._link = SocketModeLink(app, app_token, parts.web, parts.clock)
        await parts.caretaker.follow_clock()
        # before the first poll, which must find a dial without an answer as what it is
        await parts.dialer.resume()
        self._jobs.start()
        self._loops = [
            asyncio.create_task(_keep_going(parts.outbox.run), name="outbox"),
            asyncio.create_task(_keep_going(parts.dialer.run), name="dialer"),
            asyncio.create_task(_keep_going(parts.home.run), name="home"),
        ]
        await inbox.take_up()
        await self._link.connect()
        await asyncio.to_thread(warm_up)
        # the first look into a calendar takes a tenth of a second, which the gate has not
        await asyncio.to_thread(is_holiday, parts.clock.now().date(), ("IL",))
        # what was imported lives for ever; walking through it again and again would hold up
        # acknowledgements for tens of milliseconds
        gc.collect()
        gc.freeze()
        # a thread that reads a long answer would keep the event loop waiting for 5 ms at each turn
        sys.setswitchinterval(_SWITCH_SECONDS)
        _log.info("connected to %s as @%s", identity.team_name, identity.name)

    async def serve(self) -> None:
        """Go on until cancelled; raises StoreGoneError where the database is gone."""
        await self.store.upkeep.wait_until_gone()
        gone = StoreGoneError(str(self._parts.config.database_path))
        _log.critical("stopping, nobody is called any more: %s", gone.reason)
        raise gone

    async def stop(self) -> None:
        """Take nothing new, finish what is being dialed or posted, leave the rest written down."""
        parts = self._parts
        if self._link is not None:
            await asyncio.sleep(_ACKNOWLEDGING_SECONDS)
            await self._link.close()
        await parts.background.finish(grace_seconds=_GRACE_SECONDS / 4)
        self._jobs.stop()
        await parts.dialer.stop(grace_seconds=_GRACE_SECONDS / 2)
        await parts.outbox.stop(grace_seconds=_GRACE_SECONDS / 4)
        await parts.chart_process.finish()
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._health is not None:
            await self._health.stop()
        await parts.voicy.aclose()
        await parts.slack.aclose()
        await self.store.close()

    async def check_health(self) -> HealthReport:
        """Say how the bot is; raises StoreError."""
        parts = self._parts
        live, waiting = await self.store.calls.count_open()
        return HealthReport(
            poll_age_seconds=parts.tracker.poll_age_seconds if live else 0.0,
            pong_age_seconds=self._link.pong_age_seconds if self._link else 0.0,
            live_calls=live,
            waiting_calls=waiting,
            waiting_deliveries=await self.store.outbox.count_due(),
            refused_deliveries=await self.store.outbox.count_set_aside(),
            database_log_bytes=self.store.upkeep.log_bytes,
            failed_jobs=self._jobs.failures,
            rebuilt_links=self._link.rebuilt if self._link else 0,
            voicy_requests=parts.budget.requests_sent,
            voicy_requests_remaining=parts.budget.remaining,
            voicy_rate_limited=parts.budget.rate_limited,
            auth_error=parts.outbox.relay.auth_error,
        )

    def recheck_schedule(self) -> None:
        """Let everything that waits for a moment look at the time again; for clocks that jump."""
        parts = self._parts
        parts.facts.forget()
        parts.signals.emit(Signal.SCHEDULE_CHANGED)

    async def _start_health(self) -> None:
        config = self._parts.config
        if config.health_port is None:
            return
        self._health = HealthServer(self.check_health)
        try:
            port = await self._health.start(config.health_host, config.health_port)
        except OSError as exc:
            raise build_port_error("HEALTH_PORT", config.health_port, exc) from exc
        _log.info("health on http://%s:%d/healthz", config.health_host, port)

    async def _check_link(self) -> float | None:
        return None if self._link is None else await self._link.check_alive()

    async def _refresh_agents(self) -> float | None:
        with suppress(CallBotError):
            await self._parts.agents.refresh()
        return None

    async def _sweep(self) -> float | None:
        parts = self._parts
        await parts.dialer.sweep()
        await parts.outbox.sweep()
        parts.signals.emit(Signal.QUEUE_CHANGED)
        return None

    def _build_jobs(self) -> Jobs:
        parts = self._parts
        return Jobs(
            {
                Part.ATTEMPTS: parts.attempts.run,
                Part.APPROVALS: parts.approval_desk.run,
                Part.TRACKER: parts.tracker.follow,
                Part.RESULTS: parts.results.collect,
                Part.AGENTS: self._refresh_agents,
                Part.DIGESTS: parts.digests.run,
                Part.SOCKET_MODE: self._check_link,
                Part.SWEEP: self._sweep,
                Part.UPKEEP: parts.caretaker.run,
                Part.ALARMS: parts.admin_notices.deliver,
                Part.ERASER: parts.eraser.run,
            }
        )

    def _connect_signals(self) -> None:
        parts = self._parts
        run_at_once = (
            Part.ATTEMPTS,
            Part.RESULTS,
            Part.DIGESTS,
            Part.ALARMS,
            Part.APPROVALS,
            Part.ERASER,
        )
        for part in run_at_once:
            parts.signals.connect(part, partial(self._jobs.run_in, part))
        parts.signals.connect(
            Part.TRACKER, partial(self._jobs.run_in, Part.TRACKER, _FIRST_POLL_SECONDS)
        )
        parts.signals.connect(Part.OUTBOX, parts.outbox.wake)
        parts.signals.connect(Part.DIALER, parts.dialer.wake)
        parts.signals.connect(Part.HOME, parts.home.wake)


def build_port_error(name: str, port: int, exc: OSError) -> ConfigError:
    """Say why nobody can listen on a port, and what to do."""
    help_ = _PORT_HELP.get(exc.errno or 0, f"{exc.strerror}.")
    return ConfigError((f"{name} {port} cannot be used: {help_}",))


async def _keep_going(serve: Callable[[], Awaitable[None]]) -> None:
    """Begin again where a loop breaks: everything it needs is in the store."""
    while True:
        try:
            await serve()
        except Exception:  # noqa: BLE001 - a bot that stands still loses what it was trusted with
            _log.exception("a loop broke and begins again")
            await asyncio.sleep(_PAUSE_AFTER_FAULT_SECONDS)
        else:
            return
