"""The transcript as the API gives it, read into turns."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.domain.transcripts import Speaker, Step, Turn, fold_steps
from bot.voicy.models import TranscriptEntry, VoicyCall

_ROLES: Final = {
    "agent": Speaker.AGENT,
    "assistant": Speaker.AGENT,
    "caller": Speaker.CALLEE,
    "callee": Speaker.CALLEE,
    "user": Speaker.CALLEE,
    "system": Speaker.SYSTEM,
}
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
# a time this early is no date: it counts from the start of the call
_DATES_FROM: Final = datetime(2000, 1, 1, tzinfo=UTC)


def read_transcript(call: VoicyCall) -> tuple[Turn, ...]:
    """Return what was said in a call; nothing where there is no transcript."""
    entries = call.transcript or ()
    times = (entry.at for entry in entries if entry.at is not None)
    start = call.started_at or next(times, None)
    return fold_steps(_read_turn(entry, start) for entry in entries if not _is_empty(entry))


def _is_empty(entry: TranscriptEntry) -> bool:
    return not (entry.content.strip() or entry.function_invocation or entry.function_result)


def _read_turn(entry: TranscriptEntry, start: datetime | None) -> Turn:
    role = entry.role.strip().casefold()
    is_step = bool(entry.function_invocation or entry.function_result)
    speaker = Speaker.SYSTEM if is_step else _ROLES.get(role, role)
    after = _count_from(start, entry.at)
    if speaker == Speaker.SYSTEM:
        return Turn(speaker=speaker, after=after, steps=(_read_step(entry),))
    return Turn(speaker=speaker, text=entry.content.strip(), after=after)


def _count_from(start: datetime | None, at: datetime | None) -> timedelta | None:
    if at is None or (start is None and at >= _DATES_FROM):
        return None
    return max(at - (start if start and at >= _DATES_FROM else _EPOCH), timedelta())


def _read_step(entry: TranscriptEntry) -> Step:
    is_result = not entry.function_invocation and bool(entry.function_result)
    value = entry.function_result if is_result else entry.function_invocation
    if not isinstance(value, Mapping):
        return Step(text=entry.content, value=value, is_result=is_result)
    name = value.get("name")
    return Step(
        text=entry.content,
        name=name if isinstance(name, str) and name else None,
        value=_find_value(value),
        is_result=is_result,
    )


def _find_value(step: Mapping[str, Any]) -> Any:
    """Return the arguments or the result by the names they usually have, else all there is."""
    for key in ("arguments", "args", "parameters", "result", "output"):
        if key in step:
            return step[key]
    return {key: value for key, value in step.items() if key != "name"}
