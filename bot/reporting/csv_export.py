"""The export: calls as a table, given to one person alone."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.calls import Call
from bot.domain.requesters import Requester
from bot.domain.workspaces import Sight
from bot.reporting.audited_service import AuditedService
from bot.store.records import CallFilter, Cursor, ListKey
from bot.ui.csv import EXPLANATION, CallTable
from bot.ui.labels import choose_form
from bot.ui.rich_text import escape

_MOST_CALLS: Final = 100_000
_PAGE_CALLS: Final = 500
# each costs a request; others stand there under their handle
_MOST_PEOPLE: Final = 100
_log = logging.getLogger(__name__)


class CsvExport(AuditedService):
    """Sends people the calls they see, as a file in their direct message; each is audited."""

    async def send(
        self, requester: Requester, *, lists: Sequence[ListKey], since: datetime | None
    ) -> int:
        """Send the calls of lists, if any, and return how many.

        Raises DeniedError, StoreError or SlackError.
        """
        sight = await self._access.find_sight(requester)
        zone = await self._facts.find_time_zone(requester.user_id)
        table = CallTable(ZoneInfo(zone) if zone else None)
        count = await self._fill(table, lists, sight, CallFilter(since=since), requester.user_id)
        if not count:
            return 0
        await self._audit.record_request("export", requester, value=str(count))
        dm = await self._slack.open_dm(requester.user_id)
        calls = choose_form(count, "1 call", "{} calls")
        newest = ", the newest there are" if count >= _MOST_CALLS else ""
        name = f"calls-{self._clock.now():%Y%m%d-%H%M}.csv"
        comment = escape(f"{calls}{newest}. {EXPLANATION}")
        content = await asyncio.to_thread(table.write)
        await self._slack.share_file(dm, content, name=name, title="Calls", comment=comment)
        _log.info("%d calls exported for %s", count, requester.user_id)
        return count

    async def _fill(
        self,
        table: CallTable,
        lists: Sequence[ListKey],
        sight: Sight,
        matching: CallFilter,
        user_id: str,
    ) -> int:
        """Fill in page after page, so that nothing else waits for all of them.

        Numbers are whole in the calls that this person asked for.
        """
        count, people, channels = 0, dict[str, str](), dict(self._facts.channel_names)
        cursor: Cursor | None = Cursor()
        while cursor is not None and count < _MOST_CALLS:
            page = await self._store.history.page(
                lists, sight=sight, matching=matching, cursor=cursor, limit=_PAGE_CALLS
            )
            await self._learn_people(people, page.calls)
            calls = [call.mask(is_masked=call.order.requested_by != user_id) for call in page.calls]
            await asyncio.to_thread(table.add, calls, people=people, channels=channels)
            count += len(page.calls)
            cursor = page.older
        return count

    async def _learn_people(self, people: dict[str, str], calls: Sequence[Call]) -> None:
        for order in (call.order for call in calls):
            if order.requested_by not in people and len(people) < _MOST_PEOPLE:
                person = await self._facts.find_person(order.requested_by)
                real_name = person.real_name if person else ""
                people[order.requested_by] = real_name or order.requested_by_name
