"""Views that are open: replaced where they still stand."""

from typing import Final

from slack_sdk.models.views import View

from bot.errors import SlackError
from bot.slack import Slack

# closed meanwhile, or replaced by what a newer click has its own answer for
_OVERTAKEN: Final = frozenset({"hash_conflict", "not_found", "view_not_found"})


async def update_view(
    slack: Slack, view_id: str, view: View, *, view_hash: str | None = None
) -> None:
    """Replace an open view; one that is gone or newer stays as it is. Raises SlackError."""
    try:
        await slack.update_view(view_id, view, view_hash=view_hash)
    except SlackError as exc:
        if exc.code not in _OVERTAKEN:
            raise
