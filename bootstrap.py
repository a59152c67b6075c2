"""The bot, built: every part made once, started in order, stopped in the opposite one."""

import asyncio
import errno
import gc
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from bot.calling.actions import CallActions
from bot.calling.agent_directory import AgentDirectory
from bot.calling.approvals import ApprovalDesk
from bot.calling.attempts import AttemptScheduler
from bot.calling.dialer import Dialer
from bot.calling.do_not_call import DoNotCall
from bot.calling.eraser import Eraser
from bot.calling.gate import Gate
from bot.calling.intake import Intake
from bot.calling.results import ResultCollector
from bot.calling.rule_changes import RuleChanges
from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.config import Config
from bot.domain.quiet_hours import is_holiday
from bot.domain.workspaces import WorkspaceId
from bot.errors import CallBotError, ConfigError, StoreGoneError
from bot.messaging.admin_notices import AdminNotices
from bot.messaging.call_lists import CallLists
from bot.messaging.home import Home
from bot.messaging.outbox import OutboxWorker
from bot.messaging.undeliverable import Undeliverable
from bot.ops.caretaker import Caretaker
from bot.ops.health import HealthReport, HealthServer
from bot.ops.jobs import Jobs
from bot.ops.sign_in import sign_in
from bot.parsing.times import warm_up
from bot.policies.rule_book import RuleBook
from bot.policies.rules import Rules
from bot.reporting.audit import AuditLog
from bot.reporting.audit_reader import AuditReader
from bot.reporting.chart_process import ChartProcess
from bot.reporting.csv_export import CsvExport
from bot.reporting.number_file import NumberFile
from bot.reporting.report import Report
from bot.reporting.result_files import ResultFiles
from bot.signals import Part, Signal, Signals
from bot.slack import Slack, build_web_client
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.slack.membership import Membership
from bot.store.interface import Store
from bot.store.records import DeliveryKind
from bot.store.sqlite import SqliteStore
from bot.subscriptions.channel_subscriptions import ChannelSubscriptions
from bot.subscriptions.digests import DigestSender
from bot.subscriptions.watch_lines import WatchLines
from bot.voicy import Recordings, RequestBudget, VoicyClient
from bot.workspace import Workspace
from handlers.app import build_app
from handlers.background import BackgroundTasks
from handlers.context import Services
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
    """The whole bot; `store`, `slack` and `clock` stand in for the ones it would build itself."""

    def __init__(
        self,
        config: Config,
        *,
        store: Store | None = None,
        slack: Slack | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._config = config
        self._clock = clock = clock or Clock()
        self._signals = signals = Signals()
        self.store = store or build_store(config, clock)
        self._web = build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
        self._slack = slack or Slack(self._web, clock)
        self._budget = RequestBudget(clock)
        self._voicy = VoicyClient(
            base_url=config.voicy_api_url,
            api_key=config.voicy_api_key.get_secret_value(),
            budget=self._budget,
        )
        self._agents = AgentDirectory(self._voicy, clock)
        self._chart_process = ChartProcess()
        self._background = BackgroundTasks()
        self._facts = SlackFacts(self._slack, clock)
        self._rule_book = RuleBook(config)
        self._audit = AuditLog(self.store, self.store.hasher, clock)
        self._access = CallAccess(
            self._facts,
            self._read_rules,
            config.guard_admins,
            config.approvers,
            record_denial=self._audit.record_denial,
        )
        self._call_lists = CallLists(self.store, self._access, self._slack)
        self._rules = RuleChanges(
            self.store,
            self._access,
            self._facts,
            self._rule_book,
            self._agents,
            clock,
            signals,
            guard_admins=config.guard_admins,
        )
        self._home = Home(
            self._call_lists,
            self._slack,
            clock,
            command=config.slash_command,
            find_rules=self._rules.find_for_admin,
        )
        watch_lines = WatchLines(self.store, self._access, self._call_lists)
        self._digests = DigestSender(
            self.store, self._slack, self._chart_process, self._access, clock, signals=signals
        )
        self._eraser = Eraser(
            self.store, self._slack, self._access, self._facts, self._audit, clock, signals
        )
        undeliverable = Undeliverable(self.store, self._slack, clock)
        self._outbox = OutboxWorker(
            self.store,
            self._slack,
            clock,
            undeliverable,
            signals=signals,
            writers={
                DeliveryKind.WATCH_LINE: watch_lines.write_line,
                DeliveryKind.WATCH_ENDED: watch_lines.write_end,
                DeliveryKind.DIGEST: self._digests.write,
                DeliveryKind.ERASED: self._eraser.write,
            },
            caller_ids=config.voicy_from_numbers,
        )
        self._gate = Gate(
            self.store,
            self._facts,
            self._audit,
            clock,
            rule_book=self._rule_book,
            caller_ids=config.voicy_from_numbers,
        )
        self._admin_notices = AdminNotices(
            self.store,
            self._slack,
            self._facts,
            self._rule_book,
            clock,
            signals,
            guard_admins=config.guard_admins,
        )
        self._approval_desk = ApprovalDesk(
            self.store,
            self._facts,
            self._gate,
            self._admin_notices,
            self._audit,
            clock,
            signals,
            approvers=config.approvers,
            require_approver=self._access.require_approver,
        )
        self._dialer = Dialer(
            self.store,
            self._voicy,
            self._agents,
            clock,
            prepare_gate=self._gate.prepare,
            watch_time=self._gate.watch_time,
            answer_request=undeliverable.answer,
            signals=signals,
        )
        self._tracker = Tracker(
            self.store,
            self._voicy,
            clock,
            longest_call=timedelta(minutes=config.voicy_longest_call_minutes),
            signals=signals,
        )
        self._caretaker = Caretaker(
            self.store, clock, retention=config.retention, evidence=config.evidence
        )
        self._is_broken = asyncio.Event()
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
        await self.store.open()
        await self.store.orders.check_writable()
        identity = await sign_in(self._slack, self._config, self._clock)
        await self.store.adopt(identity.team_id)
        await self._start_health()
        services = self._build_services(Workspace(identity=identity, settings=self._config))
        inbox = InboxReceiver(services)
        app = build_app(services, inbox)
        app_token = self._config.slack_app_token.get_secret_value()
        self._link = SocketModeLink(app, app_token, self._web, self._clock)
        await self._caretaker.follow_clock()
        # before the first poll, which must find a dial without an answer as what it is
        await self._dialer.resume()
        self._jobs.start()
        self._loops = [
            asyncio.create_task(_keep_going(self._outbox.run), name="outbox"),
            asyncio.create_task(_keep_going(self._dialer.run), name="dialer"),
            asyncio.create_task(_keep_going(self._home.run), name="home"),
        ]
        await inbox.take_up()
        await self._link.connect()
        await asyncio.to_thread(warm_up)
        # the first look into a calendar takes a tenth of a second, which the gate has not
        await asyncio.to_thread(is_holiday, self._clock.now().date(), ("IL",))
        # what was imported lives for ever; walking through it again and again would hold up
        # acknowledgements for tens of milliseconds
        gc.collect()
        gc.freeze()
        # a thread that reads a long answer would keep the event loop waiting for 5 ms at each turn
        sys.setswitchinterval(_SWITCH_SECONDS)
        _log.info("connected to %s as @%s", identity.team_name, identity.name)

    async def serve(self) -> None:
        """Go on until cancelled; raises StoreGoneError where the database is gone."""
        await self._is_broken.wait()
        raise StoreGoneError(str(self._config.database_path))

    async def stop(self) -> None:
        """Take nothing new, finish what is being dialed or posted, leave the rest written down."""
        if self._link is not None:
            await asyncio.sleep(_ACKNOWLEDGING_SECONDS)
            await self._link.close()
        await self._background.finish(grace_seconds=_GRACE_SECONDS / 4)
        self._jobs.stop()
        await self._dialer.stop(grace_seconds=_GRACE_SECONDS / 2)
        await self._outbox.stop(grace_seconds=_GRACE_SECONDS / 4)
        await self._chart_process.finish()
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._health is not None:
            await self._health.stop()
        await self._voicy.aclose()
        await self._slack.aclose()
        await self.store.close()

    async def check_health(self) -> HealthReport:
        """Say how the bot is; raises StoreError."""
        live, waiting = await self.store.calls.count_open()
        return HealthReport(
            poll_age_seconds=self._tracker.poll_age_seconds if live else 0.0,
            pong_age_seconds=self._link.pong_age_seconds if self._link else 0.0,
            live_calls=live,
            waiting_calls=waiting,
            waiting_deliveries=await self.store.outbox.count_due(),
            refused_deliveries=await self.store.outbox.count_set_aside(),
            database_log_bytes=self.store.upkeep.log_bytes,
            failed_jobs=self._jobs.failures,
            rebuilt_links=self._link.rebuilt if self._link else 0,
            voicy_requests=self._budget.requests_sent,
            voicy_requests_remaining=self._budget.remaining,
            voicy_rate_limited=self._budget.rate_limited,
            auth_error=self._outbox.auth_error,
        )

    def recheck_schedule(self) -> None:
        """Let everything that waits for a moment look at the time again; for clocks that jump."""
        self._facts.forget()
        self._signals.emit(Signal.SCHEDULE_CHANGED)

    def _build_jobs(self) -> Jobs:
        attempts = AttemptScheduler(
            self.store,
            self._clock,
            pauses=self._config.retry_pauses,
            rule_book=self._rule_book,
            signals=self._signals,
        )
        results = ResultCollector(self.store, self._voicy, self._clock, signals=self._signals)
        return Jobs(
            {
                Part.ATTEMPTS: attempts.run,
                Part.APPROVALS: self._approval_desk.run,
                Part.TRACKER: self._tracker.follow,
                Part.RESULTS: results.collect,
                Part.AGENTS: self._refresh_agents,
                Part.DIGESTS: self._digests.run,
                Part.SOCKET_MODE: self._check_link,
                Part.SWEEP: self._sweep,
                Part.UPKEEP: self._take_care,
                Part.ALARMS: self._admin_notices.deliver,
                Part.ERASER: self._eraser.run,
            }
        )

    def _connect_signals(self) -> None:
        run_at_once = (
            Part.ATTEMPTS,
            Part.RESULTS,
            Part.DIGESTS,
            Part.ALARMS,
            Part.APPROVALS,
            Part.ERASER,
        )
        for part in run_at_once:
            self._signals.connect(part, partial(self._jobs.run_in, part))
        self._signals.connect(
            Part.TRACKER, partial(self._jobs.run_in, Part.TRACKER, _FIRST_POLL_SECONDS)
        )
        self._signals.connect(Part.OUTBOX, self._outbox.wake)
        self._signals.connect(Part.DIALER, self._dialer.wake)
        self._signals.connect(Part.HOME, self._home.wake)

    def _build_services(self, workspace: Workspace) -> Services:
        recordings = Recordings(base_url=self._config.voicy_api_url)
        return Services(
            workspace=workspace,
            clock=self._clock,
            signals=self._signals,
            store=self.store,
            slack=self._slack,
            agents=self._agents,
            facts=self._facts,
            membership=Membership(self._slack),
            access=self._access,
            intake=Intake(
                workspace,
                self.store,
                self._agents,
                self._facts,
                self._access,
                self._audit,
                self._rule_book,
                self._clock,
                self._signals,
            ),
            call_actions=CallActions(
                self.store, self._facts, self._audit, self._gate, self._clock, self._signals
            ),
            rules=self._rules,
            do_not_call=DoNotCall(
                self.store,
                self._slack,
                self._access,
                self._facts,
                self._audit,
                self._clock,
                self._signals,
            ),
            admin_notices=self._admin_notices,
            approval_desk=self._approval_desk,
            result_files=ResultFiles(
                self.store,
                self._voicy,
                recordings,
                self._slack,
                self._clock,
                require_access=self._access.require,
                audit=self._audit,
            ),
            audit=self._audit,
            audit_reader=AuditReader(
                self.store, self._slack, self._access, self._facts, self._audit, self._clock
            ),
            number_file=NumberFile(
                self.store,
                self._voicy,
                self._slack,
                self._access,
                self._facts,
                self._audit,
                self._clock,
            ),
            eraser=self._eraser,
            home=self._home,
            call_lists=self._call_lists,
            subscriptions=ChannelSubscriptions(
                self.store, self._slack, self._access, self._audit, self._signals
            ),
            csv_export=CsvExport(
                self.store, self._slack, self._facts, self._access, self._audit, self._clock
            ),
            report=Report(self.store, self._chart_process, self._slack, self._access, self._clock),
            background=self._background,
        )

    async def _start_health(self) -> None:
        config = self._config
        if config.health_port is None:
            return
        self._health = HealthServer(self.check_health)
        try:
            port = await self._health.start(config.health_host, config.health_port)
        except OSError as exc:
            raise build_port_error("HEALTH_PORT", config.health_port, exc) from exc
        _log.info("health on http://%s:%d/healthz", config.health_host, port)

    async def _read_rules(self, workspace_id: WorkspaceId) -> Rules:
        return self._rule_book.read(await self.store.rules.read(workspace_id))

    async def _check_link(self) -> float | None:
        return None if self._link is None else await self._link.check_alive()

    async def _refresh_agents(self) -> float | None:
        with suppress(CallBotError):
            await self._agents.refresh()
        return None

    async def _take_care(self) -> float | None:
        try:
            return await self._caretaker.run()
        except StoreGoneError as exc:
            _log.critical("stopping, nobody is called any more: %s", exc.reason)
            self._is_broken.set()
            raise

    async def _sweep(self) -> float | None:
        await self._dialer.sweep()
        self._signals.emit(Signal.QUEUE_CHANGED)
        return None


def build_port_error(name: str, port: int, exc: OSError) -> ConfigError:
    """Say why nobody can listen on a port, and what to do."""
    help_ = _PORT_HELP.get(exc.errno or 0, f"{exc.strerror}.")
    return ConfigError((f"{name} {port} cannot be used: {help_}",))


def build_store(config: Config, clock: Clock | None = None) -> Store:
    """Build the store that the settings name; it is not open yet."""
    slots = config.voicy_max_concurrent_calls
    return SqliteStore(config.database_path, slots=slots, clock=clock)


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
