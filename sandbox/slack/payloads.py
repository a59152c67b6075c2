"""The parts that all payloads sent to the app have in common."""

from sandbox.slack.conversations import Conversation
from sandbox.slack.people import APP_ID, HOME, Team, User
from sandbox.slack.wire import JsonObject

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's old field, no secret here


def interaction_head(kind: str, user: User, *, team: Team = HOME) -> JsonObject:
    """Return what every interactive payload begins with.

    `team` is the app's, but for a modal: that is opened in the company of who sees it, and only
    its `app_installed_team_id` names the app's.
    """
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_part(conversation: Conversation) -> JsonObject:
    """Return a conversation as interactive payloads name it."""
    return {"id": conversation.id, "name": conversation.name_in_payloads}
