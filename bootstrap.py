"""Every part of the bot, made once, for the process and for the tests."""

from datetime import timedelta

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
from bot.domain.workspaces import WorkspaceId
from bot.messaging.admin_notices import AdminNotices
from bot.messaging.call_lists import CallLists
from bot.messaging.home import Home
from bot.messaging.outbox import OutboxWorker
from bot.messaging.undeliverable import Undeliverable
from bot.ops.caretaker import Caretaker
from bot.policies.rule_book import RuleBook
from bot.policies.rules import Rules
from bot.reporting.audit import AuditLog
from bot.reporting.audit_reader import AuditReader
from bot.reporting.audited_service import ServiceParts
from bot.reporting.chart_process import ChartProcess
from bot.reporting.csv_export import CsvExport
from bot.reporting.number_file import NumberFile
from bot.reporting.report import Report
from bot.reporting.result_files import ResultFiles
from bot.signals import Signals
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
from handlers.background import BackgroundTasks
from handlers.context import Services


class Parts:
    """Every part; what is given stands in for the one it would build itself."""

    def __init__(
        self,
        config: Config,
        *,
        store: Store | None = None,
        slack: Slack | None = None,
        clock: Clock | None = None,
        chart_process: ChartProcess | None = None,
    ) -> None:
        self.config = config
        self.clock = clock = clock or Clock()
        self.signals = signals = Signals()
        self.store = store or build_store(config, clock)
        self.web = build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
        self.slack = slack or Slack(self.web, clock)
        self.budget = RequestBudget(clock)
        self.voicy = VoicyClient(
            base_url=config.voicy_api_url,
            api_key=config.voicy_api_key.get_secret_value(),
            budget=self.budget,
        )
        self.agents = AgentDirectory(self.voicy, clock)
        self.chart_process = chart_process or ChartProcess()
        self.background = BackgroundTasks()
        self.facts = SlackFacts(self.slack, clock)
        self.rule_book = RuleBook(config)
        self.audit = AuditLog(self.store, self.store.hasher, clock)
        self.access = CallAccess(
            self.facts,
            self._read_rules,
            config.guard_admins,
            config.approvers,
            record_denial=self.audit.record_denial,
        )
        self.call_lists = CallLists(self.store, self.access, self.slack)
        self.rules = RuleChanges(
            self.store,
            self.access,
            self.facts,
            self.rule_book,
            self.agents,
            clock,
            signals,
            guard_admins=config.guard_admins,
        )
        self.home = Home(
            self.call_lists,
            self.slack,
            clock,
            find_rules=self.rules.find_for_admin,
        )
        watch_lines = WatchLines(self.store, self.access, self.call_lists)
        self.digests = DigestSender(
            self.store, self.slack, self.chart_process, self.access, clock, signals=signals
        )
        self.service_parts = ServiceParts(
            store=self.store,
            slack=self.slack,
            access=self.access,
            facts=self.facts,
            audit=self.audit,
            clock=clock,
        )
        self.eraser = Eraser(self.service_parts, signals, show_home=self.home.show_anew)
        undeliverable = Undeliverable(self.store, self.slack, clock)
        self.outbox = OutboxWorker(
            self.store,
            self.slack,
            clock,
            undeliverable,
            signals=signals,
            writers={
                DeliveryKind.WATCH_LINE: watch_lines.write_line,
                DeliveryKind.WATCH_ENDED: watch_lines.write_end,
                DeliveryKind.DIGEST: self.digests.write,
                DeliveryKind.ERASED: self.eraser.write,
            },
            caller_ids=config.voicy_from_numbers,
        )
        self.gate = Gate(
            self.store,
            self.facts,
            self.audit,
            clock,
            rule_book=self.rule_book,
            caller_ids=config.voicy_from_numbers,
        )
        self.admin_notices = AdminNotices(
            self.store,
            self.slack,
            self.facts,
            self.rule_book,
            clock,
            signals,
            guard_admins=config.guard_admins,
        )
        self.approval_desk = ApprovalDesk(
            self.store,
            self.facts,
            self.gate,
            self.admin_notices,
            self.audit,
            clock,
            signals,
            approvers=config.approvers,
            require_approver=self.access.require_approver,
        )
        self.dialer = Dialer(
            self.store,
            self.voicy,
            self.agents,
            clock,
            prepare_gate=self.gate.prepare,
            watch_claimed=self.gate.watch_claimed,
            answer_request=undeliverable.answer,
            signals=signals,
        )
        self.tracker = Tracker(
            self.store,
            self.voicy,
            clock,
            longest_call=timedelta(minutes=config.voicy_longest_call_minutes),
            signals=signals,
        )
        self.attempts = AttemptScheduler(
            self.store,
            self.clock,
            pauses=config.retry_pauses,
            rule_book=self.rule_book,
            signals=signals,
        )
        self.results = ResultCollector(self.store, self.voicy, clock, signals=signals)
        self.caretaker = Caretaker(
            self.store, clock, retention=config.retention, evidence=config.evidence
        )

    def build_services(self, workspace: Workspace) -> Services:
        """Build what handlers work with."""
        recordings = Recordings(base_url=self.config.voicy_api_url)
        return Services(
            workspace=workspace,
            clock=self.clock,
            signals=self.signals,
            store=self.store,
            slack=self.slack,
            agents=self.agents,
            facts=self.facts,
            membership=Membership(self.slack),
            access=self.access,
            intake=Intake(
                workspace,
                self.store,
                self.agents,
                self.facts,
                self.access,
                self.audit,
                self.rule_book,
                self.clock,
                self.signals,
            ),
            call_actions=CallActions(
                self.store, self.facts, self.audit, self.gate, self.clock, self.signals
            ),
            rules=self.rules,
            do_not_call=DoNotCall(self.service_parts, self.signals),
            admin_notices=self.admin_notices,
            approval_desk=self.approval_desk,
            result_files=ResultFiles(
                self.store,
                self.voicy,
                recordings,
                self.slack,
                self.clock,
                require_access=self.access.require,
                audit=self.audit,
            ),
            audit=self.audit,
            audit_reader=AuditReader(self.service_parts),
            number_file=NumberFile(self.service_parts, self.voicy),
            eraser=self.eraser,
            home=self.home,
            call_lists=self.call_lists,
            subscriptions=ChannelSubscriptions(
                self.store, self.slack, self.access, self.audit, self.signals
            ),
            csv_export=CsvExport(self.service_parts),
            report=Report(self.store, self.chart_process, self.slack, self.access, self.clock),
            background=self.background,
        )

    async def _read_rules(self, workspace_id: WorkspaceId) -> Rules:
        return self.rule_book.read(await self.store.rules.read(workspace_id))


def build_store(config: Config, clock: Clock | None = None) -> Store:
    """Build the store that the settings name; it is not open yet."""
    slots = config.voicy_max_concurrent_calls
    return SqliteStore(config.database_path, slots=slots, clock=clock)
