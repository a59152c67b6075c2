"""Access as tests build it: over a wire on which they answer for Slack."""

from typing import Final

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import WorkspaceId
from bot.policies.rules import Rules
from bot.slack import Slack, build_web_client
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.workspace import Identity
from tests.builders.calls import WORKSPACE
from tests.builders.rules import build_rules
from tests.builders.slack_wire import Json, Wire

IDENTITY: Final = Identity(
    team_id=WORKSPACE, user_id="U1BOT", bot_id="B1", name="voicy", team_name="Team"
)


def build_facts(wire: Wire, clock: Clock | None = None) -> SlackFacts:
    """Build what asks Slack, as a bot that has signed in."""
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=2))
    slack.identity = IDENTITY
    return SlackFacts(slack, clock or Clock())


def build_access(wire: Wire, clock: Clock | None = None) -> CallAccess:
    """Build access that asks Slack on this wire."""
    return CallAccess(build_facts(wire, clock), read_default_rules)


async def read_default_rules(workspace_id: WorkspaceId) -> Rules:
    """Return the rules of a workspace whose admins changed nothing."""
    return build_rules()


def build_requester(user_id: str = "U0ALICE", team_id: str | None = "T1") -> Requester:
    """Build somebody who asks for something."""
    return Requester(workspace_id=WORKSPACE, team_id=team_id, user_id=user_id, user_name="alice")


def describe_user(user_id: str = "U0ALICE", **flags: bool | str) -> Json:
    """Return a member as users.info has them."""
    return {"ok": True, "user": {"id": user_id, "name": "alice", "team_id": "T1", **flags}}


def describe_public(*channel_ids: str) -> Json:
    """Return the public channels of a workspace as conversations.list has them."""
    return {"ok": True, "channels": [{"id": each, "is_private": False} for each in channel_ids]}


def describe_channel(*, is_private: bool = False, **flags: bool | str) -> Json:
    """Return a channel as conversations.info has it."""
    channel = {"id": "C0SALES", "is_channel": True, "is_private": is_private, **flags}
    return {"ok": True, "channel": channel}
