"""What a person typed and chose in the form, as Slack sends it with every click."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from bot.domain.phone_numbers import E164
from bot.errors import InputError
from bot.ui.call_form import AGENT_BLOCK, CONSENT_BLOCK, OWN_AGENT, VARIABLE_BLOCK
from bot.ui.form_timing import ATTEMPTS, RETRY_BLOCK, UNTIL_BLOCK, WHEN_BLOCK, ZONE_BLOCK, Timing

_PERSON_ID: Final = re.compile("[UW][A-Z0-9]+")
_CHANNEL_ID: Final = re.compile("[CG][A-Z0-9]+")
_NOT_OFFERED: Final = "Choose from the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a person typed and chose in a form, nothing of it checked yet.

    `consent` is None where the form does not ask for it.

    `agent_block_id` and `own_agent_label` say how the choice of an agent was drawn.
    """

    to_text: str
    from_number: str | None
    agent_id: str | None
    agent_name: str | None
    variables: Mapping[str, str]
    more: str
    more_block_id: str
    timing: Timing
    channel_id: str | None
    consent: str | None = None
    agent_block_id: str = field(default=AGENT_BLOCK, compare=False)
    own_agent_label: str | None = field(default=None, compare=False)


def parse_form(view: Mapping[str, Any]) -> Submission:
    """Parse the state of a view as Slack sends it with every click and submission."""
    values = _values(view)
    agent_block_id = find_block(view, AGENT_BLOCK)
    agent = find_selected(view, agent_block_id)
    agent_name = (agent.get("text") or {}).get("text")
    is_own = agent.get("value") == OWN_AGENT
    more_block_id = find_block(view, "more")
    return Submission(
        to_text=find_typed(view, "to") or str(find_selected(view, "to").get("value") or ""),
        from_number=find_selected(view, "from").get("value"),
        agent_id=None if is_own else agent.get("value"),
        agent_name=None if is_own else agent_name,
        agent_block_id=agent_block_id,
        own_agent_label=agent_name if is_own else None,
        variables={
            block_id.removeprefix(VARIABLE_BLOCK): find_typed(view, block_id)
            for block_id in values
            if block_id.startswith(VARIABLE_BLOCK)
        },
        more=find_typed(view, more_block_id),
        more_block_id=more_block_id,
        timing=Timing(
            due_at=parse_when(view),
            until_at=parse_when(view, UNTIL_BLOCK),
            callee_zone=find_typed(view, ZONE_BLOCK).strip(),
            attempts=_parse_attempts(view),
        ),
        channel_id=find_element(view, "channel").get("selected_conversation"),
        consent=find_typed(view, CONSENT_BLOCK) if CONSENT_BLOCK in values else None,
    )


def parse_numbers(view: Mapping[str, Any]) -> tuple[E164, ...]:
    """Return the numbers that a view offers to choose the callee from."""
    blocks = view.get("blocks") or ()
    to_elements = (each["element"] for each in blocks if each.get("block_id") == "to")
    element: Mapping[str, Any] = next(to_elements, {})
    return tuple(E164(option["value"]) for option in element.get("options") or ())


def parse_when(view: Mapping[str, Any], block_id: str = WHEN_BLOCK) -> datetime | None:
    """Parse the date and time somebody picked, None where they picked none."""
    seconds = find_element(view, block_id).get("selected_date_time")
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _parse_attempts(view: Mapping[str, Any]) -> int:
    """Parse how often is called at most; once where that is none of what is offered."""
    chosen = find_selected(view, RETRY_BLOCK).get("value")
    return next((number for number in ATTEMPTS if str(number) == chosen), 1)


def _values(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return (view.get("state") or {}).get("values") or {}


def find_block(view: Mapping[str, Any], begin: str) -> str:
    """Return the id of the first field that begins so: one drawn anew has another end."""
    return next((each for each in _values(view) if each.startswith(begin)), begin)


def find_element(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    """Return what Slack says of the one element of a block."""
    return next(iter((_values(view).get(block_id) or {}).values()), None) or {}


def find_typed(view: Mapping[str, Any], block_id: str) -> str:
    """Return what was typed into a field, "" where nothing was."""
    return str(find_element(view, block_id).get("value") or "")


def find_selected(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    """Return the one option that was chosen, {} where none was."""
    return find_element(view, block_id).get("selected_option") or {}


def find_people(view: Mapping[str, Any], block_id: str) -> frozenset[str]:
    """Return the ids of those who were chosen; raises InputError for what is none."""
    return _check_ids(find_element(view, block_id).get("selected_users"), _PERSON_ID, block_id)


def find_channels(view: Mapping[str, Any], block_id: str) -> frozenset[str]:
    """Return the ids of the channels that were chosen; raises InputError for what is none."""
    element = find_element(view, block_id)
    chosen = element.get("selected_conversations") or [element.get("selected_conversation")]
    return _check_ids(filter(None, chosen), _CHANNEL_ID, block_id)


def _check_ids(
    chosen: Iterable[Any] | None, pattern: re.Pattern[str], block_id: str
) -> frozenset[str]:
    ids = frozenset(map(str, chosen or ()))
    if not all(map(pattern.fullmatch, ids)):
        raise InputError(_NOT_OFFERED, field=block_id)
    return ids
