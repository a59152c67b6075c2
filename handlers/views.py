"""Views that are open: replaced where they still stand."""

from slack_sdk.models.views import View

from bot.errors import SlackError
from handlers.context import Services

# closed meanwhile, or replaced by what a newer click has its own answer for
_OVERTAKEN = frozenset({"hash_conflict", "not_found", "view_not_found"})


async def update_view(
    services: Services, view_id: str, view: View, *, view_hash: str | None = None
) -> None:
    """Replace an open view; one that is gone or newer stays as it is. Raises SlackError."""
    try:
        await services.slack.update_view(view_id, view, view_hash=view_hash)
    except SlackError as exc:
        if exc.code not in _OVERTAKEN:
            raise
