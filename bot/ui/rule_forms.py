"""The forms of all rules, by the name of the rule, and why one has none."""

from collections.abc import Mapping
from typing import Final

from bot.domain.approvals import ApprovalSubject
from bot.domain.countries import name_countries
from bot.domain.number_kinds import OPENABLE
from bot.domain.rules import AGENT_PREFIX, COUNTRY_PREFIX
from bot.policies.rules import (
    EVERY_CALL,
    OPERATOR,
    Approval,
    Need,
    Purpose,
    RuleName,
    Rules,
    name_agent,
)
from bot.ui.admin_channel_form import AdminChannelForm
from bot.ui.basis_form import BasisForm
from bot.ui.caller_form import CallerForm
from bot.ui.cap_form import CapForm, build_cap_form
from bot.ui.quiet_hours_form import QuietHoursForm
from bot.ui.rule_form import RuleForm
from bot.ui.subjects import name_approval, name_number_kind

NO_AGENTS: Final = "No agent is known yet. Try again in a minute."
CONSENT_OFF: Final = (
    "CONSENT is off: no call has a basis. Only whoever runs the bot can change that."
)
NO_APPROVERS: Final = (
    "APPROVERS is off: nobody is asked. Only whoever runs the bot can change that."
)
_CONSENT_CEILING: Final = "CONSENT is required; only whoever runs the bot can change that."
_APPROVALS: Final = (Approval.NEEDED, Approval.NOT_NEEDED)
_NEEDS: Final = (Need.REQUIRED, Need.NOT_REQUIRED)
_PURPOSES: Final = (Purpose.MARKETING, Purpose.OTHER)
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
            heading="Somebody else has to approve:",
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
