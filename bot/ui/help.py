"""The help: the commands by examples that work; where Slack takes none, a button to the form."""

from dataclasses import dataclass
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.parsing.commands import quote_value
from bot.ui.rich_text import Message, RichLine, Text, build_message

OPEN_FORM: Final = "open_form"
HERE: Final = "here"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpFacts:
    """What the examples name; an agent only where one is known."""

    command: str
    bot_name: str
    caller_id: str
    agent: str | None = None


def build_help(facts: HelpFacts) -> Message:
    """Explain the command by examples that work."""
    chosen = {"agent": facts.agent, "from": facts.caller_id}
    options = " ".join(f"{name}={quote_value(text)}" for name, text in chosen.items() if text)
    examples = [
        ("", "opens the form"),
        ("+15559876543 name=John", "dials at once; every name=value reaches the agent"),
        ('+1 (555) 987-6543 name="John Smith"', "quotes keep spaces together"),
        (f"+15559876543 {options}", "another agent, another caller ID"),
        ("+15559876543 var:agent=x", "a variable that is named like an option"),
        ('+15559876543 at="tomorrow 9am"', "dials later; at=15:00 and in 20 minutes work too"),
        (
            "+15559876543 retry=2 tz=America/New_York",
            "tries twice more where nobody answers; tz= is the callee's",
        ),
        ("status", "the calls that are live or upcoming here"),
        ("history", "the latest calls here; me and all list others"),
        ("history me outcome=busy since=7d", "narrowed; agent= does it too"),
        ("agents", "the agents there are, and what each wants to know"),
        ("export since=2026-11-01", "a spreadsheet, sent to you alone"),
        ("stats 7d", "a picture of how calls went; agent= narrows it"),
        ("watch outcome=busy", "a line here for each call elsewhere that ends so; watch list"),
        ("watch digest 17:00", "what calls came to, here every day; unwatch ends both"),
    ]
    lines: list[RichLine] = [[Text("📞 AI phone calls, told live in their thread", bold=True)]]
    lines += [
        [Text(f"{facts.command} {typed}".strip(), code=True), Text(f"  {meaning}")]
        for typed, meaning in examples
    ]
    lines.append(
        [
            Text("In a thread Slack takes no commands; there mention me: "),
            Text(f"@{facts.bot_name} call +15559876543 name=John", code=True),
        ]
    )
    return build_message(lines)


def build_help_with_form(facts: HelpFacts, thread_ts: str | None) -> Message:
    """Explain how to ask, and offer the form for a call told in this thread."""
    message = build_help(facts)
    button = ButtonElement(text="Open the form", action_id=OPEN_FORM, value=thread_ts or HERE)
    return Message(text=message.text, blocks=(*message.blocks, ActionsBlock(elements=[button])))
