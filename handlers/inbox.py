"""The inbox: requests that may lead to a call, written down before they are acknowledged."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.requesters import ReplyAddress, Requester, decode_address, encode_address
from bot.errors import (
    CallBotError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
    StoreError,
)
from bot.messaging.replies import Reply
from bot.store.durable import write_durably
from bot.store.records import InboxEntry
from bot.ui.notices import (
    ASKED_BEFORE_COPY,
    build_error,
    build_note,
    build_refusal,
    warn_of_repetition,
)
from bot.ui.rich_text import Message
from handlers.background import Explain
from handlers.context import Services, read_requester

# Slack takes an acknowledgement for three
_ANSWER_SECONDS: Final = 1.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it was received, however long ago; `key` is the same for each repetition.

    `received_at` is when the person wrote or clicked where Slack says that.
    """

    key: str
    body: Mapping[str, Any]
    requester: Requester
    reply: Reply
    received_at: datetime


Take = Callable[[Services, Received], Coroutine[Any, Any, None]]
# what is left of a request that came to nothing: its answer
_REFUSED: Final = "refused"


@dataclass(slots=True)
class InboxReceiver:
    """Receives requests once each, also over a restart, and has their entrance take them."""

    services: Services
    _entrances: dict[str, tuple[Take, Explain]] = field(default_factory=dict)

    def register(self, kind: str, take: Take, *, explain: Explain = build_refusal) -> None:
        """Have `take` called with each request of a kind; what it raises is explained."""
        self._entrances[kind] = take, explain

    async def accept(
        self, kind: str, key: str, body: Mapping[str, Any], address: ReplyAddress, ack: AsyncAck
    ) -> None:
        """Write a request down, acknowledge it, and take it unless it is a repetition."""
        entry = await self.receive(kind, key, body, address)
        await ack()
        if entry is not None:
            self.start(entry)

    async def receive(
        self, kind: str, key: str, body: Mapping[str, Any], address: ReplyAddress
    ) -> InboxEntry | None:
        """Write a request down; None where it is a repetition, or cannot be written down.

        Where it cannot, the person gets an answer that says so, and nothing is done. Nothing but
        that answer remembers the request, so that it comes before the acknowledgement; raises
        StoreError where it does not get through in time, and then Slack says or sends it again. As
        it may arrive later, it says that the request may be taken after all.
        """
        entry = InboxEntry(
            request_key=key,
            workspace_id=self.services.workspace.id,
            kind=kind,
            body=json.dumps(body),
            reply=encode_address(address),
            received_at=_find_moment(body, self.services.clock.now()),
        )
        try:
            is_new = await self.services.store.inbox.add(entry)
        except StoreError as exc:
            _, explain = self._entrances[kind]
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    answer = warn_of_repetition(explain(exc))
                    await Reply(self.services.slack, address, tries=1)(answer)
            except (SlackError, TimeoutError):
                raise exc from None
            return None
        return entry if is_new else None

    def start(self, entry: InboxEntry) -> None:
        """Take a request in the background; it stays in the inbox until that is done."""
        reply = Reply(self.services.slack, decode_address(entry.reply))
        taking = self._take(entry, reply)
        # what it comes to stands in its row: of an answer that failed nothing more is known here
        self.services.background.start(None, taking, reply=reply, explain=build_error)

    async def take_up(self) -> None:
        """Take what an earlier process received and did not answer; raises StoreError."""
        for entry in await self.services.store.inbox.unanswered():
            self.start(entry)

    async def _take(self, entry: InboxEntry, reply: Reply) -> None:
        body = json.loads(entry.body)
        if entry.kind == _REFUSED:  # and the bot stopped before it was said
            await _answer(reply, Message(text=body["text"], blocks=()))
            await self._close(entry)
            return
        take, explain = self._entrances[entry.kind]
        received = Received(
            key=entry.request_key,
            body=body,
            requester=read_requester(body, entry.workspace_id),
            reply=reply,
            received_at=entry.received_at,
        )
        try:
            if await self._was_asked_before_copy(entry):
                await self._refuse(entry, build_note(f"❌ {ASKED_BEFORE_COPY}"), reply)
            else:
                await take(self.services, received)
        except CallBotError as exc:
            if not await self._refuse(entry, explain(exc), reply):
                _log.warning("an order is written, but was not answered: %s", exc)
        except Exception:
            await self._close(entry)
            raise
        await self._close(entry)

    async def _was_asked_before_copy(self, entry: InboxEntry) -> bool:
        """Tell whether a file that is gone may know of a request, and what came of it."""
        copied_at = await self.services.store.upkeep.copied_at()
        return copied_at is not None and entry.received_at <= copied_at

    async def _refuse(self, entry: InboxEntry, message: Message, reply: Reply) -> bool:
        """Say why a request comes to nothing, once no start can take it up; False for an order."""
        is_refused = await write_durably(
            self.services.clock,
            "that a request comes to nothing",
            self.services.store.inbox.refuse,
            entry.request_key,
            kind=_REFUSED,
            body=json.dumps({"text": message.text}),
        )
        if is_refused:
            await _answer(reply, message)
        return is_refused

    async def _close(self, entry: InboxEntry) -> None:
        close = self.services.store.inbox.close
        await write_durably(
            self.services.clock, "that a request is answered", close, entry.request_key
        )


def key_by_content(view: Mapping[str, Any]) -> str:
    """Name a submission by its form and what it says.

    A form whose answer came too late stays open: sent again it is a repetition, and with something
    else in it another request.
    """
    said = json.dumps(view["state"]["values"], sort_keys=True)
    return f"view:{view['id']}:{uuid.uuid5(uuid.NAMESPACE_OID, said).hex}"


def _find_moment(body: Mapping[str, Any], now: datetime) -> datetime:
    """Return when a message was written or a button clicked; now where Slack does not say it."""
    sources = [body.get("event") or {}, *(body.get("actions") or ())]
    said = sources[0].get("ts") or sources[-1].get("action_ts")
    try:
        return min(datetime.fromtimestamp(float(said), UTC), now)
    except (TypeError, ValueError, OverflowError, OSError):
        return now


async def _answer(reply: Reply, message: Message) -> None:
    """Say why a request came to nothing; whom Slack cannot reach at all is not answered later."""
    try:
        await reply(message)
    except (SlackAuthError, SlackRefusedError, SlackUnavailableError):
        raise
    except SlackError as exc:
        _log.warning("a person could not be answered: %s", exc.code)
