"""The bot's verbs as listeners have them, on a store and a Slack of a test's."""

from pathlib import Path

from bot.calling.actions import CallActions
from bot.calling.agent_directory import AgentDirectory
from bot.calling.approvals import ApprovalDesk
from bot.calling.do_not_call import DoNotCall
from bot.calling.eraser import Eraser
from bot.calling.gate import Gate
from bot.calling.intake import Intake
from bot.calling.rule_changes import RuleChanges
from bot.clock import Clock
from bot.config import read_config
from bot.domain.number_hash import NumberHasher
from bot.messaging.admin_notices import AdminNotices
from bot.messaging.call_lists import CallLists
from bot.messaging.home import Home
from bot.policies.rule_book import RuleBook
from bot.reporting.audit import AuditLog
from bot.reporting.audit_reader import AuditReader
from bot.reporting.audited_service import ServiceParts
from bot.reporting.chart_process import ChartProcess
from bot.reporting.csv_export import CsvExport
from bot.reporting.number_file import NumberFile
from bot.reporting.report import Report
from bot.reporting.result_files import ResultFiles
from bot.signals import Signals
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.slack.membership import Membership
from bot.store.interface import Store
from bot.subscriptions.channel_subscriptions import ChannelSubscriptions
from bot.voicy import Recordings, VoicyClient
from bot.workspace import Identity, Workspace
from handlers.background import BackgroundTasks
from handlers.context import Services
from tests.builders.access import read_default_rules
from tests.builders.calls import WORKSPACE

IDENTITY = Identity(
    team_id=WORKSPACE, user_id="U0VOICY", bot_id="B0VOICY", name="voicy", team_name="Example"
)


def build_services(store: Store, slack: Slack, voicy: VoicyClient, folder: Path) -> Services:
    """Build them; what has to be kept in a file is kept in the folder."""
    config = read_config(
        None,
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        voicy_api_key="voicy_sk_1",
        voicy_from_numbers="+15551234567=Sales",
        quiet_hours="off",
    )
    workspace = Workspace(identity=IDENTITY, settings=config)
    clock, signals, charts = Clock(), Signals(), ChartProcess()
    agents, facts = AgentDirectory(voicy, clock), SlackFacts(slack, clock)
    audit = AuditLog(store, NumberHasher(folder / "numbers.key"), clock)
    access = CallAccess(facts, read_default_rules, record_denial=audit.record_denial)
    lists = CallLists(store, access, slack)
    rules = RuleChanges(
        store,
        access,
        facts,
        RuleBook(config),
        agents,
        clock,
        signals,
        guard_admins=config.guard_admins,
    )
    gate = Gate(
        store,
        facts,
        audit,
        clock,
        rule_book=RuleBook(config),
        caller_ids=config.voicy_from_numbers,
    )
    notices = AdminNotices(
        store,
        slack,
        facts,
        RuleBook(config),
        clock,
        signals,
        guard_admins=config.guard_admins,
    )
    desk = ApprovalDesk(
        store,
        facts,
        gate,
        notices,
        audit,
        clock,
        signals,
        approvers=config.approvers,
        require_approver=access.require_approver,
    )
    home = Home(lists, slack, clock, find_rules=rules.find_for_admin)
    parts = ServiceParts(
        store=store, slack=slack, access=access, facts=facts, audit=audit, clock=clock
    )
    return Services(
        workspace=workspace,
        clock=clock,
        signals=signals,
        store=store,
        slack=slack,
        facts=facts,
        membership=Membership(slack),
        access=access,
        agents=agents,
        intake=Intake(
            workspace, store, agents, facts, access, audit, RuleBook(config), clock, signals
        ),
        rules=rules,
        do_not_call=DoNotCall(parts, signals),
        admin_notices=notices,
        approval_desk=desk,
        call_actions=CallActions(store, facts, audit, gate, clock, signals),
        result_files=ResultFiles(
            store,
            voicy,
            Recordings(base_url=config.voicy_api_url),
            slack,
            clock,
            require_access=access.require,
            audit=audit,
        ),
        audit=audit,
        audit_reader=AuditReader(parts),
        number_file=NumberFile(parts, voicy),
        eraser=Eraser(parts, signals, show_home=home.show_anew),
        home=home,
        call_lists=lists,
        subscriptions=ChannelSubscriptions(store, slack, access, audit, signals),
        csv_export=CsvExport(parts),
        report=Report(store, charts, slack, access, clock),
        background=BackgroundTasks(),
    )
