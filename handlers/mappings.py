"""What results mean: the button beside an agent, the form, and the values it offers."""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.meanings import ResultMapping
from bot.domain.requesters import Requester
from bot.errors import CallBotError, DeniedError
from bot.messaging.replies import Reply
from bot.store.records import AgentMapping, AuditEntry, ListKey
from bot.ui.mapping_form import (
    CHOOSE_VALUES,
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
from handlers.replies import reply_directly

# of the three that Slack gives to open a form
_LOOK_UP_SECONDS: Final = 1.5
_HEADLINE: Final = "headline"


def register(listeners: Listeners) -> None:
    """Register the button and the form; whoever uses either has to be an admin."""
    services = listeners.services

    async def offer_values(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], requester: Requester
    ) -> None:
        view = body.get("view") or {}
        try:
            await services.access.require_admin(requester)
            seen = await _find_seen(services, requester, str(view.get("private_metadata")))
        except CallBotError:
            seen = {}
        field = find_asked_field(view, str(payload.get("block_id")), [*seen])
        values = seen.get(field or "", ())
        await ack(options=build_value_options(str(payload.get("value") or ""), values))

    async def save(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
    ) -> None:
        agent_id = view["private_metadata"]
        try:
            await services.access.require_admin(requester)
            fields = await _find_fields(services, requester, agent_id)
            mapping, mistakes = parse_mapping(view, [each.name for each in fields])
            if not mistakes:
                await _save(services, requester, agent_id, mapping)
        except CallBotError as exc:
            mistakes = {_HEADLINE: format_error(exc)}
        if mistakes:
            await ack(response_action="errors", errors=mistakes)
            return
        await ack()
        reply = listeners.build_reply(reply_directly(requester.user_id))
        services.background.start(None, reply(build_note(SAVED)), reply=reply)

    listeners.action(MAP_RESULTS, _open)
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
    name = services.agents.name_of(agent_id) or agent_id
    form = build_mapping_form(agent_id, name, fields, mapping)
    await services.slack.open_view(interaction.trigger_id, form)


async def _save(
    services: Services, requester: Requester, agent_id: str, mapping: ResultMapping
) -> None:
    now = services.clock.now()
    said = {each: [rule.field, *rule.values] for each, rule in mapping.rules.items()}
    entry = AuditEntry(
        at=now,
        workspace_id=requester.workspace_id,
        user_id=requester.user_id,
        action="map_results",
        value=json.dumps({"agent": agent_id, **said, _HEADLINE: mapping.headline}),
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
