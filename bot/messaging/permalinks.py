"""Links to the cards of calls: each is asked of Slack once and then remembered."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from bot.domain.calls import Call
from bot.domain.workspaces import MessageKey
from bot.errors import SlackError
from bot.slack import Slack
from bot.store.interface import Store

# a list is of more use without a link than late
_LONGEST_WAIT_SECONDS: Final = 2.0


class Permalinks:
    """Finds the links of the calls that are about to be shown."""

    def __init__(self, store: Store, slack: Slack) -> None:
        self._store = store
        self._slack = slack

    async def find(self, calls: Sequence[Call]) -> Mapping[str, str]:
        """Return links by order id, without those that Slack does not give; raises StoreError."""
        cards = {
            call.order_id: MessageKey(*call.order.channel, call.anchor_ts)
            for call in calls
            if call.anchor_ts is not None
        }
        links = dict(await self._store.history.links(tuple(cards.values())))
        missing = [card for card in cards.values() if card not in links]
        if missing:
            learned = await self._ask(missing)
            await self._store.history.record_links(learned)
            links |= learned
        return {order_id: links[card] for order_id, card in cards.items() if card in links}

    async def _ask(self, cards: Sequence[MessageKey]) -> dict[MessageKey, str]:
        learned: dict[MessageKey, str] = {}

        async def learn(card: MessageKey) -> None:
            with suppress(SlackError):
                if url := await self._slack.permalink(card.channel_id, card.ts):
                    learned[card] = url

        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
                await asyncio.gather(*map(learn, dict.fromkeys(cards)))
        return learned
