"""What a team allows: shown to everybody, changed in modals by admins, told where it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.workspaces import is_direct
from bot.policies.rules import Rules
from bot.ui.buttons import build_buttons
from bot.ui.pauses import list_pause
from bot.ui.rich_text import (
    ChannelMention,
    Inline,
    Mention,
    Message,
    RichLine,
    Text,
    build_message,
)
from bot.ui.rule_forms import RULE_LABELS, AnyRuleForm, RuleForms

CHANGE_RULE: Final = "change_rule"
CHANGE_RULE_FORM: Final = "change_rule_form"
RULES_TITLE: Final = "🔒 What may be called"
NEVER_CALLED: Final = (
    "Premium, pager, voicemail and satellite numbers are never called, whatever is open here."
)
WISHES_TO_CALL: Final = " asks to be allowed to request calls"
WISHES: Final = " asks that this be allowed: "
_ADMINS_CHANGE: Final = "Admins of this workspace can change this."
# the id of a row names all of its buttons, and Slack takes 255 characters
_BUTTONS_A_ROW: Final = 5


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
    lines: list[RichLine] = [[Text(RULES_TITLE, bold=True)], *list_pause(sheet.rules.pause)]
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


def _build_who(admins: frozenset[str]) -> RichLine:
    if not admins:
        return [_ADMINS_CHANGE]
    mentions: list[Inline] = ["These admins can change this:"]
    for each in sorted(admins):
        mentions += [" ", Mention(user_id=each)]
    return mentions
