"""What is known of how a call ended beside its status: what its result means, or who talked."""

from bot.domain.calls import Result
from bot.domain.meanings import REFUSING, Outcome
from bot.domain.statuses import COMPLETED, CallStatus

_FELL_SILENT = frozenset({CallStatus.INACTIVITY, CallStatus.ERROR_INACTIVITY})


def find_outcomes(
    status: str,
    result: Result,
    meanings: tuple[Outcome, ...],
    *,
    is_result_awaited: bool,
    is_mapped: bool,
) -> tuple[Outcome, ...]:
    """Return how a call ended, the most important first; nothing where its status says it all.

    Where nobody spoke there was no conversation, whatever an agent made of it. A conversation that
    means nothing to the team was answered, once nothing that `is_mapped` can say otherwise.
    """
    if status not in COMPLETED or (meanings and meanings[0] in {*REFUSING, Outcome.VOICEMAIL}):
        return meanings
    if _is_silent(status, result, is_result_awaited=is_result_awaited):
        is_fault = status == CallStatus.ERROR_INACTIVITY
        return (Outcome.DEAD_LINE if is_fault else Outcome.SILENCE,)
    is_known = not is_result_awaited or (result.callee_spoke and not is_mapped)
    return meanings or ((Outcome.ANSWERED,) if is_known else ())


def _is_silent(status: str, result: Result, *, is_result_awaited: bool) -> bool:
    if result.callee_spoke is not None:
        return not result.callee_spoke
    if result.duration_ms == 0:
        return True
    # without a transcript only the status tells
    return status in _FELL_SILENT and not (is_result_awaited or result.has_transcript)
