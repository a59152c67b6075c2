"""Calls are made for people of the bot's own workspace."""

from bot.errors import PolicyError


def require_own_workspace(team_id: str | None, home_team_id: str) -> None:
    """Refuse people of another workspace, who share a channel with this one; raises PolicyError.

    `team_id` is None where Slack does not say it, as it does of everybody from elsewhere.
    """
    if team_id and team_id != home_team_id:
        raise PolicyError(
            "Only people in this workspace can request calls here.", field="requester"
        )
