"""Transcripts and recordings: fetched from the API at each request, saved to the thread."""

import logging
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.phone_numbers import mask_number
from bot.domain.transcripts import Turn
from bot.errors import RecordingUnavailableError
from bot.slack import SharedFile, Slack
from bot.ui.labels import format_callee
from bot.ui.results import format_transcript
from bot.ui.rich_text import escape
from bot.voicy import Priority, Recordings, VoicyCall, VoicyClient, read_transcript

# people leaf through a transcript page by page, and each page would be a request
_KEPT_SECONDS: Final = 600.0
_KEPT_TRANSCRIPTS: Final = 32
_log = logging.getLogger(__name__)


class ResultFiles:
    """Transcripts and recordings, whoever asks; raises VoicyError, and SlackError on saving."""

    def __init__(
        self, voicy: VoicyClient, recordings: Recordings, slack: Slack, clock: Clock
    ) -> None:
        self._voicy = voicy
        self._recordings = recordings
        self._slack = slack
        self._transcripts = TTLCache[tuple[str, int], tuple[Turn, ...]](
            _KEPT_TRANSCRIPTS, _KEPT_SECONDS, timer=clock.monotonic
        )

    async def read_transcript(self, call: Call) -> tuple[Turn, ...]:
        """Return what was said; nothing where the API has nothing."""
        key = call.order_id, call.attempt
        turns = self._transcripts.get(key, ())
        if not turns and (turns := read_transcript(await self._ask(call))):
            self._transcripts[key] = turns
        return turns

    async def find_recording(self, call: Call) -> str:
        """Return a link that works for an hour from now, checked so that it may be shown."""
        link = (await self._ask(call)).recording_url
        if not link:
            raise RecordingUnavailableError("Voicy has none of this call")
        return self._recordings.check_link(link)

    async def save_transcript(self, call: Call, *, saved_by: str) -> None:
        """Put the transcript into the thread as a text file."""
        text = format_transcript(call, await self.read_transcript(call))
        await self._save(call, "Transcript", ".txt", text.encode(), saved_by)

    async def save_recording(self, call: Call, *, saved_by: str) -> None:
        """Put the sound into the thread."""
        recording = await self._recordings.fetch(await self.find_recording(call))
        await self._save(call, "Recording", recording.suffix, recording.content, saved_by)

    async def _ask(self, call: Call) -> VoicyCall:
        if call.call_id is None:
            return VoicyCall()
        return await self._voicy.get_call(call.call_id, priority=Priority.LOOKUP)

    async def _save(
        self, call: Call, what: str, suffix: str, content: bytes, saved_by: str
    ) -> None:
        title = f"{what} of the call to {format_callee(call.order)}"
        digits = mask_number(call.order.to_number).partition("…")[2]
        name = f"{what.lower()}-{digits}-{call.created_at:%Y%m%d-%H%M}{suffix}"
        await self._slack.files.share(
            call.order.channel_id,
            SharedFile(name=name, title=title, content=content),
            thread_ts=call.order.thread_ts or call.anchor_ts,
            comment=escape(f"{title} · saved by @{saved_by}"),
        )
        _log.info("call %s: %s saved to the thread", call.call_id, what.lower())
