"""Which variables have a field of their own in the form, and where a typed value belongs."""

from collections.abc import Mapping
from typing import Final

from bot.cards.form import FormField, shown_fields
from bot.command_text import parse_variables, quote_value
from bot.errors import CommandError, VoicyError
from handlers.services import Services

_NOT_LOOKED_UP: Final = "What this agent wants to know cannot be looked up now; write it below."


def known_fields(services: Services, agent_id: str | None) -> tuple[FormField, ...] | None:
    """Return the fields of an agent without asking anybody, None where it has to be asked."""
    if agent_id is None:
        return ()
    known = services.agents.known_variables(agent_id)
    if known is None:
        return None
    return tuple(FormField(name=each.name, description=each.description) for each in known)


async def find_fields(
    services: Services, agent_id: str | None
) -> tuple[tuple[FormField, ...], str | None]:
    """Return the fields of an agent, with a note where they cannot be asked for."""
    if agent_id is not None:
        try:
            await services.agents.variables(agent_id)
        except VoicyError as exc:
            return (), f"{_NOT_LOOKED_UP} ({exc})"
    return known_fields(services, agent_id) or (), None


def write_more(typed: Mapping[str, str], fields: tuple[FormField, ...]) -> str:
    """Write the values that have no field of their own, one a line."""
    declared = {each.name for each in shown_fields(fields)}
    return "\n".join(
        f"{name}={quote_value(value)}" for name, value in typed.items() if name not in declared
    )


def share_out(
    typed: Mapping[str, str], more: str, fields: tuple[FormField, ...]
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
    return {**typed, **moved, **filled}, write_more(lines, fields)
