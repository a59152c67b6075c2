"""What is known of how a call ended beside its status: what its result means, or silence."""

from bot.domain.calls import COMPLETED, CallStatus, Result
from bot.domain.meanings import REFUSING, Outcome

_FELL_SILENT = frozenset({CallStatus.INACTIVITY, CallStatus.ERROR_INACTIVITY})


def find_outcomes(
    status: str, result: Result, meanings: tuple[Outcome, ...], *, is_result_awaited: bool
) -> tuple[Outcome, ...]:
    """Return how a call ended, the most important first; nothing where its status says it all.

    Where nobody spoke there was no conversation, whatever an agent made of it.
    """
    if meanings and meanings[0] in {*REFUSING, Outcome.VOICEMAIL}:
        return meanings
    if status in COMPLETED and _is_silent(status, result, is_result_awaited=is_result_awaited):
        is_fault = status == CallStatus.ERROR_INACTIVITY
        return (Outcome.DEAD_LINE if is_fault else Outcome.SILENCE,)
    return meanings


def _is_silent(status: str, result: Result, *, is_result_awaited: bool) -> bool:
    if result.callee_spoke is not None:
        return not result.callee_spoke
    if result.duration_ms == 0:
        return True
    # without a transcript only the status tells
    return status in _FELL_SILENT and not (is_result_awaited or result.has_transcript)
