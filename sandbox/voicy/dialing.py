"""What a call-dial request asks for, and whether the account may ask for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.voicy.agents import AGENTS_BY_ID, Agent, agent_of_number
from sandbox.voicy.bodies import Body, check_fields, read_object, read_uuid
from sandbox.voicy.refusal import RefusalError

_FIELDS = ("from_number", "to_number", "override_agent_id", "vars_provided")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialRequest:
    """Hold a checked request for a call."""

    from_number: str
    to_number: str
    agent: Agent
    vars_provided: Mapping[str, object]


def parse_dial(body: Body, from_numbers: Mapping[str, str]) -> DialRequest:
    """Check a call-dial body against the account; raise RefusalError with the API's own words."""
    check_fields(body, _FIELDS)
    from_number, to_number = _read_number(body, "from_number"), _read_number(body, "to_number")
    agent_id = read_uuid(body, "override_agent_id")
    vars_provided = read_object(body, "vars_provided")
    if from_number not in from_numbers:
        raise RefusalError(403, "Phone number not assigned to your account")
    agent = agent_of_number(from_numbers[from_number]) if agent_id is None else find_agent(agent_id)
    if not agent.active:
        raise RefusalError(422, "Agent is not active")
    return DialRequest(
        from_number=from_number, to_number=to_number, agent=agent, vars_provided=vars_provided
    )


def find_agent(agent_id: str) -> Agent:
    """Return one of the account's agents; raise RefusalError when there is none."""
    agent = AGENTS_BY_ID.get(agent_id.lower())
    if agent is None:
        raise RefusalError(404, "Agent not found")
    return agent


def _read_number(body: Body, name: str) -> str:
    if name not in body:
        raise RefusalError(400, f"Missing required field: {name}")
    value = body[name]
    if not isinstance(value, str):
        raise RefusalError(400, f"{name} must be a string")
    if not _E164.fullmatch(value):
        raise RefusalError(400, "Invalid phone number format. Use E.164 (e.g. +11234567890)")
    return value
