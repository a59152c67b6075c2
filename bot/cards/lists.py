"""Answers to the subcommands: help, the agents, the live calls and the latest ones here."""

from collections.abc import Sequence
from datetime import timedelta

from bot.calls import Call
from bot.cards.lines import Line, Link, Message, Moment, Words, build_message, clean
from bot.cards.words import describe_outcome, describe_status, format_duration
from bot.phone_numbers import format_number


def build_help(command: str, bot_name: str) -> Message:
    """Explain the command by examples that work."""
    examples = [
        ("", "opens the form"),
        ("+15559876543 name=John", "dials at once; every name=value reaches the agent"),
        ('+1 (555) 987-6543 name="John Smith"', "quotes keep spaces together"),
        ("050-123-4567 agent=Booker", "a national number, another agent"),
        ("+15559876543 from=Sales var:agent=x", "another caller ID; a variable named agent"),
        ("status", "the calls that are live here"),
        ("history", "the latest calls asked for here"),
        ("agents", "the agents there are"),
    ]
    lines: list[Line] = [[Words("📞 AI phone calls, told live in their thread", bold=True)]]
    lines += [
        [Words(f"{command} {typed}".strip(), code=True), Words(f"  {meaning}")]
        for typed, meaning in examples
    ]
    lines.append(
        [
            Words("In a thread Slack takes no commands; there mention me: "),
            Words(f"@{bot_name} call +15559876543 name=John", code=True),
        ]
    )
    return build_message(lines)


def build_agents(names: Sequence[tuple[str, str | None]], command: str) -> Message:
    """List agents as (name, language)."""
    if not names:
        return build_message([[Words("The account has no active agents.")]])
    lines: list[Line] = [[Words("Agents", bold=True)]]
    for name, language in names[:40]:
        known = f" · {clean(language, 20)}" if language else ""
        lines.append([Words(f"• {clean(name, 75)}{known}")])
    if len(names) > 40:
        lines.append([Words(f"and {len(names) - 40} more")])
    first = clean(names[0][0], 75).replace('"', "")
    lines.append([Words(f'{command} +15559876543 agent="{first}"', code=True)])
    return build_message(lines)


def build_call_list(title: str, calls: Sequence[tuple[Call, str]], *, nothing: str) -> Message:
    """List calls as (call, link to its card), one line each."""
    if not calls:
        return build_message([[Words(nothing)]])
    return build_message([[Words(title, bold=True)], *(_line(call, url) for call, url in calls)])


def _line(call: Call, url: str) -> Line:
    sign, word = describe_status(call.status)
    parts = [word]
    if call.result.duration_ms:
        parts.append(format_duration(timedelta(milliseconds=call.result.duration_ms)))
    outcome = describe_outcome(call)
    if call.is_final and outcome:
        parts.append(outcome)
    name = clean(call.request.variables.get("name", ""), 40)
    callee = format_number(call.request.to_number) + (f" ({name})" if name else "")
    return [
        Words(f"{sign} "),
        Link(url, callee) if url else Words(callee),
        Words(f" · {' · '.join(parts)} · asked by @{clean(call.request.requested_by_name, 40)} · "),
        Moment(call.created_at, "{date_short_pretty} {time}"),
    ]
