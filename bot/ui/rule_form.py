"""The form of a rule about one kind of subjects: countries, numbers, agents, calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    OptionGroup,
    RadioButtonsElement,
    StaticMultiSelectElement,
)

from bot.errors import InputError
from bot.policies.rules import OPERATOR, Approval, Need, Opening, Purpose, Rule, Rules
from bot.ui.form_submission import find_element, find_selected
from bot.ui.form_timing import split_options
from bot.ui.labels import join_words
from bot.ui.rich_text import Inline, RichLine, Text, clean
from bot.ui.verdicts import format_setting

_CEILING: Final = "ALLOWED_COUNTRIES is set, so only whoever runs the bot can open others."
_BEYOND: Final = "{name} is not in ALLOWED_COUNTRIES, so only whoever runs the bot can open it."
_NOTHING_CHOSEN: Final = "Choose at least one."
_SUBJECTS: Final = "rule_subjects"
_VALUE: Final = "rule_value"
# as the settings have it
_DEFAULT: Final = "default"
_DONE: Final[Mapping[str | None, str]] = {
    Opening.OPEN: " opened for calls: ",
    Opening.CLOSED: " closed for calls: ",
    Purpose.MARKETING: " said that these call for marketing: ",
    Purpose.OTHER: " said that these do not call for marketing: ",
    Need.REQUIRED: " said that these calls need a basis: ",
    Need.NOT_REQUIRED: " said that these calls need no basis: ",
    Approval.NEEDED: " said that somebody else has to approve: ",
    Approval.NOT_NEEDED: " said that nobody else has to approve: ",
    None: " set back to the default: ",
}
_OPENINGS: Final = (Opening.OPEN, Opening.CLOSED)
_LABELS: Final[Mapping[str, str]] = {
    Opening.OPEN: "Open",
    Opening.CLOSED: "Closed",
    Approval.NEEDED: "With approval",
    Approval.NOT_NEEDED: "Without approval",
    Purpose.MARKETING: "Marketing",
    Purpose.OTHER: "Something else",
    Need.REQUIRED: "Needs a basis",
    Need.NOT_REQUIRED: "Needs none",
}
_MOST_NAMED: Final = 20
_MOST_CHANGES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForm:
    """How one rule is shown and changed; `names` are its subjects, `read` what is in force.

    Its `values` are what a subject is where it counts, and where not; `heading` says the first.
    `ceiling` says that the settings hold for some, `beyond` that one cannot be changed for that.
    """

    label: str
    heading: str
    names: Mapping[str, str]
    read: Callable[[Rules], Mapping[str, Rule[bool]]]
    values: tuple[str, str] = _OPENINGS
    ceiling: str = _CEILING
    beyond: str = _BEYOND

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say what counts, and what an admin changed, the newest first."""
        now = self._read_known(rules)
        counting = sorted(self.names[each] for each, rule in now.items() if rule.value)
        lines: list[RichLine] = [[Text(self.heading, bold=True), " ", _join_some(counting), "."]]
        if any(rule.who_can_change == OPERATOR for rule in now.values()):
            lines.append([self.ceiling])
        changed = [(rule.since, each, rule) for each, rule in now.items() if rule.since]
        changed.sort(reverse=True, key=lambda change: change[0])
        for since, each, rule in changed[:_MOST_CHANGES]:
            value = _LABELS[self.values[0 if rule.value else 1]].lower()
            who = format_setting(rule.set_by, since)
            lines.append([f"• {self.names[each]}: {value}, set by {who}"])
        return lines

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: which are meant, and what they are from now on."""
        now = self._read_known(rules)
        counting = {each for each in self.names if each in now and now[each].value}
        groups = [
            (f"{_LABELS[self.values[0]]} now", counting),
            (f"{_LABELS[self.values[1]]} now", self.names.keys() - counting),
        ]
        subjects = StaticMultiSelectElement(
            action_id=_SUBJECTS,
            option_groups=[
                OptionGroup(label=label, options=[*map(self._build_option, part)])
                for label, keys in groups
                for part in split_options(sorted(keys, key=self.names.__getitem__))
            ],
            initial_options=[self._build_option(chosen)] if chosen in self.names else None,
        )
        values = [Option(value=each, text=_LABELS[each]) for each in self.values]
        values.append(Option(value=_DEFAULT, text="Back to the default"))
        choice = RadioButtonsElement(action_id=_VALUE, options=values, initial_option=values[0])
        return [
            InputBlock(block_id=_SUBJECTS, label=self.label, element=subjects),
            InputBlock(block_id=_VALUE, label="From now on", element=choice),
        ]

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the value of each subject that was chosen; raises InputError."""
        options = find_element(view, _SUBJECTS).get("selected_options") or []
        choice = str(find_selected(view, _VALUE).get("value"))
        subjects = [each["value"] for each in options if each.get("value") in self.names]
        if not subjects or choice not in {*self.values, _DEFAULT}:
            raise InputError(_NOTHING_CHOSEN, field=_SUBJECTS)
        now = self._read_known(rules)
        for each in subjects:
            is_beyond = each in now and now[each].who_can_change == OPERATOR
            if is_beyond and choice == self.values[0 if not now[each].value else 1]:
                raise InputError(self.beyond.format(name=self.names[each]), field=_SUBJECTS)
        return dict.fromkeys(subjects, None if choice == _DEFAULT else choice)

    def _read_known(self, rules: Rules) -> Mapping[str, Rule[bool]]:
        """Return what is in force of the subjects that have a name."""
        return {each: rule for each, rule in self.read(rules).items() if each in self.names}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say what became of which subjects."""
        changed = _join_some(sorted(self.names[each] for each in values))
        return [_DONE[next(iter(values.values()))], Text(changed, bold=True)]

    def _build_option(self, key: str) -> Option:
        return Option(value=key, text=clean(self.names[key], 70))


def _join_some(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return join_words(names) or "none"
