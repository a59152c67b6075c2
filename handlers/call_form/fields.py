"""Which variables have a field of their own in the form, and where a typed value belongs."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.phone_numbers import E164
from bot.errors import CommandError, StoreError, VoicyError
from bot.parsing.commands import parse_variables, quote_value
from bot.ui.call_form import FormState, shown_fields
from bot.ui.form_timing import LONGEST_VALUE
from bot.ui.labels import choose_form, join_names
from bot.ui.notices import format_error
from bot.voicy import Agent, AgentVariable
from handlers.context import Services

# a form that is to open waits for it
_OWN_AGENT_SECONDS: Final = 0.3
_NOT_LOOKED_UP: Final = "This agent's variables cannot be looked up right now; enter them below."


def known_fields(
    services: Services, agent_id: str | None, own_agent: Agent | None = None
) -> tuple[AgentVariable, ...] | None:
    """Return the fields of an agent without asking anybody, None where it has to be asked.

    The number's own agent, which nobody chose, has those that are remembered.
    """
    if agent_id is not None:
        return services.agents.known_variables(agent_id)
    return (own_agent and services.agents.remembered_variables(own_agent.agent_id)) or ()


async def find_fields(
    services: Services, agent_id: str | None
) -> tuple[tuple[AgentVariable, ...], tuple[str, ...]]:
    """Return the fields of an agent, with a note where they cannot be asked for."""
    if agent_id is not None:
        try:
            await services.agents.variables(agent_id)
        except VoicyError as exc:
            return (), (f"{_NOT_LOOKED_UP} ({format_error(exc)})",)
    return known_fields(services, agent_id) or (), ()


async def find_own_agent(services: Services, from_number: str | None) -> Agent | None:
    """Return the agent that a caller ID has of its own, as far as it is known."""
    number = E164(from_number) if from_number else services.config.default_caller_id.number
    try:
        async with asyncio.timeout(_OWN_AGENT_SECONDS):
            agent_id = await services.store.calls.find_own_agent(number)
    except (TimeoutError, StoreError):
        return None
    return services.agents.find(agent_id)


def prefill(state: FormState) -> FormState:
    """Put the values that have no field of their own into the lines below, as far as they fit."""
    declared = {each.name for each in shown_fields(state.fields)}
    lines, left_out = [], []
    room = LONGEST_VALUE
    for name, value in state.typed.items():
        line = f"{name}={quote_value(value)}"
        if name in declared:
            fits = len(value) <= LONGEST_VALUE
        else:
            fits = len(line) < room
            lines += [line] if fits else []
            room -= len(line) + 1 if fits else 0
        left_out += [] if fits else [name]
    notes = (*state.notes, _describe_left_out(left_out)) if left_out else state.notes
    return replace(state, more="\n".join(lines), notes=notes)


def distribute_values(
    typed: Mapping[str, str], more: str, fields: tuple[AgentVariable, ...]
) -> tuple[dict[str, str], str]:
    """Move values from the lines of `more` into fields that are there now.

    Returns what the fields hold and what stays in `more`; a field that holds something keeps it.
    """
    try:
        lines = parse_variables(more)
    except CommandError:
        return dict(typed), more
    declared = {each.name for each in shown_fields(fields)}
    moved = {name: value for name, value in lines.items() if name in declared}
    if not moved:
        return dict(typed), more
    filled = {name: value for name, value in typed.items() if value}
    kept = [f"{name}={quote_value(lines[name])}" for name in lines if name not in moved]
    return {**typed, **moved, **filled}, "\n".join(kept)


def _describe_left_out(names: list[str]) -> str:
    shown = join_names(names)
    them = choose_form(len(names), "it", "them")
    return f"Too long for this form and left out: {shown}. The command takes {them}."
