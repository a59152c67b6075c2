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

from bot.domain.approvals import ApprovalSubject
from bot.domain.countries import name_countries
from bot.domain.number_kinds import OPENABLE
from bot.domain.rules import AGENT_PREFIX, COUNTRY_PREFIX
from bot.domain.workspaces import is_direct
from bot.errors import InputError
from bot.policies.rules import (
    EVERY_CALL,
    OPERATOR,
    Approval,
    Need,
    Opening,
    Purpose,
    Rule,
    RuleName,
    Rules,
    name_agent,
)
from bot.ui.admin_channel_form import AdminChannelForm
from bot.ui.basis_form import BasisForm
from bot.ui.buttons import build_buttons
from bot.ui.caller_form import CallerForm
from bot.ui.cap_form import CapForm, build_cap_form
from bot.ui.form_submission import find_element, find_selected
from bot.ui.form_timing import split_options
from bot.ui.labels import join_words
from bot.ui.quiet_hours_form import QuietHoursForm
from bot.ui.rich_text import (
    ChannelMention,
    Inline,
    Mention,
    Message,
    RichLine,
    Text,
    build_message,
    clean,
)
from bot.ui.verdicts import format_setting, name_approval, name_number_kind

CHANGE_RULE: Final = "change_rule"
CHANGE_RULE_FORM: Final = "change_rule_form"
RULES_TITLE: Final = "🔒 What may be called"
NO_AGENTS: Final = "No agent is known yet. Try again in a minute."
CONSENT_OFF: Final = "CONSENT is off: no call has a basis. Only who runs the bot can change that."
NO_APPROVERS: Final = "APPROVERS is off, so that nobody is asked; who runs the bot can change that."
NEVER_CALLED: Final = (
    "Whatever is open here, premium, pager, voicemail and satellite numbers are never called."
)
WISHES_TO_CALL: Final = " asks to be allowed to request calls"
WISHES: Final = " asks that this be allowed: "
_ADMINS_CHANGE: Final = "Admins of this workspace can change this."
_CEILING: Final = "ALLOWED_COUNTRIES is set, so only who runs the bot can open others."
_BEYOND: Final = "{name} is not in ALLOWED_COUNTRIES, so only who runs the bot can open it."
_CONSENT_CEILING: Final = "CONSENT is required, so only who runs the bot can do without a basis."
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
    Approval.NEEDED: " said that somebody else has to allow: ",
    Approval.NOT_NEEDED: " said that nobody else has to allow: ",
    None: " set back to the default: ",
}
_OPENINGS: Final = (Opening.OPEN, Opening.CLOSED)
_APPROVALS: Final = (Approval.NEEDED, Approval.NOT_NEEDED)
_NEEDS: Final = (Need.REQUIRED, Need.NOT_REQUIRED)
_PURPOSES: Final = (Purpose.MARKETING, Purpose.OTHER)
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
# the id of a row names all of its buttons, and Slack takes 255 characters
_BUTTONS_A_ROW: Final = 5
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
        values.append(Option(value=_DEFAULT, text="As it is by default"))
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


RULE_LABELS: Final[Mapping[str, str]] = {
    RuleName.COUNTRY: "Countries",
    RuleName.NUMBER_KIND: "Special numbers",
    RuleName.PURPOSE: "Purposes of agents",
    RuleName.APPROVAL: "Approvals",
    RuleName.CALLERS: "Callers",
    RuleName.CALL_CHANNELS: "Channels",
    RuleName.GUESTS: "Guests",
    RuleName.SHARED_CHANNELS: "Shared channels",
    RuleName.CAP: "Caps",
    RuleName.QUIET_HOURS: "Quiet hours",
    RuleName.CONSENT: "Consent",
    RuleName.BASIS: "Bases of calls",
    RuleName.ADMIN_CHANNEL: "Notices to admins",
}
_CALLER_RULES: Final = (
    RuleName.CALLERS,
    RuleName.CALL_CHANNELS,
    RuleName.GUESTS,
    RuleName.SHARED_CHANNELS,
)
AnyRuleForm = RuleForm | CapForm | QuietHoursForm | BasisForm | AdminChannelForm | CallerForm
RuleForms = Mapping[str, AnyRuleForm]
# why a rule has no form now
NO_FORM: Final[Mapping[str, str]] = {
    RuleName.PURPOSE: NO_AGENTS,
    RuleName.APPROVAL: NO_APPROVERS,
    RuleName.CONSENT: CONSENT_OFF,
    RuleName.BASIS: CONSENT_OFF,
}


