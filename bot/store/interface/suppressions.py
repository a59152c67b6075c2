"""Numbers that are not to be called."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.phone_numbers import E164
from bot.domain.suppressions import Suppression
from bot.domain.workspaces import WorkspaceId
from bot.store.records import AuditEntry


class Suppressions(Protocol):
    """The do-not-call list of each workspace; every method may raise StoreError."""

    async def add(
        self, suppression: Suppression, *, at: datetime, reason: str, audit: AuditEntry
    ) -> int | None:
        """Put a number on the list; None where it stands there already, and for good.

        One for all calls takes back, for this reason, what waits to be dialed; returns how many
        orders. The rows of the audit are written with it.
        """

    async def bring_in(
        self, suppressions: Sequence[Suppression], *, at: datetime, reason: str, audit: AuditEntry
    ) -> int:
        """Put many numbers on the list, together; what a person said there stays.

        Those for all calls take back what waits, as in `add`; returns how many orders. The rows of
        the audit about these are like the one that is given.
        """

    async def remove(self, workspace_id: WorkspaceId, number: E164, *, audit: AuditEntry) -> bool:
        """Take a number off the list; False where it does not stand there."""

    async def find(self, workspace_id: WorkspaceId, number: E164) -> tuple[Suppression, ...]:
        """Return what stands on the list about a number."""

    async def count(self, workspace_id: WorkspaceId, *, at: datetime) -> int:
        """Count what stands on the list at a moment."""

    async def page(
        self, workspace_id: WorkspaceId, *, at: datetime, after: tuple[str, str], limit: int
    ) -> tuple[Suppression, ...]:
        """Return what stands there in the order of number and scope, `after` these two."""
