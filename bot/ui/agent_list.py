"""The account's agents: name, language and variables of each, with an example to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.phone_numbers import E164, PhoneNumber
from bot.parsing.commands import ParsedCall, can_be_typed, format_command
from bot.ui.buttons import build_buttons
from bot.ui.rich_text import (
    Message,
    RichLine,
    Text,
    build_message,
    build_rich_text,
    clean,
    format_fallback,
)

PREVIOUS_AGENTS: Final = "previous_agents"
NEXT_AGENTS: Final = "next_agents"
UNKNOWN_VARIABLES: Final = "its variables cannot be looked up right now"
NO_ACTIVE_AGENTS: Final = "The account has no active agents."
_SHOWN_VARIABLES: Final = 12
_LONGEST_NAME: Final = 75
_LONGEST_EXAMPLE: Final = 300
_CALLEE: Final = PhoneNumber(e164=E164("+15559876543"), is_valid=False, region=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedAgent:
    """An agent as people see it; `variables` are (name, description), None where not known."""

    agent_id: str
    name: str
    language: str | None
    variables: tuple[tuple[str, str], ...] | None


def build_agents(
    agents: Sequence[DescribedAgent],
    command: str,
    *,
    previous_start: int | None = None,
    next_start: int | None = None,
) -> Message:
    """Build one page of agents; `previous_start` and `next_start` count where others begin."""
    if not agents:
        return build_message([[Text(NO_ACTIVE_AGENTS)]])
    entries = [_build_agent(agent, command) for agent in agents]
    pages = [("◀ Previous", PREVIOUS_AGENTS, previous_start), ("Next ▶", NEXT_AGENTS, next_start)]
    return Message(
        text=format_fallback([line for entry in entries for line in entry]),
        blocks=(*map(build_rich_text, entries), *build_buttons("", pages)),
    )


def _build_agent(agent: DescribedAgent, command: str) -> list[RichLine]:
    language = f" · {clean(agent.language, 20)}" if agent.language else ""
    name = clean(agent.name, _LONGEST_NAME) or clean(agent.agent_id, _LONGEST_NAME)
    return [
        [Text(name, bold=True), Text(f"{language} · {_format_variables(agent)}")],
        [Text(f"{command} {_format_example(agent)}", code=True)],
    ]


def _format_variables(agent: DescribedAgent) -> str:
    if agent.variables is None:
        return UNKNOWN_VARIABLES
    if not agent.variables:
        return "takes no variables"
    shown = [
        f"{clean(name, 40)} ({clean(about, 80)})" if about.strip() else clean(name, 40)
        for name, about in agent.variables[:_SHOWN_VARIABLES]
    ]
    if len(agent.variables) > _SHOWN_VARIABLES:
        shown.append(f"and {len(agent.variables) - _SHOWN_VARIABLES} more")
    return f"takes {', '.join(shown)}"


def _format_example(agent: DescribedAgent) -> str:
    """Format a call with this agent, as far as names that people can type take one there."""
    is_plain = agent.name in clean(agent.name, _LONGEST_NAME)
    named = agent.name if is_plain else agent.agent_id
    example = bare = format_command(ParsedCall(number=_CALLEE, agent=named))
    for name, _ in agent.variables or ():
        request = ParsedCall(number=_CALLEE, agent=named, variables={name: "…"})
        part = format_command(request).removeprefix(bare)
        if can_be_typed(name) and len(example + part) <= _LONGEST_EXAMPLE:
            example += part
    return example
