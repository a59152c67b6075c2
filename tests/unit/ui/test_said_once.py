"""A card, and a reply, say in their details nothing that the word of the status says already."""

import pytest

from bot.domain.calls import FINAL, CallStatus, Result
from bot.domain.meanings import Outcome
from bot.ui import reasons
from bot.ui.call_card import build_card
from bot.ui.call_thread import build_reply
from bot.ui.outcomes import OUTCOME_LABEL
from tests.builders.calls import build_call
from tests.screen import unmarked

# what a status says, in other words
SAYS: dict[str, tuple[str, ...]] = {
    CallStatus.BUSY: ("busy", "on another call"),
    CallStatus.NO_ANSWER: ("answer", "picked up"),
    CallStatus.ERROR: ("error", "failure"),
    CallStatus.CANCELED: ("cancel",),
    CallStatus.WITHDRAWN: ("cancel", "withdrawn", "taken back"),
    CallStatus.REFUSED: ("not dialed", "refused"),
    CallStatus.UNTRACED: ("may have rung", "not certain"),
    CallStatus.LOST: ("lost",),
}
REASONS = (None, reasons.CANCELED_BY_REQUESTER, reasons.NOBODY_DECIDED, reasons.TOO_OLD)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("status", sorted(FINAL))
@pytest.mark.parametrize("before", [("initiated",), ("initiated", "ongoing")])
def test_status_is_not_repeated_in_its_reason(
    before: tuple[str, ...], status: str, reason: str | None
) -> None:
    call = build_call(*before, status, reason=reason)
    for text in (build_card(call).text, build_reply(call, len(call.transitions)).text):
        details = unmarked(text).split("\n")[0].partition(" · ")[2]
        assert not [each for each in SAYS.get(status, ("ended",)) if each in details], details


@pytest.mark.parametrize("outcome", [*Outcome])
def test_meaning_is_not_repeated_in_its_headline(outcome: Outcome) -> None:
    word = OUTCOME_LABEL[outcome][1]
    call = build_call(
        "ongoing",
        "ended",
        outcomes=(outcome,),
        headline_field="what",
        result=Result(extracted={"what": word.upper()}),
    )
    for text in (build_card(call).text, build_reply(call, 2).text):
        assert unmarked(text).split("\n")[0].casefold().count(word.casefold()) <= 1


def test_error_in_the_middle_of_a_conversation_denies_it_not() -> None:
    cut = build_call("ongoing", "error")
    assert "no conversation" not in build_card(cut).text
