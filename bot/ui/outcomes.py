"""The signs and words for how calls ended."""

from collections.abc import Mapping
from typing import Final

from bot.domain.meanings import Outcome

OUTCOME_LABEL: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.OPTED_OUT: ("⛔", "Opted out"),
    Outcome.WRONG_PERSON: ("🙅", "Wrong person"),
    Outcome.VOICEMAIL: ("📼", "Voicemail"),
    Outcome.WANTS_HUMAN: ("🙋", "Wants a human"),
    Outcome.CALL_BACK: ("🔁", "Call back"),
    Outcome.REACHED: ("✅", "Reached"),
    Outcome.ANSWERED: ("✅", "Answered"),
    Outcome.SILENCE: ("🔇", "Nobody spoke"),
    Outcome.DEAD_LINE: ("🔌", "Dead line"),
    Outcome.NO_ANSWER: ("🔕", "No answer"),
    Outcome.BUSY: ("📵", "Busy"),
    Outcome.CANCELED: ("🚫", "Canceled"),
    Outcome.ERROR: ("⚠️", "Error"),
}
