"""The question about a moment that is quiet where the callee is, and what may be answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.quiet_hours import Silence
from bot.domain.time_zones import load_zone
from bot.ui.buttons import Button, CallAction, build_buttons, encode_attempt, encode_next_attempt
from bot.ui.confirmations import CALL_IN_ZONE
from bot.ui.form_timing import build_text_input
from bot.ui.labels import NOBODY_CALLED, format_callee, format_phone
from bot.ui.questions import build_answers
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message
from bot.ui.scheduled_call import DUE, UPCOMING
from bot.ui.variable_question import OPEN_DRAFT

ANOTHER_TIME: Final = "Another time"
THEY_ASKED_FORM: Final = "they_asked_form"
REASON_BLOCK: Final = "reason"
NO_REASON: Final = "Write how they asked for it."
LONGEST_REASON: Final = 150
THEY_ASKED: Final = "They asked to be called now"
THEY_ASKED_THEN: Final = "They asked for this time"
WHICH_ZONE: Final = "Which zone is it?"
_SOON: Final = timedelta(minutes=1)


def build_quiet_question(
    draft_id: str, number: E164, silence: Silence, why: str, now: datetime
) -> Message:
    """Ask what is to become of a draft whose moment is quiet."""
    more: list[Button] = [
        (ANOTHER_TIME, OPEN_DRAFT, draft_id),
        (_label_wish(silence, now), CallAction.THEY_ASKED, draft_id),
    ]
    callees = [format_phone(number)] * len(silence.list_zones()) if _dials_now(silence, now) else []
    answers = build_answers(
        draft_id, _label_answers(silence), *more, callees=callees, dialog=CALL_IN_ZONE
    )
    return build_message(_build_lines(number, silence, why, now), *answers)


def build_quiet_call_question(call: Call, silence: Silence, why: str, now: datetime) -> Message:
    """Ask what is to become of a call that was to be dialed at a moment that is quiet."""
    about = encode_next_attempt(call)
    value = f"{about} {silence.at.timestamp()}"
    buttons: list[Button] = [
        (label, f"{CallAction.CALL_AT}_{index}", f"{about} {answer}")
        for index, (label, answer) in enumerate(
            zip(_label_answers(silence), _list_answers(silence), strict=True)
        )
    ]
    if call.status in UPCOMING:
        buttons.append((ANOTHER_TIME, CallAction.CHANGE_TIME, encode_attempt(call)))
    buttons.append((_label_wish(silence, now), CallAction.THEY_ASKED, value))
    lines = _build_lines(call.order.to_number, silence, why, now)
    zones = silence.list_zones() if _dials_now(silence, now) else ()
    dialog = CALL_IN_ZONE.build(format_callee(call.order))
    confirmed = {f"{CallAction.CALL_AT}_{index}": dialog for index, _ in enumerate(zones)}
    return build_message(lines, *build_buttons("", buttons, confirmed))


def build_reason_form(about: str) -> View:
    """Build the form that asks how the callee asked to be called in quiet hours."""
    reason = build_text_input(
        REASON_BLOCK,
        "How did they ask for it?",
        "",
        hint="The card and the audit show it with your name.",
        placeholder="Wrote at 9 pm: call me back tonight",
        is_needed=True,
        max_length=LONGEST_REASON,
    )
    return View(
        type="modal",
        callback_id=THEY_ASKED_FORM,
        private_metadata=about,
        title="Quiet hours",
        submit="Call",
        close="Cancel",
        blocks=[reason],
    )


def format_clock(silence: Silence) -> str:
    """Say what the callee's clock shows: “22:40 in London”."""
    if silence.is_doubtful:
        zones = silence.list_zones()
        return f"between {_write(silence.at, zones[0])} and {_write(silence.at, zones[-1])} there"
    zone = silence.callee.zones[0]
    place = "on your clock" if silence.callee.is_requesters else f"in {_name_city(zone)}"
    return f"{_write(silence.at, zone)} {place}"


def _build_lines(number: E164, silence: Silence, why: str, now: datetime) -> list[RichLine]:
    why = f"{why[:1].upper()}{why[1:]}"
    is_now = silence.at - now < _SOON
    said = f"It {'is' if is_now else 'will be'} {format_clock(silence)}"
    if silence.is_doubtful:
        said = f"{format_phone(number)} may be in one of several zones. {said}."
        return [[Text("🌙 "), Text(said, bold=True), f" {NOBODY_CALLED}"], [WHICH_ZONE], [why]]
    wait: RichLine = [f"{NOBODY_CALLED} "]
    if silence.ends_at is not None:
        wait = [
            *wait,
            "Calls there are possible from ",
            Moment(silence.ends_at, DUE),
            ", your time. ",
        ]
    return [[Text("🌙 "), Text(f"{said}.", bold=True)], [*wait, why]]


def _label_answers(silence: Silence) -> Sequence[str]:
    if silence.is_doubtful:
        return [f"{_name_city(zone)}, {_write(silence.at, zone)}" for zone in silence.list_zones()]
    if silence.ends_at is None:
        return []
    zone = load_zone(silence.callee.zones[0])
    end, at = silence.ends_at.astimezone(zone), silence.at.astimezone(zone)
    day = f"on {end:%A} " if end - at > timedelta(days=1) else ""
    return [f"Call {day}at {end:%-H:%M}"]


def _list_answers(silence: Silence) -> list[str]:
    """List what the answers mean: a moment, and for a choice of zones the zone."""
    if silence.is_doubtful:
        return [f"{silence.at.timestamp()} {zone}" for zone in silence.list_zones()]
    return [] if silence.ends_at is None else [f"{silence.ends_at.timestamp()}"]


def _dials_now(silence: Silence, now: datetime) -> bool:
    """Say whether an answer may be a zone in which the phone rings at once."""
    return silence.is_doubtful and silence.at - now < _SOON


def _label_wish(silence: Silence, now: datetime) -> str:
    return THEY_ASKED if silence.at - now < _SOON else THEY_ASKED_THEN


def _write(at: datetime, zone: str) -> str:
    return f"{at.astimezone(load_zone(zone)):%H:%M}"


def _name_city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
