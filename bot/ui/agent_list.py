"""The account's agents: name, language and variables of each, with an example to copy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.agents import fold_name
from bot.domain.phone_numbers import E164, PhoneNumber
from bot.parsing.commands import ParsedCall, can_be_typed, format_command
from bot.store.records import AgentMapping
from bot.ui.buttons import build_buttons
from bot.ui.commands import build_command
from bot.ui.greetings import format_omission
from bot.ui.labels import format_details
from bot.ui.mapping_form import MAP_RESULTS, MAP_RESULTS_LABEL, build_mapping
from bot.ui.rich_text import (
    Message,
    RichLine,
    Text,
    build_message,
    build_rich_text,
    clean,
    isolate,
)
from bot.voicy import Agent, AgentVariable

PREVIOUS_AGENTS: Final = "previous_agents"
NEXT_AGENTS: Final = "next_agents"
UNKNOWN_VARIABLES: Final = "its variables cannot be looked up right now"
NO_ACTIVE_AGENTS: Final = "The account has no active agents."
_SHOWN_VARIABLES: Final = 12
_LONGEST_NAME: Final = 75
_LONGEST_EXAMPLE: Final = 300
# None where they are not known
Variables = tuple[AgentVariable, ...] | None
_CALLEE: Final = PhoneNumber(e164=E164("+15559876543"), is_valid=False, region=None)


def build_agents(
    agents: Sequence[tuple[Agent, Variables]],
    *,
    company: str = "",
    shared_names: Collection[str] = (),
    mappings: Mapping[str, AgentMapping] = MappingProxyType({}),
    is_admin: bool = False,
    previous_start: int | None = None,
    next_start: int | None = None,
) -> Message:
    """Build one page of agents; `previous_start` and `next_start` count where others begin.

    `mappings` say by agent what its results mean, which an admin can change. Who has one of the
    folded `shared_names` is called by its id.
    """
    if not agents:
        return build_message([[NO_ACTIVE_AGENTS]])
    lines: list[RichLine] = []
    blocks: list[Block] = []
    for agent, variables in agents:
        is_named = fold_name(agent.name).strip() not in shared_names
        is_named = is_named and agent.name in clean(agent.name, _LONGEST_NAME)
        example = _format_example(agent.name if is_named else agent.agent_id, variables)
        entry = _build_agent(agent, variables, example, company)
        saved = mappings.get(agent.agent_id)
        mapped = agent.agent_id if is_admin else None
        entry += [build_mapping(saved)] if saved else []
        lines += entry
        blocks += [
            build_rich_text(entry),
            *build_buttons("", [(MAP_RESULTS_LABEL, MAP_RESULTS, mapped)]),
        ]
    pages = [("◀ Previous", PREVIOUS_AGENTS, previous_start), ("Next ▶", NEXT_AGENTS, next_start)]
    return replace(build_message(lines), blocks=(*blocks, *build_buttons("", pages)))


def _build_agent(agent: Agent, variables: Variables, example: str, company: str) -> list[RichLine]:
    name = clean(agent.name, _LONGEST_NAME) or clean(agent.agent_id, _LONGEST_NAME)
    facts = format_details(clean(agent.language or "", 20), _format_variables(variables))
    lines: list[RichLine] = [[Text(name, bold=True), facts], [build_command(example)]]
    omission = format_omission(agent, company)
    return [*lines, [f"⚠️ {omission}"]] if omission else lines


def _format_variables(variables: Variables) -> str:
    if variables is None:
        return UNKNOWN_VARIABLES
    if not variables:
        return "takes no variables"
    shown = [
        f"{clean(each.name, 40)} ({clean(each.description, 80)})"
        if each.description.strip()
        else clean(each.name, 40)
        for each in variables
    ]
    if len(shown) > _SHOWN_VARIABLES:
        shown[_SHOWN_VARIABLES:] = [f"and {len(shown) - _SHOWN_VARIABLES} more"]
    return f"takes {', '.join(shown)}"


def _format_example(named: str, variables: Variables) -> str:
    """Format a call with this agent, as far as names that people can type take one there."""
    example = bare = format_command(ParsedCall(number=_CALLEE, agent=named))
    for each in variables or ():
        request = ParsedCall(number=_CALLEE, agent=named, variables={each.name: "…"})
        name, _, value = format_command(request).removeprefix(f"{bare} ").partition("=")
        # pairs stand in their order where names are in Hebrew, and are typed with the marks, too
        part = f" {name if name.isascii() else isolate(name)}={value}"
        if can_be_typed(each.name) and len(example + part) <= _LONGEST_EXAMPLE:
            example += part
    return example
