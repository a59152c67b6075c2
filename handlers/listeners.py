"""Listeners: acknowledge, run in the background, reply, explain; written once for every feature."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.requesters import ReplyAddress, Requester
from bot.messaging.replies import Reply
from bot.ui.notices import build_error, build_refusal
from handlers.background import Explain
from handlers.context import Services
from handlers.inbox import InboxReceiver, Take
from handlers.interaction import Interaction, read_interaction
from handlers.replies import ReplyTo, reply_alone

Work = Callable[[Services, Interaction, Reply], Coroutine[Any, Any, None]]
KeyOf = Callable[[Interaction], str]
Listen = Callable[..., Coroutine[Any, Any, None]]


def key_by_trigger(interaction: Interaction) -> str:
    """Name a click by its trigger: the same click may arrive twice."""
    return interaction.trigger_id


def key_by_action(interaction: Interaction) -> str:
    """Name a click as the inbox has it, where nothing but the trigger tells it from others."""
    return f"action:{interaction.trigger_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Registers what a feature does, and supplies how every interaction is taken."""

    app: AsyncApp
    services: Services
    inbox: InboxReceiver
    _clicks: dict[str, Listen] = field(default_factory=dict, init=False)

    def action(
        self,
        action_id: str,
        work: Work,
        *,
        reply_to: ReplyTo = reply_alone,
        explain: Explain = build_error,
        key_of: KeyOf = key_by_trigger,
    ) -> None:
        """Do `work` for each click on an element, once for each key."""
        self._clicks[action_id] = self._build(work, reply_to, explain, key_of)

    def take_clicks(self) -> None:
        """Register all that `action` was told, as one: Bolt asks listener by listener."""

        async def listen(
            ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], requester: Requester
        ) -> None:
            await self._clicks[payload["action_id"]](ack, body, payload, requester)

        names = "|".join(map(re.escape, self._clicks))
        self.app.action(re.compile(rf"\A(?:{names})\Z"))(listen)

    def receive(
        self,
        kind: str,
        take: Take,
        *,
        reply_to: ReplyTo = reply_alone,
        explain: Explain = build_refusal,
        key_of: KeyOf = key_by_action,
    ) -> Listen:
        """Build what takes clicks that may lead to a call: by the inbox, once for each key."""

        async def listen(
            ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], requester: Requester
        ) -> None:
            interaction = read_interaction(body, payload, requester)
            address = reply_to(interaction)
            await self.inbox.accept(kind, key_of(interaction), body, address, ack)

        self.inbox.register(kind, take, explain=explain)
        return listen

    def shortcut(
        self,
        callback_id: str,
        work: Work,
        *,
        reply_to: ReplyTo = reply_alone,
        explain: Explain = build_error,
    ) -> None:
        """Do `work` for each use of a shortcut."""
        listen = self._build(work, reply_to, explain, key_by_trigger)
        self.app.shortcut(callback_id)(listen)

    def build_reply(self, address: ReplyAddress) -> Reply:
        """Build the reply to a request."""
        return Reply(self.services.slack, address)

    def _build(self, work: Work, reply_to: ReplyTo, explain: Explain, key_of: KeyOf) -> Listen:
        async def listen(
            ack: AsyncAck,
            body: dict[str, Any],
            payload: dict[str, Any],
            requester: Requester,
        ) -> None:
            await ack()
            interaction = read_interaction(body, payload, requester)
            reply = self.build_reply(reply_to(interaction))
            self.services.background.start(
                key_of(interaction),
                work(self.services, interaction, reply),
                reply=reply,
                explain=explain,
            )

        return listen
