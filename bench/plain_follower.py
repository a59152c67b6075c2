"""The plain alternative: each live call is asked for by itself, in turn, and told straight away."""

import asyncio
from collections import defaultdict, deque
from typing import Final

from bench.told import Told
from bench.traffic import Plan, Wish
from bench.virtual_bot import FROM_NUMBER
from bench.virtual_slack import VirtualSlack
from bench.virtual_voicy import VirtualVoicy
from bot.clock import Clock
from bot.domain.calls import is_final, read_status
from bot.domain.phone_numbers import E164
from bot.errors import VoicyError
from bot.voicy import RequestBudget, VoicyClient

# evenly spaced; what is left is for dials, so that it never waits for a window to end
_POLLING_SHARE: Final = 0.9
_POST_SPACING_SECONDS: Final = 1.0


class PlainFollower:
    """The loop anybody writes first, given the same client, the same budget and even spacing.

    It keeps nothing, edits no card and asks for no summaries, which is all in its favour.
    """

    def __init__(
        self, plan: Plan, clock: Clock, *, voicy: VirtualVoicy, slack: VirtualSlack
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._slack = slack
        budget = RequestBudget(clock, limit=plan.requests_per_minute)
        self._client = VoicyClient(
            base_url="http://voicy.invalid", api_key="key", budget=budget, transport=voicy
        )
        self._line: deque[Wish] = deque()
        self._dialing = 0
        self._live: dict[str, tuple[str, str]] = {}
        self._channels: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._posts: set[asyncio.Task[None]] = set()
        self._seen: list[tuple[str, str, float]] = []

    async def start(self) -> list[asyncio.Task[None]]:
        """Return what runs from now on."""
        return [asyncio.create_task(self._follow())]

    async def order(self, wish: Wish) -> None:
        """Dial at once, or as soon as a slot is free."""
        self._line.append(wish)
        await self._dial_next()

    async def stop(self) -> tuple[Told, ...]:
        """Close the client and return what was told."""
        await self._client.aclose()
        return tuple(
            Told(
                call_id=call_id,
                status=status,
                seen_at=seen_at,
                stands_at=self._slack.stands_at.get(f"{call_id} {status}"),
            )
            for call_id, status, seen_at in self._seen
        )

    async def _dial_next(self) -> None:
        while self._line and len(self._live) + self._dialing < self._plan.slots:
            wish = self._line.popleft()
            self._dialing += 1
            try:
                placed = await self._client.dial(
                    from_number=FROM_NUMBER,
                    to_number=E164(wish.to_number),
                    agent_id=None,
                    variables={},
                )
            finally:
                self._dialing -= 1
            self._live[placed.call_id] = (wish.channel_id, "")
            self._note(placed.call_id, read_status(placed.status, default="initiated"))

    async def _follow(self) -> None:
        gap_seconds = 60 / (self._plan.requests_per_minute * _POLLING_SHARE)
        while True:
            for call_id in list(self._live):
                began_at = self._clock.monotonic()
                await self._look(call_id)
                passed = self._clock.monotonic() - began_at
                await self._clock.sleep(gap_seconds - passed)
            if not self._live:
                await self._clock.sleep(gap_seconds)

    async def _look(self, call_id: str) -> None:
        try:
            found = await self._client.get_call(call_id)
        except VoicyError:
            return
        self._note(call_id, read_status(found.status, default="ongoing"))
        if is_final(found.status):
            del self._live[call_id]
            await self._dial_next()

    def _note(self, call_id: str, status: str) -> None:
        channel_id, before = self._live[call_id]
        if status == before:
            return
        self._live[call_id] = (channel_id, status)
        self._seen.append((call_id, status, self._clock.now().timestamp()))
        post = asyncio.create_task(self._post(channel_id, call_id, status))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    async def _post(self, channel_id: str, call_id: str, status: str) -> None:
        async with self._channels[channel_id]:
            await self._slack.chat_postMessage(
                channel=channel_id,
                text=status,
                metadata={"event_payload": {"delivery_id": f"{call_id} {status}"}},
            )
            await self._clock.sleep(_POST_SPACING_SECONDS)
