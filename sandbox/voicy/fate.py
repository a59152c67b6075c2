"""What the fate of a call is made of: stages, an answer to the dial, and talk."""

from dataclasses import dataclass
from enum import StrEnum

FINAL_STATUSES = frozenset(
    {
        "ended",
        "user_hangup",
        "agent_hangup",
        "inactivity",
        "error_inactivity",
        "busy",
        "no_answer",
        "error",
        "canceled",
    }
)


class DialAnswer(StrEnum):
    """Name what the person who dials gets to hear from the API."""

    CREATED = "created"
    REFUSED = "refused"
    LOST_AFTER_PLACING = "lost_after_placing"
    LOST_BEFORE_PLACING = "lost_before_placing"
    ERROR_AFTER_PLACING = "error_after_placing"
    HTML_AFTER_PLACING = "html_after_placing"


class Talk(StrEnum):
    """Name what is said once somebody picks up."""

    NORMAL = "normal"
    SILENT = "silent"
    MISCHIEVOUS = "mischievous"
    ENDLESS = "endless"
    VOICEMAIL = "voicemail"
    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"
    CALL_BACK = "call_back"
    WANTS_HUMAN = "wants_human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Hold a status for some seconds of story time."""

    status: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """Describe what becomes of calls to numbers ending in `suffix`."""

    suffix: str
    name: str
    label: str
    story: str
    stages: tuple[Stage, ...] = ()
    answer: DialAnswer = DialAnswer.CREATED
    refusal_status: int = 0
    refusal: str = ""
    talk: Talk = Talk.NORMAL
    summary_after_seconds: float = 4.0
    is_listed: bool = True
    hidden_seconds: float = 0.0

    @property
    def number(self) -> str:
        """Return a number with this fate, E.164."""
        return f"+1555987{self.suffix}"
