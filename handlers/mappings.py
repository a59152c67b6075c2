"""What results mean: the button beside an agent, the form, and the values it offers."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.meanings import ResultMapping
from bot.domain.requesters import Requester
from bot.errors import CallBotError, DeniedError
from bot.messaging.replies import Reply
from bot.store.records import AgentMapping, AuditEntry, ListKey
from bot.ui.mapping_form import (
    CHOOSE_FIELD,
    CHOOSE_VALUES,
    HEADLINE,
    MAP_RESULTS,
    MAPPING_FORM,
    NO_FIELDS,
    SAVED,
    build_mapping_form,
    build_value_options,
    find_asked_field,
    parse_mapping,
)
from bot.ui.notices import build_note, format_error
from bot.voicy import AgentVariable
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.open_views import update_view
from handlers.replies import reply_directly

# of the three that Slack gives to open a form
_LOOK_UP_SECONDS: Final = 1.5


def register(listeners: Listeners) -> None:
    """Register the button and the form; whoever uses either has to be an admin."""
    services = listeners.services

    async def offer_values(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], requester: Requester
    ) -> None:
        view = body.get("view") or {}
        try:
            is_admin = await services.access.is_admin(requester)
            agent_id = str(view.get("private_metadata"))
            seen = await _find_seen(services, requester, agent_id) if is_admin else {}
        except CallBotError:
            seen = {}
        field = find_asked_field(str(payload.get("block_id")), seen)
        values = seen.get(field or "", ())
        await ack(options=build_value_options(str(payload.get("value") or ""), values))

    async def save(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        try:
            await services.access.require_admin(requester)
            await _save(services, requester, view)
        except CallBotError as exc:
            await ack(response_action="errors", errors={HEADLINE: format_error(exc)})
            return
        await ack()
        reply = listeners.build_reply(reply_directly(requester.user_id))
        services.background.start(None, reply(build_note(SAVED)), reply=reply)

    async def redraw(ack: AsyncAck, body: dict[str, Any], requester: Requester) -> None:
        await ack()
        reply = listeners.build_reply(reply_directly(requester.user_id))
        services.background.start(None, _redraw(services, requester, body["view"]), reply=reply)

    listeners.action(MAP_RESULTS, _open)
    listeners.app.action(CHOOSE_FIELD)(redraw)
    listeners.app.options(CHOOSE_VALUES)(offer_values)
    listeners.app.view(MAPPING_FORM)(save)


async def _open(services: Services, interaction: Interaction, reply: Reply) -> None:
    requester, agent_id = interaction.requester, interaction.value
    await services.access.require_admin(requester)
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            await services.agents.look_up([agent_id])
    fields = await _find_fields(services, requester, agent_id)
    saved = (await services.store.meanings.of(requester.workspace_id)).get(agent_id)
    mapping = saved.mapping if saved else ResultMapping(rules={})
    if not fields and not mapping.fields:
        await reply(build_note(NO_FIELDS))
        return
    form = build_mapping_form(agent_id, _name(services, agent_id), fields, mapping)
    await services.slack.open_view(interaction.trigger_id, form)


async def _redraw(services: Services, requester: Requester, view: Mapping[str, Any]) -> None:
    """Offer the values of the fields that are chosen now."""
    await services.access.require_admin(requester)
    agent_id = view["private_metadata"]
    fields = await _find_fields(services, requester, agent_id)
    mapping = parse_mapping(view, [each.name for each in fields])
    form = build_mapping_form(agent_id, _name(services, agent_id), fields, mapping)
    await update_view(services.slack, view["id"], form, view_hash=view.get("hash"))


async def _save(services: Services, requester: Requester, view: Mapping[str, Any]) -> None:
    agent_id = view["private_metadata"]
    fields = await _find_fields(services, requester, agent_id)
    mapping = parse_mapping(view, [each.name for each in fields])
    now = services.clock.now()
    said = {each: [rule.field, *rule.values] for each, rule in mapping.rules.items()}
    entry = AuditEntry(
        at=now,
        workspace_id=requester.workspace_id,
        user_id=requester.user_id,
        action="map_results",
        value=json.dumps({"agent": agent_id, **said, HEADLINE: mapping.headline}),
    )
    saved = AgentMapping(
        workspace_id=requester.workspace_id,
        agent_id=agent_id,
        mapping=mapping,
        set_by=requester.user_id,
        set_at=now,
    )
    await services.store.meanings.set(saved, audit=entry)


async def _find_fields(
    services: Services, requester: Requester, agent_id: str
) -> tuple[AgentVariable, ...]:
    """Return the fields that an agent declares, and those that its results had."""
    declared = services.agents.remembered_fields(agent_id)
    seen = await _find_seen(services, requester, agent_id)
    names = {each.name for each in declared}
    return (*declared, *(AgentVariable(name=name) for name in seen if name not in names))


async def _find_seen(
    services: Services, requester: Requester, agent_id: str
) -> dict[str, tuple[str, ...]]:
    """Return what the results of an agent said, of calls that the person sees."""
    lists = (
        ListKey.everyone(requester.workspace_id),
        ListKey.of_person(requester.workspace_id, requester.user_id),
    )
    try:
        sight = await services.access.find_sight(requester)
    except DeniedError:
        return {}
    return {**await services.store.meanings.seen_values(agent_id, lists, sight=sight)}


def _name(services: Services, agent_id: str) -> str:
    return services.agents.name_of(agent_id) or agent_id
