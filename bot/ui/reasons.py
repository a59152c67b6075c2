"""Reasons why a call has its status, as they stand beside it on the card, in lists and exports."""

from typing import Final

from bot.ui.rich_text import clean

CARD_NOT_POSTED: Final = "Slack did not take the card in time"
NO_PLACE_FOR_CARD: Final = "its card is gone, and Slack takes no new one"
CANCELED_BY_REQUESTER: Final = "by its requester"
BOT_STOPPED_WHILE_DIALING: Final = "the bot was stopped while it was dialing"
BOT_NOT_RUNNING: Final = "the bot was not running when the call was due"
FROM_COPY: Final = (
    "the bot runs on a copy of its database, so this call may have been dialed already"
)
NOBODY_DECIDED: Final = "nobody decided about it in time"
NO_FREE_SLOT: Final = "no line was free for half an hour"
CALL_NOT_FOUND: Final = "Voicy shows no such call"
SEVERAL_CALLS_FOUND: Final = "Voicy shows more than one call that could be this one"
IDENTICAL_ORDERS: Final = "two identical calls were requested at once and cannot be told apart"
CALLS_NOT_LISTED: Final = "Voicy's list of calls could not be read"
UNKNOWN_TO_VOICY: Final = "Voicy no longer knows this call"
TOO_OLD: Final = "it is older than the longest possible call"


_ACTIONS: Final = {
    "dial_now": "dialed now",
    "move": "time changed",
    "try_again": "tried again",
    "stop_trying": "retries stopped",
    "do_not_call": "not to be called again, said",
}


def format_action(action: str, user_name: str) -> str | None:
    """Say who did what to a call, None where its status says it."""
    done = _ACTIONS.get(action)
    return f"{done} by @{clean(user_name, 60)}" if done else None


def format_not_retried(end: str) -> str:
    """Say until when an attempt would have been wanted."""
    return f"not tried again: it was wanted until {end}"


def format_canceled_by(requested_by: str, user_id: str, user_name: str) -> str:
    """Say who canceled a call."""
    return CANCELED_BY_REQUESTER if user_id == requested_by else f"by @{clean(user_name, 60)}"
