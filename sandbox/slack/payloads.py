"""The parts that all payloads sent to the app have in common."""

from sandbox.slack.conversations import Conversation
from sandbox.slack.people import APP_ID, TEAM_DOMAIN, TEAM_ID, User
from sandbox.slack.wire import JsonObject

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's old field, no secret here


def interaction_head(kind: str, user: User) -> JsonObject:
    """Return what every interactive payload begins with."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_part(conversation: Conversation) -> JsonObject:
    """Return a conversation as interactive payloads name it."""
    return {"id": conversation.id, "name": conversation.name_in_payloads}
