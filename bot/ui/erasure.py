"""Forgetting a number in words: asked once more, what speaks against it, and what came of it."""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.phone_numbers import E164, format_number
from bot.store.records import NumberFacts
from bot.ui.buttons import build_buttons
from bot.ui.commands import name_command
from bot.ui.confirmations import FORGET
from bot.ui.labels import choose_form
from bot.ui.rich_text import Message, RichLine, Text, build_message, clean
from bot.ui.verdicts import format_setting

FORGET_NUMBER: Final = "forget_number"
WHAT_GOES: Final = (
    "Its number, names, variables and all that was said go, here and in my own messages and files, "
    "exports since the first call among them. Counts stay, and as evidence a keyed hash with when "
    "it was called and on what basis. This cannot be undone."
)
LIVE: Final = (
    "A call to this number is going on, or its result is not here yet. Nothing was forgotten; try "
    "again when the call is over and its result is in."
)
BEGUN: Final = (
    "🗑 The number is forgotten in my database. I will send you a direct message when my messages "
    "and files are gone, too."
)
CANNOT_REACH: Final = (
    "What I cannot reach: Voicy's own copy, backups of the database, what people wrote or saved "
    "themselves, messages in conversations that I was removed from, and the open Home page of who "
    "neither requested such a call nor asked about the number."
)
HOW_TO_RELEASE: Final = (
    "Nothing was forgotten; an admin ends the hold with “/call file”, the number and “release”."
)
STILL_SUPPRESSED: Final = "It stays on the do-not-call list, by a keyed hash."


def build_forget_question(number: E164, facts: NumberFacts) -> Message:
    """Ask an admin once more, or say what speaks against it."""
    if not facts.may_be_forgotten:
        return build_not_forgotten(facts)
    named = Text(format_number(number), bold=True)
    calls = choose_form(facts.calls, "1 call", "{} calls")
    waiting = choose_form(
        facts.waiting,
        " 1 of them is not dialed yet, and will be canceled.",
        " {} of them are not dialed yet, and will be canceled.",
    )
    lines: list[RichLine] = [
        ["🗑 Forget ", named, f"? {calls}.{waiting if facts.waiting else ''}"],
        [WHAT_GOES],
    ]
    if facts.is_suppressed:
        lines.append([STILL_SUPPRESSED])
    confirmed = {FORGET_NUMBER: FORGET.build(format_number(number))}
    buttons = build_buttons("", [("Forget this number", FORGET_NUMBER, number)], confirmed)
    return build_message(lines, *buttons)


def build_not_forgotten(facts: NumberFacts) -> Message:
    """Say why a number is not forgotten."""
    if facts.hold is None:
        return build_message([[f"✋ {LIVE}"]])
    since = format_setting(facts.hold.held_by_name, facts.hold.held_at)
    return build_message(
        [[f"✋ This number was put on hold by {since}. {name_command(HOW_TO_RELEASE)}"]]
    )


def build_erased(about: Mapping[str, Any]) -> Message:
    """Tell the admin who asked for it what was forgotten, and what could not be reached."""
    calls = choose_form(about["calls"], "1 call", "{} calls")
    messages = choose_form(about["messages"], "1 other message", "{} other messages")
    files = choose_form(about["files"], "1 file", "{} files")
    lines: list[RichLine] = [
        [f"🗑 {about['number']} is forgotten: {calls}. Deleted: {messages}, {files}."]
    ]
    if about["unreached"]:
        places = choose_form(about["unreached"], "1 conversation", "{} conversations")
        lines.append([f"⚠️ Slack did not let me look through, or delete in, {places}."])
    return build_message([*lines, [CANNOT_REACH]])


def format_forgotten(user_name: str) -> str:
    """Say why a call was canceled."""
    return f"@{clean(user_name, 60)} had its number forgotten"
