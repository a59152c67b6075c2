"""Lists of calls as a person may read them now: live and upcoming ones, and pages of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.calls import Call
from bot.domain.requesters import Requester
from bot.messaging.permalinks import Permalinks
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor, ListKey, Page

_PAGE_CALLS: Final = 10
_SHOWN_LIVE: Final = 20
_SHOWN_UPCOMING: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalls:
    """The newest live calls and the next upcoming ones, and how many there are in all."""

    live: tuple[Call, ...]
    live_count: int
    upcoming: tuple[Call, ...]
    upcoming_count: int


class CallLists:
    """Reads lists, narrowed to what the requester sees; raises DeniedError and StoreError."""

    def __init__(self, store: Store, access: CallAccess, permalinks: Permalinks) -> None:
        self._store = store
        self._access = access
        self._permalinks = permalinks

    async def find_open(self, requester: Requester, lists: Sequence[ListKey]) -> OpenCalls:
        """Return the calls of lists that are not over."""
        sight = await self._access.find_sight(requester)
        live, live_count = await self._store.history.live(lists, sight=sight, limit=_SHOWN_LIVE)
        upcoming, upcoming_count = await self._store.attempts.upcoming(
            lists, sight=sight, limit=_SHOWN_UPCOMING
        )
        return OpenCalls(
            live=live, live_count=live_count, upcoming=upcoming, upcoming_count=upcoming_count
        )

    async def read_page(
        self,
        requester: Requester,
        lists: Sequence[ListKey],
        *,
        matching: CallFilter,
        cursor: Cursor,
    ) -> Page:
        """Return one page of what lists hold."""
        return await self._store.history.page(
            lists,
            sight=await self._access.find_sight(requester),
            matching=matching,
            cursor=cursor,
            limit=_PAGE_CALLS,
        )

    async def find_links(self, calls: Sequence[Call]) -> Mapping[str, str]:
        """Return the links to the cards of calls that are about to be shown, by order id."""
        return await self._permalinks.find(calls)
