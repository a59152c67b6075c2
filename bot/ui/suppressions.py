"""The do-not-call list in words: what stands on it, what changed, and how a file of it looks."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.domain.do_not_call_lists import NumberList
from bot.domain.phone_numbers import E164, format_number
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.ui.buttons import build_buttons
from bot.ui.commands import build_command
from bot.ui.csv import format_table
from bot.ui.labels import choose_form
from bot.ui.rich_text import Mention, Message, RichLine, Text, build_message, clean, write_moment
from bot.ui.verdicts import format_setting

TAKE_OFF: Final = "take_off_dnc"
TAKE_GOOD: Final = "take_good_numbers"
TAKE_NONE: Final = "take_no_numbers"
LIST_GONE: Final = "This list is no longer known, or somebody else's. Nothing changed."
NO_NUMBERS: Final = "There is no phone number in that. The do-not-call list is as it was."
READING: Final = "This list is long: I am reading it, and say when it is done."
ONE_FILE: Final = "Send one file at a time."
OVER_ALREADY: Final = (
    "This list has expired: its last day has passed. Nothing was added; name a later day with "
    "expires=, or send a newer list."
)
NOTHING_YET: Final = "Nothing was added yet."
HOW_TO_IMPORT: Final = (
    "Write the numbers after “/call dnc import”, or send me the file in our direct message, with "
    "“dnc import” as its text: CSV or TXT, 100,000 numbers at most."
)
NOTHING_TAKEN: Final = "None of these numbers was added to the list."
BY_BUTTON: Final = "“Don't call again” after a call"
ON_LIST: Final = " is on the do-not-call list now, so nobody calls it"
ON_MARKETING_LIST: Final = " is on the do-not-call list for marketing now, so no agent sells to it"
ALREADY: Final = " stood on the do-not-call list already."
NOT_ON_LIST: Final = " is not on the do-not-call list."
OFF_LIST: Final = " is off the do-not-call list now."
ADD_IT: Final = "To put a number on it: "
WISHES: Final = " asks that this number be taken off the do-not-call list: "
NOTHING_TO_EXPORT: Final = (
    "The do-not-call list has no number that I could export; forgotten ones are keyed hashes."
)
_COLUMNS: Final = "number for reason added_at added_by expires".split()
_MOST_BAD: Final = 10
_OF_SCOPE: Final = {
    SuppressionScope.ALL: "nobody calls it",
    SuppressionScope.MARKETING: "no marketing agent calls it",
}


def build_added(number: E164, scope: str, taken_back: int | None) -> Message:
    """Say that a number is on the list, and how many calls were canceled for that."""
    named = Text(format_number(number), bold=True)
    if taken_back is None:
        return build_message([["⛔ ", named, ALREADY]])
    is_all = scope == SuppressionScope.ALL
    back = _format_count(taken_back, "it")
    return build_message([["⛔ ", named, ON_LIST if is_all else ON_MARKETING_LIST, f".{back}"]])


def build_removed(number: E164, *, was_on_list: bool) -> Message:
    """Say that a number is off the list, or never was on it."""
    sentence = OFF_LIST if was_on_list else NOT_ON_LIST
    return build_message([[Text(format_number(number), bold=True), sentence]])


def build_checked(number: E164, found: Sequence[Suppression]) -> Message:
    """Say whether a number is on the list: for what, since when, by whom and why."""
    named = Text(format_number(number), bold=True)
    if not found:
        return build_message([[named, NOT_ON_LIST]])
    return build_message([["⛔ ", named, " is on the do-not-call list:"], *map(_describe, found)])


def build_count(count: int) -> Message:
    """Say how long the list is, and how a number gets on it."""
    numbers = choose_form(count, "1 entry", "{} entries")
    example = build_command("dnc add +15559876543")
    return build_message([[f"⛔ The do-not-call list has {numbers}."], [ADD_IT, example]])


def build_wish_to_call(user_id: str, number: E164) -> Message:
    """Tell an admin who would like to call a number on the list."""
    named = Text(format_number(number), bold=True)
    buttons = build_buttons("", [("Take it off", TAKE_OFF, number)])
    return build_message([["👋 ", Mention(user_id=user_id), WISHES, named, "."]], *buttons)


def build_import_question(draft_id: str, numbers: NumberList) -> Message:
    """Name what cannot be taken of a list, and ask whether the rest is to be taken."""
    parts = choose_form(len(numbers.bad), "1 entry", "{} entries")
    what = Text(f"{parts} cannot be added.", bold=True)
    lines: list[RichLine] = [["⚠️ ", what, f" {NOTHING_YET}"]]
    for each in numbers.bad[:_MOST_BAD]:
        lines.append([f"• line {each.line}: “{clean(each.text, 40)}”: {clean(each.reason, 120)}"])
    if len(numbers.bad) > _MOST_BAD:
        lines.append([f"and {len(numbers.bad) - _MOST_BAD:,} more"])
    buttons = [("Add none", TAKE_NONE, draft_id)]
    if numbers.entries:
        others = choose_form(numbers.count, "One other number", "{} other numbers")
        lines.append([f"{others} can be added."])
        buttons.insert(0, ("Add the valid numbers", TAKE_GOOD, draft_id))
    return build_message(lines, *build_buttons("", buttons))


def build_imported(counts: tuple[int, int] | None) -> Message:
    """Say how many numbers were taken, and how many calls were canceled for that."""
    if counts is None:
        return build_message([[LIST_GONE]])
    count, taken_back = counts
    if not count:
        return build_message([[NOTHING_TAKEN]])
    numbers = choose_form(count, "1 number from your list is", "{} numbers from your list are")
    back = _format_count(taken_back, "them")
    return build_message([[f"⛔ {numbers} on the do-not-call list now.{back}"]])


def format_taken_back(user_name: str) -> str:
    """Say why a call was canceled."""
    return f"@{clean(user_name, 60)} put its number on the do-not-call list"


def format_exported(count: int) -> str:
    """Say where the file with so many entries is."""
    entries = choose_form(count, "1 entry is", "{} entries are")
    return f"📄 {entries} in the file in your direct message with me."


def format_list(suppressions: Iterable[Suppression]) -> str:
    """Format the list as CSV whose cells no spreadsheet takes for formulas."""
    return format_table([_COLUMNS, *map(_format_row, suppressions)])


def _format_count(taken_back: int, callees: str) -> str:
    calls = choose_form(taken_back, "1 call", "{} calls")
    return f" Canceled: {calls} to {callees}." if taken_back else ""


def _format_row(suppression: Suppression) -> tuple[str, ...]:
    return (
        suppression.number,
        suppression.scope,
        suppression.reason,
        f"{suppression.added_at:%Y-%m-%d %H:%M}",
        suppression.added_by_name,
        f"{suppression.expires_at:%Y-%m-%d}" if suppression.expires_at else "",
    )


def _describe(suppression: Suppression) -> RichLine:
    why = f": {clean(suppression.reason, 200)}" if suppression.reason else ""
    who = format_setting(suppression.added_by_name, suppression.added_at)
    meaning = _OF_SCOPE.get(SuppressionScope(suppression.scope), suppression.scope)
    expires = suppression.expires_at
    until = f", until {write_moment(expires)}" if expires else ""
    return [f"• {meaning}, added by {who}{until}{why}"]
