"""Conversations that end otherwise than the agent hoped, and how agents write that down."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.voicy.fate import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Hold what is said after the welcome, and the outcome in the agent's own language."""

    said: str
    answer: str
    summary: str
    outcome: str
    outcome_he: str
    call_back_at: str = ""

    def extracted(self, language: str) -> dict[str, object]:
        """Return what an agent of a language extracts."""
        if language == "he":
            return {"תוצאה": self.outcome_he, "לחזור_בשעה": self.call_back_at}
        return {"call_outcome": self.outcome, "call_back_at": self.call_back_at}


ENDINGS: Mapping[Talk, Ending] = {
    Talk.VOICEMAIL: Ending(
        said="You have reached the voicemail of this number. Leave a message after the tone.",
        answer="Hello, we tried to reach you and will call again. Goodbye!",
        summary="A voicemail answered; the agent left a short message.",
        outcome="Voicemail",
        outcome_he="תא קולי",
    ),
    Talk.WRONG_PERSON: Ending(
        said="There is nobody of that name here, you have the wrong number.",
        answer="I am sorry to have bothered you. Goodbye!",
        summary="The person who answered is somebody else and does not know the callee.",
        outcome="wrong person",
        outcome_he="טעות במספר",
    ),
    Talk.OPTED_OUT: Ending(
        said="Please take me off your list and never call me again.",
        answer="I will see to that. Goodbye!",
        summary="The callee does not want to be called any more.",
        outcome="do not call",
        outcome_he="לא להתקשר",
    ),
    Talk.CALL_BACK: Ending(
        said="I am driving. Could you call me back at six this evening?",
        answer="Of course, at six. Drive safely!",
        summary="The callee was driving and asked to be called at six.",
        outcome="call back",
        outcome_he="לחזור",
        call_back_at="18:00",
    ),
    Talk.WANTS_HUMAN: Ending(
        said="I do not talk to machines. Can a person call me?",
        answer="I will pass that on. Goodbye!",
        summary="The callee wants to talk to a person.",
        outcome="wants a human",
        outcome_he="רוצה נציג",
    ),
}
