"""The file of a number: all that is known of it, for a complaint or who asks what is kept of them.

A hold keeps it from being forgotten meanwhile.
"""

import asyncio
from typing import Final

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164, mask_number
from bot.domain.requesters import Requester
from bot.domain.transcripts import Turn
from bot.errors import VoicyError
from bot.reporting.audited_service import AuditedService, ServiceParts
from bot.store.records import AuditFilter, AuditRow, Cursor, Hold
from bot.ui.number_file import NumberRecord, format_number_file
from bot.voicy import Priority, VoicyClient, read_transcript

_ROWS_AT_ONCE: Final = 2_000


class NumberFile(AuditedService):
    """Gathers what is known of a number for admins; methods raise DeniedError and StoreError.

    `send` raises SlackError, too.
    """

    def __init__(self, parts: ServiceParts, voicy: VoicyClient) -> None:
        super().__init__(parts)
        self._voicy = voicy

    async def send(self, requester: Requester, number: E164) -> int:
        """Send an admin the file of a number; returns of how many calls it tells."""
        await self._access.require_admin(requester, number)
        workspace_id = requester.workspace_id
        await self._store.audit.add(
            self._audit.build_request("file", requester, value="", number=number)
        )
        calls = await self._store.numbers.calls(workspace_id, number)
        facts = await self._store.numbers.find_facts(workspace_id, number)
        audit = await self._read_audit(requester, number)
        record = NumberRecord(
            number=number,
            at=self._clock.now(),
            calls=calls,
            turns={call.attempt_id: await self._read_turns(call) for call in calls},
            suppressions=await self._store.suppressions.find(workspace_id, number),
            hold=facts.hold,
            audit=audit,
            names=await self._facts.find_names(row.entry.user_id for row in audit),
        )
        text = await asyncio.to_thread(format_number_file, record)
        dm = await self._slack.open_dm(requester.user_id)
        digits = mask_number(number).partition("…")[2]
        name = f"number-{digits}-{self._clock.now():%Y%m%d-%H%M}.txt"
        await self._slack.share_file(dm, text.encode(), name=name, title="File of a number")
        return len(calls)

    async def hold(self, requester: Requester, number: E164) -> bool:
        """Let nothing of a number be forgotten; False where that is so already."""
        await self._access.require_admin(requester, number)
        hold = Hold(
            workspace_id=requester.workspace_id,
            number_hash=self._store.hasher.hash(number),
            held_at=self._clock.now(),
            held_by=requester.user_id,
            held_by_name=await self._facts.find_name(requester),
        )
        audit = self._audit.build_request("hold", requester, value="", number=number)
        return await self._store.numbers.hold(hold, number, audit=audit)

    async def release(self, requester: Requester, number: E164) -> bool:
        """End a hold; False where there is none."""
        await self._access.require_admin(requester, number)
        audit = self._audit.build_request("release", requester, value="", number=number)
        return await self._store.numbers.release(requester.workspace_id, number, audit=audit)

    async def _read_turns(self, call: Call) -> tuple[Turn, ...] | None:
        """Return what was said; None where Voicy does not say it now."""
        if call.call_id is None or not call.result.has_transcript:
            return ()
        try:
            return read_transcript(
                await self._voicy.get_call(call.call_id, priority=Priority.LOOKUP)
            )
        except VoicyError:
            return None

    async def _read_audit(self, requester: Requester, number: E164) -> tuple[AuditRow, ...]:
        found: tuple[AuditRow, ...] = ()
        cursor: Cursor | None = Cursor()
        while cursor is not None:
            page = await self._store.audit.page(
                requester.workspace_id,
                matching=AuditFilter(number=number),
                cursor=cursor,
                limit=_ROWS_AT_ONCE,
            )
            found, cursor = (*found, *page.rows), page.older
        return found[::-1]
