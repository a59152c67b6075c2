"""The result of a call: its transcript, in a modal or a file, and the link to its recording."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.domain.transcripts import Speaker, Step, Turn
from bot.ui.buttons import build_buttons
from bot.ui.labels import (
    format_call_status,
    format_callee,
    format_details,
    format_length,
    format_outcome,
    format_phone,
    format_requester,
    format_title,
    format_value,
)
from bot.ui.rich_text import (
    Link,
    Message,
    Text,
    build_context,
    build_message,
    build_rich_text,
    clean,
    cut,
)

SAVE_TRANSCRIPT: Final = "save_transcript"
SAVE_RECORDING: Final = "save_recording"
EARLIER: Final = "earlier_turns"
LATER: Final = "later_turns"
NO_TRANSCRIPT: Final = "No transcript is available for this call."
LOOKING_UP_TRANSCRIPT: Final = "Looking up the transcript …"
SAVING: Final = "Saving to the thread …"
SAVED: Final = "✅ Saved to the thread."
SAVE_LABEL: Final = "Save to thread"
_CALLBACK_ID: Final = "transcript"
# a turn is a block, a modal takes 100 of them and 250 kB, and people read one screen at a time
_PAGE_TURNS: Final = 40
_PAGE_CHARACTERS: Final = 12_000
_LONGEST_TURN: Final = 2_900
_LONGEST_STEPS: Final = 400
_NAMES: Final[Mapping[str, str]] = {Speaker.AGENT: "Agent", Speaker.CALLEE: "Callee"}


def paginate(turns: Sequence[Turn]) -> tuple[tuple[Turn, ...], ...]:
    """Split the turns into pages; at least one page, which may be empty."""
    pages: list[list[Turn]] = [[]]
    room = _PAGE_CHARACTERS
    for turn in turns:
        length = min(len(turn.text), _LONGEST_TURN)
        if pages[-1] and (len(pages[-1]) >= _PAGE_TURNS or length > room):
            pages.append([])
            room = _PAGE_CHARACTERS
        pages[-1].append(turn)
        room -= length
    return tuple(map(tuple, pages))


def build_transcript(
    call: Call, turns: Sequence[Turn], *, page: int = 0, note: str | None = None
) -> View:
    """Build one page of a transcript, counted from 0; a `note` stands in place of the save button.

    A page beyond the last is the last.
    """
    pages = paginate(turns)
    last = len(pages) - 1
    page = min(max(page, 0), last)
    place = f"page {page + 1} of {len(pages)}" if last else None
    buttons = [
        ("◀ Earlier", EARLIER, page - 1 if page > 0 else None),
        ("Later ▶", LATER, page + 1 if page < last else None),
        (SAVE_LABEL, SAVE_TRANSCRIPT, page if turns and note is None else None),
    ]
    blocks = [
        build_context(f"{format_title(call.order)}{format_details(_format_facts(call), place)}"),
        *map(_build_turn, pages[page]),
        *map(build_context, filter(None, [None if turns else NO_TRANSCRIPT, note])),
        *build_buttons("", buttons),
    ]
    return _build_view(blocks, order_id=call.order_id)


def build_transcript_note(message: Message, *, order_id: str) -> View:
    """Say one thing in place of the transcript."""
    return _build_view(message.blocks, order_id=order_id)


def format_transcript(call: Call, turns: Sequence[Turn]) -> str:
    """Format a transcript as a text file."""
    agent = clean(call.agent_name or "", 100)
    facts = format_details(
        f"from {format_phone(call.order.from_number)}",
        f"agent {agent}" if agent else None,
        format_requester(call.order),
    )
    head = f"{format_title(call.order)}\n{call.created_at:%Y-%m-%d %H:%M} UTC{facts}"
    return "\n".join([head, _format_facts(call), "", *format_turns(turns), ""])


def format_turns(turns: Sequence[Turn]) -> Iterator[str]:
    """Yield the lines of a transcript."""
    return (line for turn in turns for line in _format_turn(turn))


def build_recording(call: Call, url: str) -> Message:
    """Show a link that was checked, and offer to keep the sound in the thread."""
    link = Link(url=url, text=f"Recording of the call to {format_callee(call.order)}")
    return build_message(
        [["🎧 ", link], ["Anyone with this link can listen; it works for an hour."]],
        *build_buttons("", [(SAVE_LABEL, SAVE_RECORDING, call.order_id)]),
    )


def _format_facts(call: Call) -> str:
    word = format_call_status(call)[1]
    return " · ".join(filter(None, [word, format_outcome(call), format_length(call)]))


def _build_view(blocks: Sequence[Block], *, order_id: str) -> View:
    return View(
        type="modal",
        callback_id=_CALLBACK_ID,
        private_metadata=order_id,
        title="Transcript",
        close="Close",
        blocks=list(blocks),
    )


def _build_turn(turn: Turn) -> Block:
    if turn.steps:
        time = _format_time(turn.after, "{} ")
        return build_context(f"⚙️ {time}{_format_steps(turn.steps)}")
    speaker, time = (
        Text(_format_speaker(turn.speaker), bold=True),
        _format_time(turn.after, "  {}"),
    )
    said = clean(turn.text, _LONGEST_TURN, keep_lines=True)
    return build_rich_text([[speaker, time], [said]])


def _format_turn(turn: Turn) -> Iterator[str]:
    time = _format_time(turn.after, "[{}] ")
    if turn.steps:
        yield from (f"{time}⚙ {_format_step(step, 5_000)}" for step in turn.steps)
    else:
        yield f"{time}{_format_speaker(turn.speaker)}: {clean(turn.text, 100_000, keep_lines=True)}"


def _format_speaker(speaker: str) -> str:
    return _NAMES.get(speaker) or clean(speaker.replace("_", " "), 40).capitalize() or "Speaker"


def _format_time(after: timedelta | None, pattern: str) -> str:
    if after is None:
        return ""
    minutes, seconds = divmod(int(after.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return pattern.format(f"{clock}:{seconds:02}")


def _format_steps(steps: Sequence[Step]) -> str:
    text = ""
    for step in steps:
        separator = " " if step.is_result else " · "
        text += (separator if text else "") + _format_step(step, _LONGEST_STEPS // 2)
    return cut(text, _LONGEST_STEPS)


def _format_step(step: Step, limit: int) -> str:
    """Format a step on one line: `find_appointment (date: May 3rd)`, `→ time: 10:30`."""
    value = format_value(step.value, limit) if step.value not in (None, "", [], {}) else ""
    name = clean(step.name or step.text or "step", 80)
    if step.is_result:
        return f"→ {value or clean(step.text, limit) or name}"
    return f"{name} ({value})" if value else name
