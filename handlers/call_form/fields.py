"""Which variables have a field of their own in the form, and where a typed value belongs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.errors import CommandError, VoicyError
from bot.parsing.commands import parse_variables, quote_value
from bot.ui.call_form import FormState, shown_fields
from bot.ui.form_timing import LONGEST_VALUE
from bot.ui.notices import format_error
from bot.ui.rich_text import clean
from bot.voicy import AgentVariable
from handlers.context import Services

_NOT_LOOKED_UP: Final = "This agent's variables cannot be looked up right now; enter them below."


def known_fields(services: Services, agent_id: str | None) -> tuple[AgentVariable, ...] | None:
    """Return the fields of an agent without asking anybody, None where it has to be asked."""
    return () if agent_id is None else services.agents.known_variables(agent_id)


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
    shown = ", ".join(clean(name, 40) for name in names[:10])
    more = f" and {len(names) - 10} others" if len(names) > 10 else ""
    return f"Too long for this form and left out: {shown}{more}. The command takes them."
