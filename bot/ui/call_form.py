"""The form: a modal that collects numbers, agent and variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from slack_sdk.models.blocks import (
    Block,
    ConversationSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    Option,
)
from slack_sdk.models.views import View

from bot.domain.agents import find_shared_names, fold_name
from bot.domain.consents import LONGEST_BASIS
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.ui.form_timing import Timing, build_select, build_text_input, build_timing_inputs
from bot.ui.labels import OWN_AGENT_LABEL, format_phone, join_names
from bot.ui.rich_text import build_context, clean, cut
from bot.voicy import Agent, AgentVariable

CALLBACK_ID: Final = "place_call"
CHOOSE_AGENT: Final = "choose_agent"
OWN_AGENT: Final = "own_agent"
AGENT_BLOCK: Final = "agent"
IN_THREAD: Final = "Here, updates go to this thread; elsewhere, to a thread of their own."
MORE_VARIABLES: Final = "This agent has more variables than fit here; enter them below"
CONSENT_BLOCK: Final = "consent"
VARIABLE_BLOCK: Final = "variable."
# a modal takes 100 blocks; the rest is needed for the other fields
_SHOWN_FIELDS: Final = 85
_NAMED_FIELDS: Final = 20
# Slack's limit for a select
MOST_NUMBERS: Final = 100
_LONGEST_NAME: Final = 200
_LONGEST_OPTION_VALUE: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """Everything a form shows; `typed` are values for variables by name, shown or not.

    Several `numbers` are offered to choose from; `is_in_thread` is of a thread that exists already.
    Slack keeps what a field with the same block id holds, so the field for more variables takes
    another `more_block_id` when the bot changes its text; None leaves it out, while it is not known
    which variables have a field of their own. So does `agent_block_id` for another `own_agent`.
    `consent` is why the callee may be called, None where the form does not ask for that.
    """

    form_id: str
    channel_id: str
    caller_ids: tuple[CallerId, ...]
    to_text: str = ""
    numbers: tuple[E164, ...] = ()
    is_in_thread: bool = False
    from_number: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    own_agent: Agent | None = None
    agent_block_id: str = AGENT_BLOCK
    fields: tuple[AgentVariable, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    more: str = ""
    more_block_id: str | None = "more"
    timing: Timing = Timing()  # noqa: RUF009 - frozen
    consent: str | None = None
    retry_pauses: tuple[timedelta, ...] = ()
    notes: tuple[str, ...] = ()


def build_form(state: FormState) -> View:
    """Build the form; blocks keep their ids, so that Slack keeps what was typed into them."""
    shown = shown_fields(state.fields)
    blocks: list[Block] = [
        _build_to_input(state),
        _build_from_select(state),
        _build_agent_select(state),
        *(_build_variable_input(each, state.typed.get(each.name, each.default)) for each in shown),
        *map(build_context, _list_notes(state, shown)),
        *_build_more_input(state),
        *build_timing_inputs(state.timing, state.retry_pauses),
        *_build_consent_input(state),
        _build_channel_select(state),
    ]
    return View(
        type="modal",
        callback_id=CALLBACK_ID,
        private_metadata=state.form_id,
        title="New call",
        submit="Call",
        close="Cancel",
        blocks=blocks,
    )


def shown_fields(fields: Sequence[AgentVariable]) -> list[AgentVariable]:
    """Return the variables that get a field of their own; a modal has room for so many."""
    by_name = {each.name: each for each in fields if len(each.name) <= _LONGEST_NAME}
    return list(by_name.values())[:_SHOWN_FIELDS]


def build_agent_options(
    agents: Sequence[tuple[str, str]], text: str, own_agent: Agent | None = None
) -> list[Option]:
    """List agents as (id, name) for the search, the number's own agent first.

    Those of one name show their ids, too.
    """
    shared_names = find_shared_names(name for _, name in agents)
    named = [(each, name) for each, name in agents if len(each) <= _LONGEST_OPTION_VALUE]
    own = label_own_agent(own_agent)
    if text.strip().casefold() in own.casefold():
        named.insert(0, (OWN_AGENT, own))
    return [
        _build_agent_option(each, name, is_shared=fold_name(name).strip() in shared_names)
        for each, name in named[:100]
    ]


def _build_to_input(state: FormState) -> InputBlock:
    if len(state.numbers) < 2:
        example = "+15559876543"
        return build_text_input("to", "To", state.to_text, placeholder=example, is_needed=True)
    options = [Option(value=each, text=format_phone(each)) for each in state.numbers[:MOST_NUMBERS]]
    return build_select("to", "To", options, state.to_text, "The numbers found in the message.")


def _build_more_input(state: FormState) -> list[InputBlock]:
    block_id, hint = state.more_block_id, "One name=value per line."
    if block_id is None:
        return []
    return [build_text_input(block_id, "More variables", state.more, hint=hint, is_multiline=True)]


def _build_consent_input(state: FormState) -> list[InputBlock]:
    if state.consent is None:
        return []
    hint = "Some calls here are not made without it."
    label = "Why they may be called"
    return [
        build_text_input(CONSENT_BLOCK, label, state.consent, hint=hint, max_length=LONGEST_BASIS)
    ]


def _build_variable_input(each: AgentVariable, value: str) -> InputBlock:
    label, hint = clean(each.name, 100) or "variable", clean(each.description, 500)
    return build_text_input(f"{VARIABLE_BLOCK}{each.name}", label, value, hint=hint)


def _build_from_select(state: FormState) -> InputBlock:
    options = [
        Option(value=each.number, text=cut(_format_caller_id(each), 75))
        for each in state.caller_ids[:100]
    ]
    return build_select("from", "From", options, state.from_number, is_told=True)


def _format_caller_id(each: CallerId) -> str:
    is_bare = each.label == each.number
    return each.label if is_bare else f"{each.label} · {format_phone(each.number)}"


def _build_agent_select(state: FormState) -> InputBlock:
    if state.agent_id is None:
        chosen = _build_agent_option(OWN_AGENT, label_own_agent(state.own_agent))
    else:
        chosen = _build_agent_option(state.agent_id, state.agent_name or state.agent_id)
    element = ExternalDataSelectElement(
        action_id=CHOOSE_AGENT,
        placeholder="Search agents",
        min_query_length=0,
        initial_option=chosen,
    )
    return InputBlock(
        block_id=state.agent_block_id, label="Agent", dispatch_action=True, element=element
    )


def label_own_agent(own_agent: Agent | None) -> str:
    """Name the number's own agent, as far as it is known."""
    label = OWN_AGENT_LABEL.capitalize()
    return f"{label}: {clean(own_agent.name, 45)}" if own_agent else label


def _build_agent_option(agent_id: str, name: str, *, is_shared: bool = False) -> Option:
    shown_id = clean(agent_id, 73) if is_shared else None
    return Option(value=agent_id, text=clean(name, 73) or agent_id, description=shown_id)


def _list_notes(state: FormState, shown: Sequence[AgentVariable]) -> list[str]:
    names_shown = {each.name for each in shown}
    left_out = [each.name for each in state.fields if each.name not in names_shown]
    if not left_out:
        return [*state.notes]
    return [*state.notes, f"{MORE_VARIABLES}: {join_names(left_out, most=_NAMED_FIELDS)}."]


def _build_channel_select(state: FormState) -> InputBlock:
    chosen = state.channel_id
    element = ConversationSelectElement(action_id="chosen", initial_conversation=chosen)
    hint = IN_THREAD if state.is_in_thread else None
    return InputBlock(block_id="channel", label="Post to", hint=hint, element=element)
