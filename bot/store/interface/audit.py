"""Who did what, and which policy said no."""

from typing import Protocol

from bot.domain.workspaces import WorkspaceId
from bot.store.records import AuditEntry, AuditFilter, AuditPage, Cursor


class Audit(Protocol):
    """What people did and what policies said, append-only."""

    async def add(self, entry: AuditEntry) -> None:
        """Add a row; raises StoreError."""

    async def page(
        self,
        workspace_id: WorkspaceId,
        *,
        matching: AuditFilter,
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> AuditPage:
        """Return a page of the rows of a workspace, the newest first; raises StoreError."""
