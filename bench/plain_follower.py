"""The plain alternative: each live call is asked for by itself, in turn, and told straight away."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Coroutine, Mapping
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bench.told import Told
from bench.traffic import Plan, Wish
from bot.clock import Clock
from bot.domain.phone_numbers import E164
from bot.domain.statuses import is_final, read_status
from bot.errors import VoicyError
from bot.voicy import RequestBudget, VoicyClient
from simulation.hosts import at
from simulation.world import BOT, World

# evenly spaced; what is left is for dials, so that it never waits for a window to end
_POLLING_SHARE: Final = 0.9
_POST_SPACING_SECONDS: Final = 1.0


class PlainFollower:
    """The loop anybody writes first, given the same client, the same budget and even spacing.

    It keeps nothing, edits no card, asks for no summaries and hears of wishes without Slack, which
    is all in its favour.
    """

    def __init__(self, world: World, plan: Plan) -> None:
        self._plan = plan
        self._clock = Clock()
        config = world.build_config()
        self._from_number = next(iter(world.sandbox.from_numbers))
        with at(BOT):
            self._slack = AsyncWebClient(
                token=world.sandbox.bot_token, base_url=config.slack_api_url
            )
            self._client = VoicyClient(
                base_url=world.sandbox.voicy_api_url,
                api_key=world.sandbox.voicy_api_key,
                budget=RequestBudget(self._clock, limit=plan.requests_per_minute),
            )
        self._line: deque[Wish] = deque()
        self._dialing = 0
        self._live: dict[str, tuple[str, str]] = {}
        self._channels: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: list[Told] = []

    async def start(self) -> None:
        """Begin to follow."""
        with at(BOT):
            self._start(self._follow())

    async def order(self, wish: Wish) -> None:
        """Dial at once, or as soon as a slot is free."""
        self._line.append(wish)
        with at(BOT):
            await self._dial_next()

    async def stop(self) -> tuple[Told, ...]:
        """Stop everything and return what was told."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()
        return tuple(self._told)

    def cards(self) -> Mapping[str, str]:
        """Return none: there are only replies."""
        return {}

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _dial_next(self) -> None:
        while self._line and len(self._live) + self._dialing < self._plan.slots:
            wish = self._line.popleft()
            self._dialing += 1
            try:
                placed = await self._client.dial(
                    from_number=E164(self._from_number),
                    to_number=wish.to_number,
                    agent_id=None,
                    variables={},
                )
            finally:
                self._dialing -= 1
            self._live[placed.call_id] = (wish.channel_id, "")
            self._record(placed.call_id, read_status(placed.status, default="initiated"))

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
        self._record(call_id, read_status(found.status, default="ongoing"))
        if is_final(found.status):
            del self._live[call_id]
            await self._dial_next()

    def _record(self, call_id: str, status: str) -> None:
        channel_id, before = self._live[call_id]
        if status == before:
            return
        self._live[call_id] = (channel_id, status)
        told = Told(call_id, status, self._clock.now().timestamp(), f"{call_id} {status}")
        self._told.append(told)
        self._start(self._post(channel_id, told))

    async def _post(self, channel_id: str, told: Told) -> None:
        async with self._channels[channel_id]:
            await self._slack.chat_postMessage(
                channel=channel_id,
                text=told.status,
                metadata={
                    "event_type": "call_delivery",
                    "event_payload": {"delivery_id": told.delivery_id},
                },
            )
            await self._clock.sleep(_POST_SPACING_SECONDS)
