"""Who may call and where, in words, and the modals that change it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationMultiSelectElement,
    InputBlock,
    Option,
    StaticMultiSelectElement,
    UserMultiSelectElement,
)

from bot.errors import InputError
from bot.policies.rules import OPERATOR, Opening, Rule, RuleName, Rules, is_group
from bot.ui.form_submission import find_channels, find_element, find_people
from bot.ui.rich_text import ChannelMention, Inline, Mention, RichLine, Text, clean
from bot.ui.verdicts import format_setting

_CHOSEN: Final = "named"
_GROUPS: Final = "named_groups"
_BEYOND: Final = "{setting} is set to never, so only whoever runs the bot can open one."
_HEADINGS: Final[Mapping[str, str]] = {
    RuleName.CALLERS: "May call:",
    RuleName.CALL_CHANNELS: "Calls are requested in:",
    RuleName.GUESTS: "Guests who may call:",
    RuleName.SHARED_CHANNELS: "People of other companies may call in:",
}
_ALL: Final[Mapping[str, str]] = {
    RuleName.CALLERS: "every full member",
    RuleName.CALL_CHANNELS: "every conversation",
}
_LABELS: Final[Mapping[str, str]] = {
    RuleName.CALLERS: "People who may call",
    RuleName.CALL_CHANNELS: "Channels in which calls are requested",
    RuleName.GUESTS: "Guests who may call",
    RuleName.SHARED_CHANNELS: "Channels in which people of other companies may call",
}
_HINTS: Final[Mapping[str, str]] = {
    RuleName.CALLERS: "Leave it empty to let every full member call.",
    RuleName.CALL_CHANNELS: "Leave it empty for everywhere. Direct messages are none of those you "
    "name.",
    RuleName.GUESTS: "They call at the team's cost, as members do.",
    RuleName.SHARED_CHANNELS: "Whoever is in there calls at the team's cost, as members do.",
}
_MOST_GROUPS: Final = 100
_MOST_NAMED: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerForm:
    """How one rule about who may call is shown and changed; `groups` are names of user groups."""

    rule: str
    label: str
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """The rule's only subject."""
        return {"": self.label}

    @property
    def _is_about_people(self) -> bool:
        return self.rule in {RuleName.CALLERS, RuleName.GUESTS}

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say who or what is named, and who set that."""
        heading = Text(_HEADINGS[self.rule], bold=True)
        if self.rule in _ALL:
            named = self._find_named(rules)
            lines: list[RichLine] = [
                [heading, *self._list(each.value), _format_setter(each)] for each in named
            ]
            return lines or [[heading, f" {_ALL[self.rule]}."]]
        opened = self._find_opened(rules)
        if not opened:
            return [[heading, " none."]]
        return [
            [heading],
            *(["•", *self._list({key}), _format_setter(opened[key])] for key in sorted(opened)),
        ]

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: all that are named from now on."""
        now = self._find_chosen(rules) | ({chosen} - {""})
        people = sorted(each for each in now if not is_group(each))[:_MOST_GROUPS]
        blocks: list[Block] = [
            InputBlock(
                block_id=_CHOSEN,
                label=_LABELS[self.rule],
                hint=_HINTS[self.rule],
                optional=True,
                element=self._build_select(people),
            )
        ]
        options = [
            Option(value=key, text=clean(name, 70) or key)
            for key, name in sorted(self.groups.items(), key=lambda group: group[1])
        ][:_MOST_GROUPS]
        if options:
            initial = [each for each in options if each.value in now]
            element = StaticMultiSelectElement(
                action_id=_CHOSEN, options=options, initial_options=initial or None
            )
            label = "User groups that may call"
            blocks.append(InputBlock(block_id=_GROUPS, label=label, optional=True, element=element))
        return blocks

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return what changes; raises InputError."""
        find_ids = find_people if self._is_about_people else find_channels
        offered = find_element(view, _GROUPS).get("selected_options") or ()
        groups = {each["value"] for each in offered if each.get("value") in self.groups}
        now = self._find_chosen(rules)
        # what another admin named meanwhile stays, and a group of which Slack says nothing now
        named = find_ids(view, _CHOSEN) | groups | (now - _find_shown(view))
        if self.rule in _ALL:
            return {"": ",".join(sorted(named)) or None}
        if named and self._is_closed_for_good(rules):
            raise InputError(_BEYOND.format(setting=self.rule.upper()), field=_CHOSEN)
        opened: dict[str, str | None] = dict.fromkeys(sorted(named - now), Opening.OPEN)
        return {**opened, **dict.fromkeys(sorted(now - named), None)}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say who or what is named now."""
        if self.rule in _ALL:
            named = frozenset(filter(None, (values.get("") or "").split(",")))
            listed: list[Inline] = [*self._list(named)] if named else [f" {_ALL[self.rule]}"]
            return [" changed: ", Text(_HEADINGS[self.rule], bold=True), *listed]
        changes: list[Inline] = [" changed: ", Text(_HEADINGS[self.rule], bold=True)]
        for key, value in values.items():
            changes += [" now" if value else " no longer", *self._list({key})]
        return changes if values else [" changed nothing"]

    def _build_select(
        self, chosen: list[str]
    ) -> UserMultiSelectElement | ConversationMultiSelectElement:
        if self._is_about_people:
            return UserMultiSelectElement(action_id=_CHOSEN, initial_users=chosen or None)
        return ConversationMultiSelectElement(
            action_id=_CHOSEN,
            initial_conversations=chosen or None,
            filter=ConversationFilter(include=["public", "private"]),
        )

    def _find_named(self, rules: Rules) -> tuple[Rule[frozenset[str]], ...]:
        return rules.callers if self.rule == RuleName.CALLERS else rules.call_channels

    def _find_opened(self, rules: Rules) -> Mapping[str, Rule[bool]]:
        of_rule = rules.guests if self.rule == RuleName.GUESTS else rules.shared_channels
        return {key: rule for key, rule in of_rule.items() if rule.value}

    def _find_chosen(self, rules: Rules) -> frozenset[str]:
        """Return what admins named, without what the settings name."""
        if self.rule not in _ALL:
            return frozenset(self._find_opened(rules))
        named = (each.value for each in self._find_named(rules) if each.who_can_change != OPERATOR)
        return next(named, frozenset())

    def _is_closed_for_good(self, rules: Rules) -> bool:
        is_guests = self.rule == RuleName.GUESTS
        at_first = rules.guests_at_first if is_guests else rules.shared_at_first
        return at_first.who_can_change == OPERATOR

    def _list(self, ids: Collection[str]) -> list[Inline]:
        line: list[Inline] = []
        for each in sorted(ids)[:_MOST_NAMED]:
            line += [", " if line else " ", self._name(each)]
        more = len(ids) - _MOST_NAMED
        return [*line, f" and {more} more"] if more > 0 else line

    def _name(self, slack_id: str) -> Inline:
        if is_group(slack_id):
            return Text(clean(self.groups.get(slack_id, ""), 60) or slack_id, bold=True)
        if slack_id.startswith(("C", "G")):
            return ChannelMention(channel_id=slack_id)
        return Mention(user_id=slack_id)


def _find_shown(view: Mapping[str, Any]) -> frozenset[str]:
    """Find what the modal had chosen when it was opened."""
    shown = set[str]()
    for element in (block.get("element") or {} for block in view.get("blocks") or ()):
        shown.update(element.get("initial_users") or element.get("initial_conversations") or ())
        shown.update(option["value"] for option in element.get("initial_options") or ())
    return frozenset(shown)


def _format_setter(rule: Rule[Any]) -> str:
    if rule.since is None:
        return ", by the settings"
    return f", set by {format_setting(rule.set_by, rule.since)}"
