"""Transcripts and recordings: fetched from the API at each request, saved to the thread."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import mask_number
from bot.domain.requesters import Requester
from bot.domain.transcripts import Turn
from bot.errors import OrderNotFoundError, RecordingUnavailableError
from bot.reporting.audit import AuditLog
from bot.slack import Slack
from bot.store.interface import Store
from bot.ui.labels import format_callee
from bot.ui.results import format_transcript
from bot.ui.rich_text import escape
from bot.voicy import Priority, Recordings, VoicyCall, VoicyClient, read_transcript

# people leaf through a transcript page by page, and each page would be a request
_KEPT_SECONDS: Final = 600.0
_KEPT_TRANSCRIPTS: Final = 32
_log = logging.getLogger(__name__)


class ResultFiles:
    """Transcripts and recordings, for who may see the call now; each opening is audited.

    Every method may raise DeniedError, StoreError and VoicyError, the saving ones SlackError too.
    """

    def __init__(
        self,
        store: Store,
        voicy: VoicyClient,
        recordings: Recordings,
        slack: Slack,
        clock: Clock,
        *,
        require_access: Callable[[CallOrder, Requester], Awaitable[None]],
        audit: AuditLog,
    ) -> None:
        self._store = store
        self._voicy = voicy
        self._recordings = recordings
        self._slack = slack
        self._require_access = require_access
        self._audit = audit
        self._transcripts = TTLCache[tuple[str, int], tuple[Turn, ...]](
            _KEPT_TRANSCRIPTS, _KEPT_SECONDS, timer=clock.monotonic
        )

    async def read_transcript(
        self, order_id: str, requester: Requester, *, is_open: bool = False
    ) -> tuple[Call, tuple[Turn, ...]]:
        """Return what was said in a call; nothing where the API has nothing.

        Where it `is_open` already, who reads on opens it no second time.
        """
        call = await self._open("" if is_open else "open_transcript", order_id, requester)
        return call, await self._read_turns(call)

    async def find_recording(self, order_id: str, requester: Requester) -> tuple[Call, str]:
        """Return a link that works for an hour from now, checked so that it may be shown."""
        call = await self._open("open_recording", order_id, requester)
        return call, await self._find_link(call)

    async def save_transcript(self, order_id: str, requester: Requester) -> bool:
        """Put the transcript into the thread as a text file; False where there is none any more."""
        call = await self._open("save_transcript", order_id, requester)
        turns = await self._read_turns(call)
        if turns:
            text = format_transcript(call, turns)
            await self._save(call, "Transcript", ".txt", text.encode(), requester.user_name)
        return bool(turns)

    async def save_recording(self, order_id: str, requester: Requester) -> None:
        """Put the sound into the thread."""
        call = await self._open("save_recording", order_id, requester)
        recording = await self._recordings.fetch(await self._find_link(call))
        await self._save(
            call, "Recording", recording.suffix, recording.content, requester.user_name
        )

    async def _open(self, action: str, order_id: str, requester: Requester) -> Call:
        call = await self._store.calls.get(order_id)
        await self._require_access(call.order, requester)
        if action:
            await self._audit.record(action, requester.user_id, call.order, order_id)
        return call

    async def _read_turns(self, call: Call) -> tuple[Turn, ...]:
        if call.call_id is None:
            return ()
        key = call.order_id, call.attempt
        turns = self._transcripts.get(key, ())
        if not turns and (turns := read_transcript(await self._ask(call))):
            self._transcripts[key] = turns
        return turns

    async def _find_link(self, call: Call) -> str:
        link = (await self._ask(call)).recording_url
        if not link:
            raise RecordingUnavailableError("Voicy has none of this call")
        return await self._recordings.check_link(link)

    async def _ask(self, call: Call) -> VoicyCall:
        if call.call_id is None:
            return VoicyCall()
        return await self._voicy.get_call(call.call_id, priority=Priority.LOOKUP)

    async def _save(
        self, call: Call, what: str, suffix: str, content: bytes, saved_by: str
    ) -> None:
        if not (await self._store.calls.get(call.order_id)).order.to_number:
            raise OrderNotFoundError  # it was forgotten while the API was asked
        title = f"{what} of the call to {format_callee(call.order)}"
        digits = mask_number(call.order.to_number).partition("…")[2]
        name = f"{what.lower()}-{digits}-{call.created_at:%Y%m%d-%H%M}{suffix}"
        await self._slack.share_file(
            call.order.channel_id,
            content,
            name=name,
            title=title,
            thread_ts=call.order.thread_ts or call.anchor_ts,
            comment=escape(f"{title} · saved by @{saved_by}"),
        )
        _log.info("call %s: %s saved to the thread", call.call_id, what.lower())
