"""The lists in which calls are read again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.workspaces import MessageKey, Sight
from bot.store.records import CallFilter, Cursor, FinishedCall, ListKey, Page


class History(Protocol):
    """The lists people read; a call that stands in several of the lists is there once.

    Of all lists only what is in the `sight` of the reader counts, in `Attempts`, too.
    """

    async def page(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        matching: CallFilter = CallFilter(),
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> Page:
        """Return one page of what lists hold.

        Where nothing is newer than the cursor, it is the newest page, so that this is always full.
        """

    async def live(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        """Return the newest calls of lists that are live or queued, and how many there are."""

    async def finished(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        since: datetime,
        until: datetime,
        after: FinishedCall | None,
        limit: int,
    ) -> tuple[FinishedCall, ...]:
        """Return calls that were over from `since` on and before `until`, the oldest end first.

        The page begins right behind the call `after`; one with fewer than `limit` is the last. A
        call that stands in several of the lists is there once.
        """

    async def links(self, messages: Sequence[MessageKey]) -> Mapping[MessageKey, str]:
        """Return the known links to messages."""

    async def record_links(self, links: Mapping[MessageKey, str]) -> None:
        """Remember links to messages."""
