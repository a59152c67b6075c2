"""What every listener works with: the bot's verbs, and who asks, put there by a middleware."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.calling.actions import CallActions
from bot.calling.agent_directory import AgentDirectory
from bot.calling.approvals import ApprovalDesk
from bot.calling.do_not_call import DoNotCall
from bot.calling.eraser import Eraser
from bot.calling.intake import Intake
from bot.calling.rule_changes import RuleChanges
from bot.clock import Clock
from bot.config import Config
from bot.domain.requesters import Requester
from bot.domain.workspaces import WorkspaceId
from bot.messaging.admin_notices import AdminNotices
from bot.messaging.call_lists import CallLists
from bot.messaging.home import Home
from bot.reporting.audit import AuditLog
from bot.reporting.audit_reader import AuditReader
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
from bot.workspace import Identity, Workspace
from handlers.background import BackgroundTasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The bot's verbs, as far as people in a workspace can reach them."""

    workspace: Workspace
    clock: Clock
    signals: Signals
    store: Store
    slack: Slack
    facts: SlackFacts
    membership: Membership
    access: CallAccess
    agents: AgentDirectory
    intake: Intake
    call_actions: CallActions
    approval_desk: ApprovalDesk
    rules: RuleChanges
    do_not_call: DoNotCall
    admin_notices: AdminNotices
    result_files: ResultFiles
    audit: AuditLog
    audit_reader: AuditReader
    number_file: NumberFile
    eraser: Eraser
    home: Home
    call_lists: CallLists
    subscriptions: ChannelSubscriptions
    csv_export: CsvExport
    report: Report
    background: BackgroundTasks

    @property
    def config(self) -> Config:
        """The settings of the workspace, read at the moment of use."""
        return self.workspace.settings

    @property
    def identity(self) -> Identity:
        """Who the bot is in the workspace."""
        return self.workspace.identity


Middleware = Callable[..., Awaitable[None]]


def build_requester_middleware(workspace: Workspace) -> Middleware:
    """Build the middleware that puts the requester into the context, for listeners to name."""

    async def add_requester(
        context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> None:
        context["requester"] = read_requester(body, workspace.id)
        await next()

    return add_requester


def read_requester(body: Mapping[str, Any], workspace_id: WorkspaceId) -> Requester:
    """Read who sent a command, an interaction or an event.

    The person's own team is `user.team_id` in interactions, and `user_team` or `team` in events;
    `team.id` of an interaction is that of the app, and says nothing of the person.
    """
    event: Mapping[str, Any] = body.get("event") or {}
    user = body.get("user") or event.get("user") or body.get("user_id") or ""
    if isinstance(user, Mapping):
        name = user.get("username") or user.get("name") or user["id"]
        team_id = user.get("team_id")
        user = user["id"]
    elif event:
        name, team_id = "", event.get("user_team") or event.get("team")
    else:
        name, team_id = body.get("user_name") or user, body.get("team_id")
    return Requester(
        workspace_id=workspace_id,
        team_id=str(team_id) if team_id else None,
        user_id=str(user),
        user_name=str(name),
    )
