"""Pauses in words: said where they begin and end, with what goes on meanwhile."""

from typing import Final

from bot.policies.rules import Rule
from bot.ui.buttons import build_buttons
from bot.ui.commands import name_command
from bot.ui.confirmations import RESUME_CALLS
from bot.ui.labels import choose_form
from bot.ui.rich_text import Mention, Message, RichLine, Text, build_message, clean
from bot.ui.verdicts import format_setting

RESUME: Final = "resume_calls"
PAUSED: Final = " paused all calls"
RESUMED: Final = " resumed calls: what waited is dialed as the rules allow."
WAIT: Final = "Calls that are due wait until an admin types “/call resume”; new ones are refused."
GOES_ON: Final = "the bot cannot hang up"
PAUSED_ALREADY: Final = (
    "Nothing changed: the first pause stands until an admin types “/call resume”."
)
NOT_PAUSED: Final = "Calls are not paused."
WISHES: Final = " asks that calls be resumed."


def build_paused(user_id: str, reason: str, *, live: int) -> Message:
    """Say that calls are paused, why, and what that does not stop."""
    why = f": {clean(reason, 200)}" if reason else ""
    line: RichLine = ["⏸ ", Mention(user_id=user_id), Text(PAUSED, bold=True), f"{why}."]
    calls = choose_form(live, "1 call is", "{} calls are")
    lives = f" {calls} live and will go on: {GOES_ON}." if live else ""
    return build_message([line, [f"{name_command(WAIT)}{lives}"]])


def list_pause(pause: Rule[str] | None) -> list[RichLine]:
    """Say who paused all calls, since when and why; nothing where they are not paused."""
    if pause is None or pause.since is None:
        return []
    why = f": {clean(pause.value, 200)}" if pause.value else ""
    return [[f"⏸ All calls are paused by {format_setting(pause.set_by, pause.since)}{why}."]]


def build_paused_already(pause: Rule[str]) -> Message:
    """Say that calls were paused before, which stays as it was said."""
    return build_message([*list_pause(pause), [name_command(PAUSED_ALREADY)]])


def build_resumed(user_id: str) -> Message:
    """Say that calls go on."""
    return build_message([["▶️ ", Mention(user_id=user_id), RESUMED]])


def build_wish_to_resume(user_id: str) -> Message:
    """Tell an admin who would like calls to go on."""
    buttons = build_buttons(
        "", [("Resume calls", RESUME, "resume")], {RESUME: RESUME_CALLS.build()}
    )
    return build_message([["👋 ", Mention(user_id=user_id), WISHES]], *buttons)
