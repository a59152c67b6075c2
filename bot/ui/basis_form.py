"""Why the callees of a channel or an agent may be called, and the modal that changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ConversationSelectElement,
    InputBlock,
    Option,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import ConversationFilter

from bot.domain.consents import LONGEST_BASIS, read_words
from bot.domain.rules import AGENT_PREFIX
from bot.errors import InputError
from bot.policies.rules import Rules
from bot.ui.form_submission import find_block, find_element, find_selected, find_typed
from bot.ui.form_timing import build_text_input
from bot.ui.rich_text import ChannelMention, Inline, RichLine, Text, clean
from bot.ui.verdicts import format_setting

CHOOSE_CALLS: Final = "choose_calls_with_basis"
_CHANNEL, _AGENT, _BASIS = "basis_channel", "basis_agent", "basis_text"
_NO_AGENT: Final = "none"
_ONE_OF_BOTH: Final = "Choose a channel or an agent, and only one of them."
_HINT: Final = "Empty takes away what was there. It is kept as evidence: write no names of callees."
_NO_WORDS: Final = "Write it in words, or leave it empty."
NO_BASES: Final = "none. Calls inherit that of their channel, or else that of their agent"
_MOST_AGENTS: Final = 99
_MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisForm:
    """How bases are shown and changed; `agents` are names by what stands for them in rules."""

    label: str
    agents: Mapping[str, str]

    @property
    def names(self) -> Mapping[str, str]:
        """What a rule may be about, where that is known beforehand."""
        return {_NO_AGENT: "", **self.agents}

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say on what basis which calls are made, and who wrote that."""
        title = Text(f"{self.label}: ", bold=True)
        if not rules.bases:
            return [[title, f"{NO_BASES}."]]
        lines: list[RichLine] = [[title]]
        for subject, rule in sorted(rules.bases.items())[:_MOST_SHOWN]:
            who = format_setting(rule.set_by, rule.since) if rule.since else ""
            basis = clean(rule.value, LONGEST_BASIS)
            lines.append(["• ", self._name(subject), f": {basis}, set by {who}"])
        return lines

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: a channel or an agent, and the basis that its calls have now."""
        agents = sorted(self.agents.items(), key=lambda each: each[1])[:_MOST_AGENTS]
        options = [Option(value=_NO_AGENT, text="no agent")]
        options += [Option(value=subject, text=clean(name, 70)) for subject, name in agents]
        agent = next((each for each in options if each.value == chosen), options[0])
        known = rules.bases.get(chosen)
        return [
            InputBlock(
                block_id=_CHANNEL,
                label="Calls told in this channel",
                optional=True,
                dispatch_action=True,
                element=ConversationSelectElement(
                    action_id=CHOOSE_CALLS,
                    filter=ConversationFilter(include=["public", "private"]),
                ),
            ),
            InputBlock(
                block_id=_AGENT,
                label="Or calls by this agent",
                hint="Where a call has both, that of the channel counts.",
                dispatch_action=True,
                element=StaticSelectElement(
                    action_id=CHOOSE_CALLS, options=options, initial_option=agent
                ),
            ),
            build_text_input(
                # under an id of its own it begins with what is known, else what was typed stays
                f"{_BASIS} {chosen}" if known else _BASIS,
                "Why they may be called",
                known.value if known else "",
                hint=_HINT,
                placeholder="Existing patients, informational",
                max_length=LONGEST_BASIS,
            ),
        ]

    def find_chosen(self, view: Mapping[str, Any]) -> str:
        """Return the channel or the agent that was chosen; raises InputError."""
        channel_id = find_element(view, _CHANNEL).get("selected_conversation")
        agent = find_selected(view, _AGENT).get("value")
        agent = agent if agent in self.agents else None
        if bool(channel_id) == bool(agent):
            raise InputError(_ONE_OF_BOTH, field=_CHANNEL)
        return str(channel_id or agent)

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the basis of the channel or the agent that was chosen; raises InputError."""
        chosen = self.find_chosen(view)
        block_id = find_block(view, _BASIS)
        typed = find_typed(view, block_id).strip()
        basis = read_words(typed)
        if typed and not basis:
            raise InputError(_NO_WORDS, field=block_id)
        return {chosen: basis or None}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say on what basis which calls are made from now on."""
        subject, basis = next(iter(values.items()))
        done = f" have this basis: {clean(basis, LONGEST_BASIS)}" if basis else " have none"
        return [" changed why people may be called. Calls of ", self._name(subject), done]

    def _name(self, subject: str) -> Inline:
        if subject.startswith(AGENT_PREFIX):
            return Text(clean(self.agents.get(subject, "an agent"), 70), bold=True)
        return ChannelMention(channel_id=subject)
