"""The export: calls as a table, given to one person alone."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import Sight
from bot.reporting.audit import AuditLog
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor, ListKey
from bot.ui.csv import format_header, format_rows
from bot.ui.labels import choose_form
from bot.ui.rich_text import escape

_MOST_CALLS: Final = 100_000
_PAGE_CALLS: Final = 500
_EXPLANATION: Final = (
    "Times are UTC. What a spreadsheet would take for a formula, phone numbers among it, begins "
    "with an apostrophe."
)
_log = logging.getLogger(__name__)


class CsvExport:
    """Sends people the calls they see, as a file in their direct message; each is audited."""

    def __init__(
        self, store: Store, slack: Slack, access: CallAccess, audit: AuditLog, clock: Clock
    ) -> None:
        self._store = store
        self._slack = slack
        self._access = access
        self._audit = audit
        self._clock = clock

    async def send(
        self, requester: Requester, *, lists: Sequence[ListKey], since: datetime | None
    ) -> int:
        """Send the calls of lists, if any, and return how many.

        Raises DeniedError, StoreError or SlackError.
        """
        sight = await self._access.find_sight(requester)
        table, count = await self._write(lists, sight, CallFilter(since=since))
        if not count:
            return 0
        await self._audit.record_request("export", requester, value=str(count))
        dm = await self._slack.open_dm(requester.user_id)
        calls = choose_form(count, "1 call", "{} calls")
        newest = ", the newest there are" if count >= _MOST_CALLS else ""
        name = f"calls-{self._clock.now():%Y%m%d-%H%M}.csv"
        comment = escape(f"{calls}{newest}. {_EXPLANATION}")
        await self._slack.share_file(dm, table, name=name, title="Calls", comment=comment)
        _log.info("%d calls exported for %s", count, requester.user_id)
        return count

    async def _write(
        self, lists: Sequence[ListKey], sight: Sight, matching: CallFilter
    ) -> tuple[bytes, int]:
        """Write page after page, so that nothing else waits for the whole of it."""
        parts, count = [format_header()], 0
        cursor: Cursor | None = Cursor()
        while cursor is not None and count < _MOST_CALLS:
            page = await self._store.history.page(
                lists, sight=sight, matching=matching, cursor=cursor, limit=_PAGE_CALLS
            )
            parts.append(await asyncio.to_thread(format_rows, page.calls))
            count += len(page.calls)
            cursor = page.older
        return await asyncio.to_thread(lambda: "".join(parts).encode()), count
