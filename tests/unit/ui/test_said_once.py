"""A card, and a reply, say in their details nothing that the word of the status says already."""

import pytest

from bot.domain.calls import Result
from bot.domain.meanings import Outcome
from bot.domain.statuses import FINAL, CallStatus
from bot.errors import DeniedError, VoicyLimitError
from bot.ui import reasons
from bot.ui.approvals import NOBODY_ANSWERED, format_declined
from bot.ui.call_card import build_card
from bot.ui.call_thread import build_reply
from bot.ui.erasure import format_forgotten
from bot.ui.notices import format_error
from bot.ui.outcomes import OUTCOME_LABEL
from bot.ui.suppressions import format_taken_back
from bot.ui.verdicts import format_verdict
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
LIMITED = VoicyLimitError("10 calls are live.", retry_after_seconds=60, for_slot=True)
# the fixed ones by the module, so that one that is added is tried as well
REASONS = (
    None,
    *(said for name, said in vars(reasons).items() if name[0].isupper() and isinstance(said, str)),
    reasons.format_canceled_by("U1", "U2", "bob"),
    reasons.format_not_retried("18:00"),
    f"{reasons.NO_FREE_SLOT}: {LIMITED}",
    NOBODY_ANSWERED,
    format_declined("bob"),
    format_error(LIMITED),
    format_forgotten("bob"),
    format_taken_back("bob"),
    format_verdict(DeniedError("country", "JM", who_can_change="admins", details=("US",))),
    format_verdict(DeniedError("permissions", "guest")),
)


@pytest.mark.parametrize("status", sorted(FINAL))
@pytest.mark.parametrize("before", [("initiated",), ("initiated", "ongoing")])
def test_status_is_not_repeated_in_its_reason(before: tuple[str, ...], status: str) -> None:
    for reason in REASONS:
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