def build_rule_forms(
    agents: Mapping[str, str], rules: Rules, groups: Mapping[str, str]
) -> RuleForms:
    """Build the forms of all rules; `agents` and user `groups` are names by id.

    Without any agents those have no form.
    """
    forms: dict[str, AnyRuleForm] = {
        RuleName.CAP: build_cap_form(RULE_LABELS[RuleName.CAP], rules),
        RuleName.COUNTRY: RuleForm(
            label=RULE_LABELS[RuleName.COUNTRY],
            heading="Countries open:",
            names=name_countries(),
            read=lambda rules: rules.countries,
        ),
        RuleName.NUMBER_KIND: RuleForm(
            label=RULE_LABELS[RuleName.NUMBER_KIND],
            heading="Special numbers open:",
            names={each: name_number_kind(each) for each in OPENABLE},
            read=lambda rules: rules.number_kinds,
        ),
        RuleName.PURPOSE: RuleForm(
            label=RULE_LABELS[RuleName.PURPOSE],
            heading="Agents that call for marketing:",
            names=agents,
            read=lambda rules: rules.marketing,
            values=_PURPOSES,
        ),
        RuleName.QUIET_HOURS: QuietHoursForm(label=RULE_LABELS[RuleName.QUIET_HOURS]),
    }
    if rules.has_consents:
        of_agents = {name_agent(agent_id): name for agent_id, name in agents.items()}
        forms[RuleName.CONSENT] = RuleForm(
            label=RULE_LABELS[RuleName.CONSENT],
            heading="Calls that need a basis:",
            names=_name_calls(rules, of_agents),
            read=lambda rules: rules.consent_needs,
            values=_NEEDS,
            ceiling=_CONSENT_CEILING,
            beyond=_CONSENT_CEILING,
        )
        forms[RuleName.BASIS] = BasisForm(label=RULE_LABELS[RuleName.BASIS], agents=of_agents)
    if rules.has_approvers:
        forms[RuleName.APPROVAL] = RuleForm(
            label=RULE_LABELS[RuleName.APPROVAL],
            heading="Somebody else has to allow:",
            names=_name_approvals(agents),
            read=lambda rules: rules.approvals,
            values=_APPROVALS,
        )
    for rule in _CALLER_RULES:
        of_groups = groups if rule == RuleName.CALLERS else {}
        forms[rule] = CallerForm(rule=rule, label=RULE_LABELS[rule], groups=of_groups)
    forms[RuleName.ADMIN_CHANNEL] = AdminChannelForm(label=RULE_LABELS[RuleName.ADMIN_CHANNEL])
    return {name: form for name, form in forms.items() if form.names}


def _name_calls(rules: Rules, agents: Mapping[str, str]) -> Mapping[str, str]:
    """Name what a need may be about; where the settings say every call, that is all."""
    every_call = rules.consent_needs.get(EVERY_CALL)
    is_ceiling = every_call is not None and every_call.who_can_change == OPERATOR
    some = {} if is_ceiling else {**name_countries(), **agents}
    return {EVERY_CALL: "every call", **some}


def _name_approvals(agents: Mapping[str, str]) -> Mapping[str, str]:
    countries = [f"{COUNTRY_PREFIX}{country}" for country in name_countries()]
    return {
        **{each: name_approval(each) for each in (*ApprovalSubject, *countries)},
        **{f"{AGENT_PREFIX}{key}": f"calls by the agent {name}" for key, name in agents.items()},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSheet:
    """The rules in force with their forms; `admins` may change them, those of Slack if none."""

    rules: Rules
    forms: RuleForms
    admins: frozenset[str]


def build_rules(sheet: RuleSheet, *, may_change: bool) -> Message:
    """Show what is in force; whoever may change it gets a button for each rule."""
    buttons = build_change_buttons() if may_change else []
    return build_message(list_rules(sheet), *buttons)


def list_rules(sheet: RuleSheet) -> list[RichLine]:
    """List what is in force, who set it, and who can change it."""
    lines: list[RichLine] = [[Text(RULES_TITLE, bold=True)], *_build_pause(sheet.rules.pause)]
    for form in sheet.forms.values():
        lines += form.describe(sheet.rules)
    return [*lines, _build_who(sheet.admins), [NEVER_CALLED]]


def build_change_buttons(rule: str = "", subject: str = "") -> list[Block]:
    """Build the buttons that open the modals of all rules, or of one of them."""
    buttons = [
        (f"Change {label.lower()}", f"{CHANGE_RULE}.{name}", f"{name} {subject}")
        for name, label in RULE_LABELS.items()
        if rule in {"", name}
    ]
    starts = range(0, len(buttons), _BUTTONS_A_ROW)
    rows = [build_buttons("rules", buttons[start : start + _BUTTONS_A_ROW]) for start in starts]
    return [block for row in rows for block in row]


def build_rule_form(sheet: RuleSheet, name: str, *, subject: str, channel_id: str) -> View:
    """Build the modal in which an admin changes a rule."""
    form = sheet.forms[name]
    return View(
        type="modal",
        callback_id=CHANGE_RULE_FORM,
        private_metadata=f"{name} {channel_id}",
        title=form.label,
        submit="Change",
        close="Cancel",
        blocks=form.build_inputs(sheet.rules, subject),
    )


def build_rule_change(user_id: str, form: AnyRuleForm, values: Mapping[str, str | None]) -> Message:
    """Say who changed a rule, and how."""
    changed = form.describe_change(values)
    return build_message([["🔒 ", Mention(user_id=user_id), *changed, "."]])


def build_wish_to_be_allowed(user_id: str, rule: str, subject: str, channel_id: str) -> Message:
    """Tell an admin that somebody would like to call in a channel, and which rule is against it."""
    line: RichLine = ["👋 ", Mention(user_id=user_id), WISHES_TO_CALL]
    if channel_id and not is_direct(channel_id):
        line = [*line, " in ", ChannelMention(channel_id=channel_id)]
    return build_message([[*line, "."]], *build_change_buttons(rule, subject))


def build_wish(user_id: str, policy: str, value: str, name: str) -> Message:
    """Tell an admin what somebody would like to be allowed, by its name."""
    line: RichLine = ["👋 ", Mention(user_id=user_id), WISHES, Text(name, bold=True), "."]
    return build_message([line], *build_change_buttons(policy, value))


def _build_pause(pause: Rule[str] | None) -> list[RichLine]:
    if pause is None or pause.since is None:
        return []
    why = f": {clean(pause.value, 200)}" if pause.value else ""
    who = format_setting(pause.set_by, pause.since)
    return [[f"⏸ All calls are paused by {who}{why}."]]


def _build_who(admins: frozenset[str]) -> RichLine:
    if not admins:
        return [_ADMINS_CHANGE]
    mentions: list[Inline] = ["These admins can change this:"]
    for each in sorted(admins):
        mentions += [" ", Mention(user_id=each)]
    return mentions


def _join_some(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return join_words(names) or "none"
