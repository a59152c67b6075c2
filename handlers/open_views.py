"""Views that are open: replaced where they still stand."""

from collections.abc import Callable
from typing import Final

from slack_sdk.models.views import View

from bot.errors import SlackError
from bot.slack import Slack

# closed meanwhile, or replaced by what a newer click has its own answer for
_CONFLICT: Final = "hash_conflict"
_OVERTAKEN: Final = frozenset({_CONFLICT, "not_found", "view_not_found"})


async def update_view(
    slack: Slack,
    view_id: str,
    view: View,
    *,
    view_hash: str | None = None,
    is_newest: Callable[[], bool] = lambda: False,
) -> None:
    """Replace an open view; one that is gone or newer stays as it is. Raises SlackError.

    The answer to the newest click replaces whatever that to an older one put there meanwhile.
    """
    try:
        await slack.update_view(view_id, view, view_hash=view_hash)
    except SlackError as exc:
        if exc.code not in _OVERTAKEN:
            raise
        if view_hash and exc.code == _CONFLICT and is_newest():
            await update_view(slack, view_id, view)
