"""The dialogs of buttons that make a phone ring or take a call away: they ask once more."""

from dataclasses import dataclass
from typing import Final

from slack_sdk.models.blocks import ConfirmObject, PlainTextObject

from bot.ui.rich_text import cut, isolate_figures

THE_CALLEE: Final = "the callee"
_LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a dialog says; `text` may have a place for who is called."""

    title: str
    text: str
    yes: str
    no: str = "Not now"
    takes_away: bool = False

    def build(self, callee: str = "") -> ConfirmObject:
        """Build the dialog about a call."""
        text = cut(isolate_figures(self.text.format(callee)), _LONGEST_TEXT)
        return ConfirmObject(
            title=self.title,
            text=PlainTextObject(text=text, emoji=False),
            confirm=self.yes,
            deny=self.no,
            style="danger" if self.takes_away else None,
        )


CALL_NOW: Final = Confirmation(
    title="Call now?", text="The phone of {} will ring at once.", yes="Call now"
)
DIAL_NOW: Final = Confirmation(
    title="Dial now?", text="The phone of {} will ring at once.", yes="Dial now"
)
CALL_IN_ZONE: Final = Confirmation(
    title="Is it this zone?",
    text="The phone of {} will ring at once, unless it is quiet there.",
    yes="Call",
)
RESUME_CALLS: Final = Confirmation(
    title="Resume calls?", text="Calls that wait are dialed at once.", yes="Resume calls"
)
APPROVE: Final = Confirmation(
    title="Approve this call?",
    text="The phone of {} will ring: right away if the call is due, otherwise at its time.",
    yes="Approve it",
)
DECLINE: Final = Confirmation(
    title="Decline this call?",
    text="{} will not be called.",
    yes="Decline it",
    takes_away=True,
)
IN_15_MINUTES: Final = Confirmation(
    title="Call again in 15 minutes?", text="The phone of {} will ring then.", yes="Call in 15 min"
)
IN_1_HOUR: Final = Confirmation(
    title="Call again in an hour?", text="The phone of {} will ring then.", yes="Call in 1 h"
)
CALL_IN_DM: Final = Confirmation(
    title="Thread in a direct message?", text="The phone of {} will ring.", yes="Call"
)
CANCEL: Final = Confirmation(
    title="Cancel this call?",
    text="{} will not be called.",
    yes="Cancel the call",
    no="Keep it",
    takes_away=True,
)
STOP_TRYING: Final = Confirmation(
    title="Stop trying?",
    text="{} will not be tried again; a call that is going on is not ended.",
    yes="Stop trying",
    no="Keep trying",
    takes_away=True,
)
DO_NOT_CALL: Final = Confirmation(
    title="Never call this number again?",
    text="Nobody here can call {} any more, and waiting calls to it are canceled. Only an admin "
    "can take the number off the list.",
    yes="Don't call again",
    no="Keep it",
    takes_away=True,
)
SCHEDULE_CALL_BACK: Final = Confirmation(
    title="Schedule a call back", text="Call {}", yes="Schedule"
)
FORGET: Final = Confirmation(
    title="Forget this number?",
    text="What was said and who was called is deleted, and waiting calls to {} are canceled. This "
    "cannot be undone.",
    yes="Forget it",
    no="Keep it",
    takes_away=True,
)
