"""The preview of a first call to a country: whom it would call, with what, to be confirmed."""

from datetime import datetime
from typing import Final

from bot.domain.countries import find_country
from bot.domain.orders import CallOrder
from bot.ui.duplicate_question import CANCEL, DROP_DRAFT, IT_WAITS
from bot.ui.labels import OWN_AGENT_LABEL, format_details, format_phone, format_variables
from bot.ui.questions import SCHEDULE_IT, build_answers
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message, clean
from bot.ui.scheduled_call import DUE, format_callee_time
from bot.ui.subjects import write_country

CALL_IT: Final = "Call"
FIRST_CALL: Final = "This would be your first call to {country}."
SOON_OVER: Final = "You can answer for 10 minutes."


def build_preview(draft_id: str, order: CallOrder, now: datetime) -> Message:
    """Show a call before it is placed, with the buttons that place or drop it."""
    country = write_country(find_country(order.to_number) or "")
    due_at = order.due_at if order.due_at is not None and order.due_at > now else None
    agent = clean(order.agent_name or OWN_AGENT_LABEL, 60)
    details = format_details(
        clean(order.callee_name, 60),
        format_callee_time(order, due_at or now),
        f"agent: {agent}",
        format_variables(order),
    )
    what: RichLine = [Text(format_phone(order.to_number) or "", bold=True), details]
    lines: list[RichLine] = [
        ["✋ ", Text(FIRST_CALL.format(country=country), bold=True), f" {IT_WAITS}"],
        what if due_at is None else [*what, " · for ", Moment(due_at, DUE)],
        [SOON_OVER],
    ]
    label = CALL_IT if due_at is None else SCHEDULE_IT
    return build_message(lines, *build_answers(draft_id, [label], (CANCEL, DROP_DRAFT, draft_id)))
