"""What the bot says of rules, of the do-not-call list and of pauses, with invented values."""

from collections.abc import Iterator, Mapping
from typing import Final

from slack_sdk.models.views import View

from bot.domain.alarms import AlarmKind, RaisedAlarm
from bot.domain.dial_counts import CapName
from bot.domain.do_not_call_lists import BadPart, ListEntry, ListTerms, NumberList
from bot.domain.number_kinds import OPENABLE
from bot.domain.quiet_hours import QuietTime
from bot.domain.statuses import CallStatus
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.errors import DeniedError
from bot.ops.invented_calls import MIA, NOON, TEAM, invent_call
from bot.policies.rules import ADMINS, OPERATOR, Rule, Rules
from bot.ui import notices, pauses, rules, suppressions
from bot.ui.alarms import build_alarm
from bot.ui.approvals import (
    ALLOWED,
    build_approval_notice,
    build_approval_over,
    build_approval_replaced,
)
from bot.ui.basis_form import BasisForm
from bot.ui.caller_form import CallerForm
from bot.ui.preview import build_preview
from bot.ui.rich_text import Message
from bot.ui.rule_forms import build_rule_forms
from bot.ui.verdicts import build_asked, build_near_cap

_ALARMS: Final = {
    AlarmKind.BURST: ("12", "2.4"),
    AlarmKind.COUNTRY: ("U1",),
    AlarmKind.CAP: ("160", "200"),
}
# of forms that name what their rule is about only in part
_SUBJECTS: Final[Mapping[type, str]] = {BasisForm: "C1", CallerForm: "U2"}


def draw_rule_samples() -> Iterator[tuple[str, Message | View]]:
    """Yield each kind of what can be sent, with a name for it."""
    sheet = invent_sheet()
    yield "rules", rules.build_rules(sheet, may_change=True)
    for name, form in sheet.forms.items():
        yield (
            f"change of {form.label}",
            rules.build_rule_form(sheet, name, subject="", channel_id="C1"),
        )
        subject = _SUBJECTS.get(type(form)) or next(iter(form.names))
        yield f"{form.label} changed", rules.build_rule_change("U1", form, {subject: None})
    yield "wish", rules.build_wish("U1", "country", "JM", "Jamaica")
    yield "wish to be allowed", rules.build_wish_to_be_allowed("U1", "guests", "U1", "C1")
    order = invent_call(CallStatus.SCHEDULED).order
    yield "preview", build_preview("d1", order, NOON)
    closed = DeniedError("country", "JM", who_can_change=ADMINS, details=("US",))
    yield "refusal by a rule", notices.build_refusal(closed)
    entry = Suppression(
        workspace_id=TEAM,
        number=MIA,
        scope=SuppressionScope.ALL,
        reason="asked us",
        added_at=NOON,
        added_by="U1",
        added_by_name="alice",
    )
    yield "number not to be called", suppressions.build_checked(MIA, [entry])
    yield "number put on the list", suppressions.build_added(MIA, SuppressionScope.ALL, 1)
    yield "number off the list", suppressions.build_removed(MIA, was_on_list=True)
    yield "length of the list", suppressions.build_count(2)
    terms = ListTerms(day=NOON.date(), expires=NOON.date())
    bad = BadPart(line=2, text="12345", reason="it is too short")
    numbers = NumberList(terms=terms, entries=(ListEntry(number=MIA),), bad=(bad,))
    yield "question of a list", suppressions.build_import_question("d1", numbers)
    yield "list taken", suppressions.build_imported((2, 1))
    yield "cap nearly used", build_near_cap(160, 200)
    for kind, details in _ALARMS.items():
        alarm = RaisedAlarm(
            alarm_id=1,
            workspace_id=TEAM,
            kind=kind,
            subject="FR",
            details=details,
            is_for_people=False,
        )
        told = build_alarm(alarm)
        if told:
            yield f"alarm of {kind}", told
    yield "wish to call", suppressions.build_wish_to_call("U1", MIA)
    held = invent_call(CallStatus.OVERDUE)
    yield "approval asked for", build_approval_notice(held)
    yield "approval given", notices.build_answered(held, ALLOWED)
    yield "paused", pauses.build_paused("U1", "wrong list", live=1)
    paused = Rule(value="wrong list", since=NOON, set_by="bob")
    yield "paused already", pauses.build_paused_already(paused)
    yield "approval over", build_approval_over(held)
    yield "approval asked for anew", build_approval_replaced()
    yield "resumed", pauses.build_resumed("U1")
    yield "wish to resume", pauses.build_wish_to_resume("U1")
    yield "admins asked", build_asked(["U1"])


def invent_sheet() -> rules.RuleSheet:
    """Build a sheet with something in each of its rules."""
    is_open = Rule(value=True, since=NOON, set_by="alice")
    closed = Rule(value=False)
    caps: dict[str, int | None] = dict.fromkeys(CapName, 3)
    in_force = Rules(
        version=2,
        countries={"US": is_open, "JM": closed},
        number_kinds=dict.fromkeys(OPENABLE, closed),
        marketing={"a1": is_open},
        quiet_times=(
            Rule(value=QuietTime.read("21:00-08:00"), who_can_change=OPERATOR),
            Rule(value=QuietTime.read("sat 00:00-00:00"), since=NOON, set_by="alice"),
        ),
        caps={name: Rule(value=cap) for name, cap in caps.items()},
        cap_ceilings=caps,
        consent_needs={"FR": is_open},
        bases={"C1": Rule(value="existing patients", since=NOON, set_by="alice")},
        admin_channel=Rule(value="C1", since=NOON, set_by="alice"),
        callers=(Rule(value=frozenset({"U1", "S1"}), who_can_change=OPERATOR),),
        call_channels=(Rule(value=frozenset({"C1"}), since=NOON, set_by="alice"),),
        has_approvers=True,
        guests={"U2": is_open},
        shared_channels={"C2": is_open},
        pause=Rule(value="wrong list", since=NOON, set_by="alice"),
    )
    return rules.RuleSheet(
        rules=in_force,
        forms=build_rule_forms({"a1": "Booker"}, in_force, {"S1": "Closers"}),
        admins=frozenset({"U1"}),
    )
