"""What a person typed and chose in the form, as Slack sends it with every click."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.phone_numbers import E164
from bot.ui.call_form import OWN_AGENT, VARIABLE_BLOCK
from bot.ui.form_timing import Timing, parse_timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a person typed and chose in a form, nothing of it checked yet."""

    to_text: str
    from_number: str | None
    agent_id: str | None
    agent_name: str | None
    variables: Mapping[str, str]
    more: str
    more_block_id: str
    timing: Timing
    channel_id: str | None


def parse_form(view: Mapping[str, Any]) -> Submission:
    """Parse the state of a view as Slack sends it with every click and submission."""
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    agent = _selected(values, "agent")
    agent_id = agent.get("value")
    more_block_id = next((name for name in values if name.startswith("more")), "more")
    return Submission(
        to_text=_typed(values, "to") or str(_selected(values, "to").get("value") or ""),
        from_number=_selected(values, "from").get("value"),
        agent_id=None if agent_id == OWN_AGENT else agent_id,
        agent_name=None if agent_id == OWN_AGENT else (agent.get("text") or {}).get("text"),
        variables={
            block_id.removeprefix(VARIABLE_BLOCK): _typed(values, block_id)
            for block_id in values
            if block_id.startswith(VARIABLE_BLOCK)
        },
        more=_typed(values, more_block_id),
        more_block_id=more_block_id,
        timing=parse_timing(view),
        channel_id=_element(values, "channel").get("selected_conversation"),
    )


def parse_numbers(view: Mapping[str, Any]) -> tuple[E164, ...]:
    """Return the numbers that a view offers to choose the callee from."""
    blocks = view.get("blocks") or ()
    to_blocks = (one for one in blocks if one.get("block_id") == "to")
    element: Mapping[str, Any] = next((one["element"] for one in to_blocks), {})
    return tuple(E164(option["value"]) for option in element.get("options") or ())


def _element(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    return next(iter((values.get(block_id) or {}).values()), None) or {}


def _typed(values: Mapping[str, Any], block_id: str) -> str:
    return str(_element(values, block_id).get("value") or "")


def _selected(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    return _element(values, block_id).get("selected_option") or {}
