"""The eraser: forgets a number in the store, then takes it out of the bot's own messages and files.

Everything that is left to do is in the store, so that a bot that was killed goes on where it was.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from bot.domain.backoff import Backoff
from bot.domain.phone_numbers import E164, mask_number
from bot.domain.requesters import Requester
from bot.domain.workspaces import is_direct
from bot.errors import (
    DeliveryUnknownError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
)
from bot.reporting.audited_service import AuditedService, ServiceParts
from bot.signals import Signal, Signals
from bot.slack.own_messages import OwnMessage
from bot.store.records import ALL_CHATS, Delivery, Erasure, ErasurePlace, NumberFacts
from bot.ui.erasure import build_erased, format_forgotten
from bot.ui.labels import format_masked
from bot.ui.rich_text import Message

# between one place and the next everybody else has their turn at Slack
_PAUSE_SECONDS: Final = 0.2
_LOOK_AGAIN_SECONDS: Final = 5.0
# for an answer that was lost, or a word that nobody listed; after the last one a place is given up
_BACKOFF: Final = Backoff.of_seconds(2, 5, 15, 60, 300)
# files with many calls in them, by the beginnings of their names
_EXPORTS: Final = ("calls-", "do-not-call-", "audit-", "number-")
_GONE: Final = frozenset(
    {"message_not_found", "thread_not_found", "file_not_found", "file_deleted"}
)
_log = logging.getLogger(__name__)


class Eraser(AuditedService):
    """Forgets numbers for admins; `run` does what is left of it in Slack.

    `show_home` shows a person their Home anew.
    """

    def __init__(
        self,
        parts: ServiceParts,
        signals: Signals,
        *,
        show_home: Callable[[Requester], Awaitable[None]],
    ) -> None:
        super().__init__(parts)
        self._signals = signals
        self._show_home = show_home
        # how often in a row Slack said nothing final about the place that is next
        self._faults = 0

    async def look(self, requester: Requester, number: E164) -> NumberFacts:
        """Return what would be forgotten; raises DeniedError and StoreError."""
        await self._access.require_admin(requester, number)
        return await self._store.numbers.find_facts(requester.workspace_id, number)

    async def begin(self, requester: Requester, number: E164) -> NumberFacts:
        """Forget a number, unless what is returned speaks against it.

        Raises DeniedError and StoreError.
        """
        await self._access.require_admin(requester, number)
        name = await self._facts.find_name(requester)
        facts = await self._store.erasures.begin(
            requester.workspace_id,
            number,
            by=requester.user_id,
            admins=await self._facts.find_admins(),
            at=self._clock.now(),
            reason=format_forgotten(name),
            audit=self._audit.build_request("forget", requester, value="", number=number),
        )
        self._signals.emit(Signal.ERASURE_BEGUN)
        return facts

    async def run(self) -> float | None:
        """Do a little of what is left; raises StoreError.

        Returns the seconds until there is more to do, None where nothing is left.
        """
        erasures = self._store.erasures
        erasure = await erasures.next()
        if erasure is None:
            return None
        if not await erasures.is_shown(erasure):
            return _LOOK_AGAIN_SECONDS
        place = await erasures.next_place(erasure)
        if place is None:
            await erasures.finish(erasure, about=_encode(erasure), at=self._clock.now())
            await self._store.upkeep.tidy()
            self._signals.emit(Signal.MESSAGE_ADDED)
            return _PAUSE_SECONDS
        messages, files, is_reached = 0, 0, False
        try:
            messages, files, is_reached = await self._clean(erasure, place)
        except SlackError as exc:
            _log.warning("%s cannot be looked through: %s", place.channel_id or "chats", exc.code)
            if self._may_pass(exc):
                return self._pause_after(exc)
            is_reached = exc.code in _GONE
        self._faults = 0
        await erasures.leave_place(place, messages=messages, files=files, is_reached=is_reached)
        return _PAUSE_SECONDS

    async def write(self, delivery: Delivery) -> Message | None:
        """Word what was forgotten, for the admin who asked for it."""
        return build_erased(json.loads(delivery.about)) if delivery.about else None

    async def _clean(self, erasure: Erasure, place: ErasurePlace) -> tuple[int, int, bool]:
        """Delete what names the number in a place; returns how many messages and files.

        With them, whether that is all there was.
        """
        if place.channel_id == ALL_CHATS:
            await self._store.erasures.add_chats(place, await self._slack.list_chats())
            return 0, 0, True
        channel_id, thread_ts = place.channel_id, place.thread_ts or None
        if thread_ts is None and not is_direct(channel_id):
            person = Requester(
                workspace_id=erasure.workspace_id,
                team_id=None,
                user_id=place.channel_id,
                user_name="",
            )
            await self._show_home(person)
            channel_id = await self._slack.open_dm(place.channel_id, tries=1)
        own_id = self._slack.identity.user_id
        found = await self._slack.own_messages.list_all(
            own_id, channel_id, thread_ts, since=place.since
        )
        told = [each for each in found if await self._is_told(each, erasure, thread_ts)]
        deleted = [each for each in told if await self._is_deleted(channel_id, each)]
        files = sum(len(each.files) for each in deleted)
        return len(deleted), files, len(deleted) == len(told)

    async def _is_told(self, message: OwnMessage, erasure: Erasure, thread_ts: str | None) -> bool:
        """Say whether a message names the number, or holds what was said in a call to it."""
        if erasure.number.removeprefix("+") in message.digits:
            return True
        names = _EXPORTS if thread_ts is None else _name_results(erasure)
        if any(name.startswith(names) for name in message.files.values()):
            return True
        is_named = any(map(message.names, erasure.names))
        if thread_ts is None:
            # as lists have it; a name alone may be somebody else's
            return is_named and format_masked(erasure.number) in message.text
        # what the outbox shows was edited, or is about somebody else of that name
        is_told = is_named or message.delivery_id
        return bool(is_told) and not await self._store.outbox.shows(message.delivery_id, message.ts)

    async def _is_deleted(self, channel_id: str, message: OwnMessage) -> bool:
        """Delete a message with its files; False where Slack lets nobody do that."""
        deletions = [partial(self._slack.delete_file, each) for each in message.files]
        deletions.append(partial(self._slack.delete, channel_id, message.ts))
        # all of them, also where one stands
        return all([await self._is_gone(delete) for delete in deletions])

    async def _is_gone(self, delete: Callable[[], Awaitable[None]]) -> bool:
        try:
            await delete()
        except SlackError as exc:
            if exc.code in _GONE:
                return True
            if self._may_pass(exc):
                raise
            _log.warning("what names a number stands: %s", exc.code)
            return False
        return True

    def _may_pass(self, exc: SlackError) -> bool:
        """Say whether Slack may say something else of the same place later."""
        if isinstance(exc, DeliveryUnknownError | SlackRefusedError):
            return self._faults < len(_BACKOFF.pauses)
        is_lost = isinstance(exc, SlackAuthError) and exc.code != "missing_scope"
        return is_lost or isinstance(exc, SlackUnavailableError)

    def _pause_after(self, exc: SlackError) -> float:
        if isinstance(exc, DeliveryUnknownError | SlackRefusedError):
            self._faults += 1
            return _BACKOFF.pause_after(self._faults).total_seconds()
        return getattr(exc, "retry_after_seconds", _LOOK_AGAIN_SECONDS)


def _name_results(erasure: Erasure) -> tuple[str, ...]:
    digits = mask_number(erasure.number).partition("…")[2]
    return f"transcript-{digits}-", f"recording-{digits}-"


def _encode(erasure: Erasure) -> str:
    counts = {name: getattr(erasure, name) for name in ("calls", "messages", "files", "unreached")}
    return json.dumps({"number": mask_number(erasure.number), **counts})
