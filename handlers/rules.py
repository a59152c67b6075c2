"""The rules of the team: changed by admins, and asked for by whom they refused."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.phone_numbers import E164
from bot.domain.requesters import Requester
from bot.domain.workspaces import is_direct
from bot.errors import CallBotError, InputError
from bot.messaging.replies import Reply
from bot.policies.permissions import GUEST, OUTSIDER
from bot.policies.rules import ADMINS, RuleName
from bot.policies.verdicts import Deny, PolicyName
from bot.ui.basis_form import CHOOSE_CALLS, BasisForm
from bot.ui.notices import build_error, build_note, format_error
from bot.ui.pauses import NOT_PAUSED, RESUME, build_resumed, build_wish_to_resume
from bot.ui.rich_text import Message
from bot.ui.rule_forms import NO_AGENTS, NO_FORM, RULE_LABELS, AnyRuleForm
from bot.ui.rules import (
    CHANGE_RULE,
    CHANGE_RULE_FORM,
    build_rule_change,
    build_rule_form,
    build_wish,
    build_wish_to_be_allowed,
)
from bot.ui.suppressions import build_wish_to_call
from bot.ui.verdicts import ASK_ADMIN, build_asked
from handlers.announcing import announce
from handlers.context import Services
from handlers.inbox import Received, key_by_content
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.open_views import update_view
from handlers.replies import reply_directly, reply_to_person

_KIND: Final = "rule"
_RULES_OF_STANDING: Final[Mapping[str, RuleName]] = {
    GUEST: RuleName.GUESTS,
    OUTSIDER: RuleName.SHARED_CHANNELS,
}
_CHANGES: Final = tuple(f"{CHANGE_RULE}.{name}" for name in RULE_LABELS)


def register(listeners: Listeners) -> None:
    """Register the buttons and the modal."""
    inbox = listeners.inbox

    async def submit(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        try:
            await _read(listeners.services, requester, view)
        except InputError as exc:
            await ack(response_action="errors", errors={exc.field: str(exc)})
            return
        except CallBotError as exc:
            field = view["blocks"][0]["block_id"]
            await ack(response_action="errors", errors={field: format_error(exc)})
            return
        address = reply_directly(requester.user_id)
        await inbox.accept(_KIND, key_by_content(view), body, address, ack)

    inbox.register(_KIND, _change, explain=build_error)
    listeners.app.view(CHANGE_RULE_FORM)(submit)
    listeners.action(CHOOSE_CALLS, _show_basis, reply_to=reply_to_person)
    listeners.action(ASK_ADMIN, _ask_admin)
    listeners.action(RESUME, _resume)
    for action_id in _CHANGES:
        listeners.action(action_id, _open_form)


async def _open_form(services: Services, interaction: Interaction, reply: Reply) -> None:
    name, _, subject = interaction.value.partition(" ")
    sheet = await services.rules.read_to_change(interaction.requester)
    if name not in sheet.forms:
        await reply(build_note(NO_FORM.get(name, NO_AGENTS)))
        return
    form = build_rule_form(sheet, name, subject=subject, channel_id=interaction.channel_id)
    await services.slack.open_view(interaction.trigger_id, form)


async def _show_basis(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Show what the calls that are chosen now have; nothing where that is not clear yet."""
    view = interaction.view
    name, _, channel_id = view["private_metadata"].partition(" ")
    sheet = await services.rules.read_to_change(interaction.requester)
    form = sheet.forms.get(name)
    if not isinstance(form, BasisForm):
        await reply(build_note(NO_FORM.get(name, NO_AGENTS)))
        return
    with suppress(InputError):
        chosen = form.find_chosen(view)
        redrawn = build_rule_form(sheet, name, subject=chosen, channel_id=channel_id)
        if [each["block_id"] for each in view["blocks"]] != [
            each.block_id for each in redrawn.blocks
        ]:
            await update_view(services.slack, view["id"], redrawn, view_hash=view.get("hash"))


async def _read(
    services: Services, requester: Requester, view: Mapping[str, Any]
) -> tuple[str, AnyRuleForm, dict[str, str | None]]:
    """Return which rule was changed and how; raises CallBotError."""
    name = view["private_metadata"].partition(" ")[0]
    sheet = await services.rules.read_to_change(requester)
    form = sheet.forms.get(name)
    if form is None:
        raise InputError(NO_FORM.get(name, NO_AGENTS), field=view["blocks"][0]["block_id"])
    return name, form, form.read_form(view, sheet.rules)


async def _change(services: Services, received: Received) -> None:
    view, requester = received.body["view"], received.requester
    name, form, values = await _read(services, requester, view)
    await services.rules.change(requester, name, values)
    if name == RuleName.ADMIN_CHANNEL and values[""]:
        await services.membership.join(values[""])
    channel_id = view["private_metadata"].partition(" ")[2]
    message = build_rule_change(requester.user_id, form, values)
    await announce(services, channel_id, message, received.reply)


async def _resume(services: Services, interaction: Interaction, reply: Reply) -> None:
    is_resumed = await services.rules.resume(interaction.requester)
    await reply(build_resumed(interaction.user_id) if is_resumed else build_note(NOT_PAUSED))


async def _ask_admin(services: Services, interaction: Interaction, reply: Reply) -> None:
    """Pass on to admins what a policy refused; a value that no rule has is a forged one."""
    wish = await _build_wish(services, interaction)
    if wish is None:
        return
    told = await services.admin_notices.pass_on(interaction.requester, interaction.value, wish)
    await reply(build_asked(told))


async def _build_wish(services: Services, interaction: Interaction) -> Message | None:
    policy, _, value = interaction.value.partition(" ")
    requester, channel_id = interaction.requester, interaction.channel_id
    verdict = await services.access.judge_caller(requester, channel_id)
    if isinstance(verdict, Deny):
        # who may not call asks for that alone
        is_meant = (verdict.policy, verdict.value) == (policy, value)
        if not is_meant or verdict.who_can_change != ADMINS:
            return None
        rule = _RULES_OF_STANDING.get(value, policy)
        is_about_person = rule in {RuleName.GUESTS, RuleName.CALLERS}
        place = "" if is_direct(channel_id) else channel_id
        subject = requester.user_id if is_about_person else place
        return build_wish_to_be_allowed(requester.user_id, rule, subject, channel_id)
    if policy == PolicyName.DO_NOT_CALL:
        number = E164(value)
        is_listed = await services.do_not_call.find(interaction.requester, number)
        return build_wish_to_call(interaction.user_id, number) if is_listed else None
    sheet = await services.rules.read(interaction.requester.workspace_id)
    if policy == PolicyName.PAUSE:
        return build_wish_to_resume(interaction.user_id) if sheet.rules.pause else None
    form = sheet.forms.get(policy)
    if form is None or value not in form.names:
        return None
    return build_wish(interaction.user_id, policy, value, form.names[value])
