"""The help: the commands by examples that work; where none can be typed, a button to the form."""

from dataclasses import dataclass, replace
from typing import Final

from bot.parsing.commands import quote_value
from bot.ui.buttons import build_buttons
from bot.ui.commands import build_command, name_command
from bot.ui.rich_text import Message, RichLine, Text, build_message

OPEN_FORM: Final = "open_form"
OPEN_FORM_LABEL: Final = "Open the form"
HERE: Final = "here"
HELP_TITLE: Final = "📞 AI phone calls, with live updates in a thread"
OPENS_FORM: Final = "opens the form"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpFacts:
    """What the examples name; an agent only where one is known."""

    bot_name: str
    caller_id: str
    agent: str | None = None


def build_help(facts: HelpFacts) -> Message:
    """Explain the command by examples that work."""
    chosen = {"agent": facts.agent, "from": facts.caller_id}
    options = " ".join(f"{name}={quote_value(text)}" for name, text in chosen.items() if text)
    examples = [
        ("", OPENS_FORM),
        ("+15559876543 name=John", "calls right away; every name=value is passed to the agent"),
        ('+1 (555) 987-6543 name="John Smith"', "quotes around values with spaces"),
        (f"+15559876543 {options}", "with another agent and caller ID"),
        ("+15559876543 var:agent=x", "a variable that has an option's name"),
        ('+15559876543 at="tomorrow 9am"', 'calls later; at=15:00 and at="in 20 minutes" work too'),
        (
            "+15559876543 retry=2 tz=America/New_York",
            "retries twice if busy or not answered; tz= is the callee's zone",
        ),
        ("status", "live and upcoming calls here"),
        (
            "history",
            "latest calls here; /call history me lists yours, /call history all everyone's",
        ),
        ("history me outcome=busy since=7d", "filtered; outcome=reached, agent= work too"),
        ('history "Mia Chen"', "calls to a name or a number, wherever you can see them"),
        ("agents", "the agents, their variables, and what their results mean"),
        ("export since=2026-11-01", "a spreadsheet, sent only to you"),
        ("stats 7d", "a chart of how calls went; agent= filters it"),
        (
            "watch outcome=busy",
            "posts a line here for each matching call; /call watch list shows what is posted",
        ),
        (
            'dnc add +15559876543 why="asked on the phone"',
            "nobody calls that number any more; /call dnc check and /call dnc remove work too",
        ),
        ("pause wrong list", "stops new calls; “wrong list” is the reason"),
        ("resume", "what waited is dialed, for admins"),
        ("rules", "what may be called, and who can change that"),
        ("audit what=refusals since=7d", "who did what, for admins"),
        ("file +15559876543", "all about one number, for admins; hold after it keeps that"),
        ("forget +15559876543", "deletes all about one number, for admins"),
        ("watch digest 17:00", "posts a daily digest here"),
        ("unwatch digest", "ends the digest; /call unwatch ends call updates, too"),
    ]
    lines: list[RichLine] = [
        [build_command(typed), f"  {name_command(meaning)}"] for typed, meaning in examples
    ]
    mention = Text(f"@{facts.bot_name} call +15559876543 name=John", code=True)
    in_threads = "Slash commands do not work in threads; mention me there: "
    return build_message([[Text(HELP_TITLE, bold=True)], *lines, [in_threads, mention]])


def build_short_help() -> Message:
    """Say in a chat with the bot what can be written there."""
    examples = [
        ("call +15559876543 name=John", "calls right away"),
        ("status", "live and upcoming calls"),
        ("help", "everything else"),
    ]
    lines: list[RichLine] = [[Text(typed, code=True), f"  {why}"] for typed, why in examples]
    buttons = build_buttons("", [(OPEN_FORM_LABEL, OPEN_FORM, HERE)])
    return build_message([[Text(HELP_TITLE, bold=True)], *lines], *buttons)


def build_help_with_form(facts: HelpFacts, thread_ts: str | None) -> Message:
    """Explain the commands, and offer the form for a call in this thread."""
    message = build_help(facts)
    buttons = build_buttons("", [(OPEN_FORM_LABEL, OPEN_FORM, thread_ts or HERE)])
    return replace(message, blocks=(*message.blocks, *buttons))
