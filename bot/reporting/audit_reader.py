"""The audit read: a page at a time, or all of it as a file, by admins alone."""

import asyncio
from typing import Final

from bot.domain.requesters import Requester
from bot.reporting.audited_service import AuditedService
from bot.store.records import AuditFilter, AuditPage, AuditRow, Cursor
from bot.ui.audit import format_audit

_PAGE_ROWS: Final = 15
_EXPORTED_AT_ONCE: Final = 2_000
_MOST_EXPORTED: Final = 100_000


class AuditReader(AuditedService):
    """Shows the audit; methods raise DeniedError, StoreError and SlackError, and are audited."""

    async def read(
        self, requester: Requester, matching: AuditFilter, *, cursor: Cursor
    ) -> AuditPage:
        """Return a page of what was done and what policies said."""
        # who leafs through it reads on
        await self._open(requester, "open_audit" if cursor == Cursor() else "", matching)
        return await self._store.audit.page(
            requester.workspace_id, matching=matching, cursor=cursor, limit=_PAGE_ROWS
        )

    async def export(self, requester: Requester, matching: AuditFilter) -> int:
        """Send an admin all of it as a table; returns how many rows that are."""
        await self._open(requester, "audit_export", matching)
        found = list[AuditRow]()
        cursor: Cursor | None = Cursor()
        while cursor is not None and len(found) < _MOST_EXPORTED:
            page = await self._store.audit.page(
                requester.workspace_id, matching=matching, cursor=cursor, limit=_EXPORTED_AT_ONCE
            )
            found += page.rows
            cursor = page.older
        names = await self._facts.find_names(row.entry.user_id for row in found)
        table = await asyncio.to_thread(format_audit, found, names)
        dm = await self._slack.open_dm(requester.user_id)
        name = f"audit-{self._clock.now():%Y%m%d-%H%M}.csv"
        await self._slack.share_file(dm, table.encode(), name=name, title="Audit")
        return len(found)

    async def _open(self, requester: Requester, action: str, matching: AuditFilter) -> None:
        number = matching.number
        await self._access.require_admin(requester, number)
        if action:
            entry = self._audit.build_request(action, requester, value="", number=number)
            await self._store.audit.add(entry)
