"""Lists of calls as a person may read them now, and the links to their cards."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from cachetools import TLRUCache

from bot.domain.calls import Call
from bot.domain.requesters import Requester
from bot.domain.workspaces import MessageKey
from bot.errors import DeliveryUnknownError, SlackError, SlackUnavailableError
from bot.slack import Slack
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor, ListKey, Page

_PAGE_CALLS: Final = 10
_SHOWN_LIVE: Final = 20
_SHOWN_UPCOMING: Final = 10
# a list is of more use without a link than late
_LONGEST_WAIT_SECONDS: Final = 2.0
# for so long a link that Slack refused, or did not give in time, is not asked for again
_REFUSED_SECONDS: Final = 600.0
_LATE_SECONDS: Final = 60.0
_REMEMBERED: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalls:
    """The newest live calls and the next upcoming ones, and how many there are in all."""

    live: tuple[Call, ...]
    live_count: int
    upcoming: tuple[Call, ...]
    upcoming_count: int


class CallLists:
    """Reads lists, narrowed to what the requester sees; raises DeniedError and StoreError.

    Numbers are whole where somebody asked for the call themselves, or reads of it `here`, in the
    conversation where it was asked for.
    """

    def __init__(self, store: Store, access: CallAccess, slack: Slack) -> None:
        self._store = store
        self._access = access
        self._slack = slack
        # with the seconds for which each is remembered
        self._missed = TLRUCache[MessageKey, float](
            _REMEMBERED, lambda _, seconds, now: now + seconds, timer=slack.clock.monotonic
        )

    async def find_open(
        self, requester: Requester, lists: Sequence[ListKey], *, here: str = ""
    ) -> OpenCalls:
        """Return the calls of lists that are not over."""
        sight = await self._access.find_sight(requester)
        live, live_count = await self._store.history.live(lists, sight=sight, limit=_SHOWN_LIVE)
        upcoming, upcoming_count = await self._store.attempts.upcoming(
            lists, sight=sight, limit=_SHOWN_UPCOMING
        )
        return OpenCalls(
            live=_mask(live, requester, here),
            live_count=live_count,
            upcoming=_mask(upcoming, requester, here),
            upcoming_count=upcoming_count,
        )

    async def read_page(
        self,
        requester: Requester,
        lists: Sequence[ListKey],
        *,
        matching: CallFilter,
        cursor: Cursor,
        here: str = "",
    ) -> Page:
        """Return one page of what lists hold."""
        page = await self._store.history.page(
            lists,
            sight=await self._access.find_sight(requester),
            matching=matching,
            cursor=cursor,
            limit=_PAGE_CALLS,
        )
        return replace(page, calls=_mask(page.calls, requester, here))

    async def find_links(self, calls: Sequence[Call]) -> Mapping[str, str]:
        """Return the links to the cards of calls by order id, without those Slack does not give.

        Each is asked of Slack once and then remembered, for a while also where it gives none.
        """
        cards = {
            call.order_id: MessageKey(*call.order.channel, call.anchor_ts)
            for call in calls
            if call.anchor_ts is not None
        }
        links = dict(await self._store.history.links(tuple(cards.values())))
        missing = [
            card for card in cards.values() if card not in links and card not in self._missed
        ]
        if missing:
            learned = await self._ask(missing)
            await self._store.history.record_links(learned)
            links |= learned
        return {order_id: links[card] for order_id, card in cards.items() if card in links}

    async def _ask(self, cards: Sequence[MessageKey]) -> dict[MessageKey, str]:
        learned: dict[MessageKey, str] = {}

        async def learn(card: MessageKey) -> None:
            self._missed[card] = _LATE_SECONDS
            try:
                learned[card] = await self._slack.permalink(card.channel_id, card.ts)
            except SlackError as exc:
                if not isinstance(exc, SlackUnavailableError | DeliveryUnknownError):
                    self._missed[card] = _REFUSED_SECONDS

        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
                await asyncio.gather(*map(learn, dict.fromkeys(cards)))
        return learned


def _mask(calls: Sequence[Call], requester: Requester, here: str) -> tuple[Call, ...]:
    return tuple(call.mask(is_masked=_is_masked(call, requester, here)) for call in calls)


def _is_masked(call: Call, requester: Requester, here: str) -> bool:
    order = call.order
    if order.requested_by == requester.user_id:
        return False
    return order.is_masked or here not in {order.channel_id, order.origin_channel_id}
