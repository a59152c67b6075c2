"""What is kept of a number as a whole: its calls, holds on it, and its erasure, also in Slack."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.records import AuditEntry, Delivery, Erasure, ErasurePlace, Hold, NumberFacts


class Numbers(Protocol):
    """All that concerns one number; forgotten calls are known by its keyed hash."""

    async def find_facts(self, workspace_id: WorkspaceId, number: E164) -> NumberFacts:
        """Return what is known of a number, and what speaks against forgetting it."""

    async def calls(self, workspace_id: WorkspaceId, number: E164) -> tuple[Call, ...]:
        """Return all attempts to reach a number, oldest first, also those that were forgotten."""

    async def hold(self, hold: Hold, number: E164, *, audit: AuditEntry) -> bool:
        """Let nothing of a number be forgotten; False where that is so already."""

    async def release(self, workspace_id: WorkspaceId, number: E164, *, audit: AuditEntry) -> bool:
        """End a hold; False where there is none."""


class Erasures(Protocol):
    """Numbers that are being forgotten: at once in the store, then in Slack until all is done."""

    async def begin(
        self,
        workspace_id: WorkspaceId,
        number: E164,
        *,
        by: str,
        admins: Sequence[str],
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> NumberFacts:
        """Forget a number in the store, unless what is returned speaks against it.

        What waits to be dialed is withdrawn for this reason. Messages of the calls' threads are
        edited by the outbox; where else `admins` and others may have been told of the number is
        written down, to be looked through.
        """

    async def next(self) -> Erasure | None:
        """Return the oldest erasure that is not finished."""

    async def is_shown(self, erasure: Erasure) -> bool:
        """Say whether all messages of the calls' threads show what is left."""

    async def next_place(self, erasure: Erasure) -> ErasurePlace | None:
        """Return a place that was not looked through yet."""

    async def add_chats(self, place: ErasurePlace, chats: Sequence[str]) -> None:
        """Have conversations of the bot with one person each be looked through, too."""

    async def take_over(self, delivery: Delivery) -> bool:
        """Have a message that nobody may edit be looked for and deleted, and told no more.

        False where it is of no call that was forgotten.
        """

    async def leave_place(
        self, place: ErasurePlace, *, messages: int, files: int, is_reached: bool
    ) -> None:
        """Record what was removed in a place, which is looked through now or cannot be."""

    async def finish(self, erasure: Erasure, *, about: str, at: datetime) -> None:
        """Forget the erasure itself, and owe who asked for it the word `about` it."""
