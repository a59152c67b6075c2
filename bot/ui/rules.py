"""What a team allows: shown to everybody, changed in modals by admins, told where it changed."""

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
from slack_sdk.models.views import View

from bot.domain.countries import name_countries
from bot.domain.number_kinds import OPENABLE
from bot.errors import InputError
from bot.policies.rules import OPERATOR, Opening, Rule, RuleName, Rules
from bot.ui.buttons import build_buttons
from bot.ui.rich_text import Inline, Mention, Message, RichLine, Text, build_message, clean
from bot.ui.verdicts import format_since, join_words, name_number_kind

CHANGE_RULE: Final = "change_rule"
CHANGE_RULE_FORM: Final = "change_rule_form"
RULES_TITLE: Final = "🛡 What may be called"
NEVER_CALLED: Final = (
    "Premium, pager, voicemail and satellite numbers are never called; nobody can change that."
)
WISHES: Final = " asks that this be opened for calls: "
_ADMINS_CHANGE: Final = "Admins of this workspace can change this."
_CEILING: Final = "ALLOWED_COUNTRIES is set, so only who runs the bot can open others."
_BEYOND: Final = "{name} is not in ALLOWED_COUNTRIES, so only who runs the bot can open it."
_NOTHING_CHOSEN: Final = "Choose at least one."
_SUBJECTS: Final = "rule_subjects"
_VALUE: Final = "rule_value"
# as the settings have it
_DEFAULT: Final = "default"
_DONE: Final[Mapping[str | None, str]] = {
    Opening.OPEN: " opened for calls: ",
    Opening.CLOSED: " closed for calls: ",
    None: " set back to the default: ",
}
_MOST_NAMED: Final = 20
_MOST_CHANGES: Final = 10
# Slack's limit for a group of options
_GROUP: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForm:
    """How one rule is shown and changed; `names` are its subjects, `read` what is in force."""

    label: str
    names: Mapping[str, str]
    read: Callable[[Rules], Mapping[str, Rule[bool]]]

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say what is open, and what an admin changed, the newest first."""
        now = self.read(rules)
        is_open = [self.names[each] for each, rule in now.items() if rule.value]
        lines: list[RichLine] = [
            [Text(f"{self.label} open: ", bold=True), _join_some(sorted(is_open)), "."]
        ]
        if any(rule.who_can_change == OPERATOR for rule in now.values()):
            lines.append([_CEILING])
        changed = [(rule.since, each, rule) for each, rule in now.items() if rule.since]
        changed.sort(reverse=True, key=lambda change: change[0])
        for since, each, rule in changed[:_MOST_CHANGES]:
            opening = Opening.OPEN if rule.value else Opening.CLOSED
            set_by = clean(rule.set_by or "", 60)
            who = f"@{set_by} on {format_since(since)}"
            lines.append([f"• {self.names[each]}: {opening}, set by {who}"])
        return lines

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: which are meant, and what they are from now on."""
        openness = {each: rule.value for each, rule in self.read(rules).items()}
        groups = [
            (label, [each for each, is_open in openness.items() if is_open is wanted])
            for label, wanted in (("Open now", True), ("Closed now", False))
        ]
        subjects = StaticMultiSelectElement(
            action_id=_SUBJECTS,
            option_groups=[
                OptionGroup(label=label, options=[*map(self._build_option, part)])
                for label, keys in groups
                for part in _split(sorted(keys, key=self.names.__getitem__))
            ],
            initial_options=[self._build_option(chosen)] if chosen in self.names else None,
        )
        values = [
            Option(value=Opening.OPEN, text="Open"),
            Option(value=Opening.CLOSED, text="Closed"),
            Option(value=_DEFAULT, text="As the settings have it"),
        ]
        choice = RadioButtonsElement(action_id=_VALUE, options=values, initial_option=values[0])
        return [
            InputBlock(block_id=_SUBJECTS, label=self.label, element=subjects),
            InputBlock(block_id=_VALUE, label="From now on", element=choice),
        ]

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the value of each subject that was chosen; raises InputError."""
        values = (view.get("state") or {}).get("values") or {}
        options = _find(values, _SUBJECTS, "selected_options") or []
        choice = str((_find(values, _VALUE, "selected_option") or {}).get("value"))
        subjects = [each["value"] for each in options if each.get("value") in self.names]
        if not subjects or choice not in {*Opening, _DEFAULT}:
            raise InputError(_NOTHING_CHOSEN, field=_SUBJECTS)
        value = None if choice == _DEFAULT else Opening(choice)
        now = self.read(rules)
        for each in subjects:
            if value is Opening.OPEN and now[each].who_can_change == OPERATOR:
                raise InputError(_BEYOND.format(name=self.names[each]), field=_SUBJECTS)
        return dict.fromkeys(subjects, value)

    def _build_option(self, key: str) -> Option:
        return Option(value=key, text=clean(self.names[key], 70))


RULE_FORMS: Final[Mapping[str, RuleForm]] = {
    RuleName.COUNTRY: RuleForm(
        label="Countries", names=name_countries(), read=lambda rules: rules.countries
    ),
    RuleName.NUMBER_KIND: RuleForm(
        label="Special numbers",
        names={each: name_number_kind(each) for each in OPENABLE},
        read=lambda rules: rules.number_kinds,
    ),
}


def build_rules(rules: Rules, *, admins: frozenset[str], may_change: bool) -> Message:
    """Show what is in force; whoever may change it gets a button for each rule."""
    lines = list_rules(rules, admins)
    return build_message(lines, *(build_change_buttons() if may_change else []))


def list_rules(rules: Rules, admins: frozenset[str]) -> list[RichLine]:
    """List what is in force, who set it, and who can change it."""
    lines: list[RichLine] = [[Text(RULES_TITLE, bold=True)]]
    for form in RULE_FORMS.values():
        lines += form.describe(rules)
    return [*lines, [NEVER_CALLED], _build_who(admins)]


def build_change_buttons(rule: str = "", subject: str = "") -> list[Block]:
    """Build the buttons that open the modals of all rules, or of one of them."""
    return build_buttons(
        "rules",
        [
            (f"Change {form.label.lower()}", f"{CHANGE_RULE}.{name}", f"{name} {subject}")
            for name, form in RULE_FORMS.items()
            if rule in {"", name}
        ],
    )


def build_rule_form(name: str, rules: Rules, *, subject: str, channel_id: str) -> View:
    """Build the modal in which an admin changes a rule."""
    form = RULE_FORMS[name]
    return View(
        type="modal",
        callback_id=CHANGE_RULE_FORM,
        private_metadata=f"{name} {channel_id}",
        title=form.label,
        submit="Change",
        close="Cancel",
        blocks=form.build_inputs(rules, subject),
    )


def build_rule_change(user_id: str, name: str, values: Mapping[str, str | None]) -> Message:
    """Say who changed a rule, and how."""
    names = RULE_FORMS[name].names
    done = _DONE[next(iter(values.values()))]
    changed = Text(_join_some(sorted(names[each] for each in values)), bold=True)
    return build_message([["🛡 ", Mention(user_id=user_id), done, changed, "."]])


def build_wish(user_id: str, policy: str, value: str) -> Message:
    """Tell an admin what somebody would like to be allowed."""
    wish = Text(RULE_FORMS[policy].names[value], bold=True)
    line: RichLine = ["🙋 ", Mention(user_id=user_id), WISHES, wish, "."]
    return build_message([line], *build_change_buttons(policy, value))


def _build_who(admins: frozenset[str]) -> RichLine:
    if not admins:
        return [_ADMINS_CHANGE]
    mentions: list[Inline] = ["These admins can change this:"]
    for each in sorted(admins):
        mentions += [" ", Mention(user_id=each)]
    return mentions


def _find(values: Mapping[str, Any], block_id: str, key: str) -> Any:
    return (next(iter((values.get(block_id) or {}).values()), None) or {}).get(key)


def _split(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + _GROUP] for start in range(0, len(keys), _GROUP)]


def _join_some(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return join_words(names) or "none"
