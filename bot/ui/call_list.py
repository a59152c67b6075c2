"""Lists of calls: one line each with a link to its card, paged by buttons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.parsing.commands import Scope
from bot.ui.buttons import build_buttons
from bot.ui.call_card import build_state
from bot.ui.labels import (
    format_attempt,
    format_call_status,
    format_callee,
    format_details,
    format_headline,
    format_length,
    format_outcome,
    format_phone,
    format_requester,
)
from bot.ui.rich_text import Inline, Link, Message, Moment, RichLine, Text, build_message, clean
from bot.ui.scheduled_call import UPCOMING

NEWER: Final = "newer_calls"
OLDER: Final = "older_calls"
MY_CALLS: Final = "My calls"
CALLS_HERE: Final = "Latest calls here"
EVERYONES_CALLS: Final = "Everyone's calls"
LIVE_CALLS_HERE: Final = "Live calls here"
UPCOMING_CALLS_HERE: Final = "Upcoming calls here"
NO_LIVE_CALLS_HERE: Final = "No live calls here."
NO_MATCHING_CALLS: Final = "No matching calls."
NO_CALLS_TO: Final = (
    "No matching calls to {callee} that you can see. Search by the beginnings of a name's words, "
    "or by part of a number."
)
TITLE_OF_SCOPE: Final = {Scope.ME: MY_CALLS, Scope.HERE: CALLS_HERE, Scope.ALL: EVERYONES_CALLS}
NONE_HERE: Final = "No calls have been requested here yet."
NO_CALLS_OF_SCOPE: Final = {
    Scope.ME: "You have not requested a call yet.",
    Scope.HERE: NONE_HERE,
    Scope.ALL: "There is no call yet that you can see.",
}
_CREATED_AT: Final = "{date_short_pretty} {time}"
# a call and the link to its card, "" where there is none
ListedCall = tuple[Call, str]


def build_call_list(
    title: RichLine,
    calls: Sequence[ListedCall],
    *,
    nothing: str,
    left_out: int = 0,
    upcoming: Sequence[ListedCall] = (),
    upcoming_left_out: int = 0,
    newer: str | None = None,
    older: str | None = None,
) -> Message:
    """List calls, and below them those whose time has not come.

    `newer` and `older` are the values of the buttons to the pages beside this one; the counts are
    of calls that no page shows.
    """
    lines: list[RichLine] = [[nothing]]
    if calls:
        lines = [title, *_build_lines(calls, left_out)]
    if upcoming:
        title = build_list_title(UPCOMING_CALLS_HERE)
        lines += [title, *_build_lines(upcoming, upcoming_left_out)]
    return build_message(lines, *build_page_buttons(newer, older))


def build_page_buttons(newer: str | None, older: str | None, *, prefix: str = "") -> list[Block]:
    """Build the buttons that page through a list; nothing where there is one page."""
    pages = [("◀ Newer", f"{prefix}{NEWER}", newer), ("Older ▶", f"{prefix}{OLDER}", older)]
    return build_buttons("", pages)


def build_list_title(whose: str, *filters: str, since: datetime | None = None) -> RichLine:
    """Say which calls a list shows, and which it was narrowed to."""
    begun: list[Inline] = [] if since is None else [" · since ", Moment(since, _CREATED_AT)]
    return [Text(whose, bold=True), format_details(*filters), *begun]


def format_callees(typed: str, numbers: Sequence[E164]) -> str:
    """Format whose calls are looked for: the numbers that may be meant, else what was typed."""
    return " or ".join(map(format_phone, numbers)) or f"“{clean(typed, 60)}”"


def build_callee(call: Call, url: str) -> Inline:
    """Build who is called, with the link to the card where there is one."""
    callee = format_callee(call.order)
    return Link(url=url, text=callee) if url else callee


def build_entry(call: Call, url: str) -> list[RichLine]:
    """Build a call where there is room for two lines."""
    return [
        [build_callee(call, url), "  ", *build_state(call)],
        [_format_origin(call), Moment(call.created_at, _CREATED_AT)],
    ]


def _build_lines(calls: Sequence[ListedCall], left_out: int) -> list[RichLine]:
    lines = [_build_line(call, url) for call, url in calls]
    return [*lines, [f"and {left_out} more"]] if left_out else lines


def _build_line(call: Call, url: str) -> RichLine:
    callee = build_callee(call, url)
    if call.status in UPCOMING:
        return [callee, "  ", *build_state(call), f" · {format_requester(call.order, 40)}"]
    sign, word = format_call_status(call)
    outcome = format_headline(call) or format_outcome(call) if call.is_final else None
    facts = format_details(
        word, format_attempt(call), clean(outcome or "", 100), format_length(call)
    )
    origin = f"{facts} · {_format_origin(call)}"
    return [f"{sign} ", callee, origin, Moment(call.created_at, _CREATED_AT)]


def _format_origin(call: Call) -> str:
    facts = [clean(call.agent_name or "", 40), format_requester(call.order, 40)]
    return "".join(f"{fact} · " for fact in facts if fact)
