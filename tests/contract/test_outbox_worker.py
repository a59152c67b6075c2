"""The narrator at a Slack that refuses, forgets and falls silent: all is said, in order, once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.calls import CallStatus
from bot.domain.requesters import ReplyAddress, ReplyKind, encode_address
from bot.messaging.outbox import OutboxWorker
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signals
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import InboxEntry
from sandbox.slack.pace import Pace
from tests.builders.calls import WORKSPACE, build_order
from tests.builders.heads import Head
from tests.builders.store import latest_attempt, opened_store
from tests.e2e.dialogue import bot_messages, cards, head_of, hear, see, wait_for_card
from tests.e2e.world import World
from tests.fast_clock import FastClock
from tests.person import Person

HASTE = 20  # seconds of Slack's patience, and of the bot's, that pass in one
DEADLINE_SECONDS = 8
# in real time far longer than any test waits
LONG_SECONDS = 600


class StoppableClock(FastClock):
    """A fast clock of a process that may have been stopped before each look at `boottime`."""

    def __init__(self) -> None:
        super().__init__(HASTE)
        self.stops: list[float] = []
        self._stopped_seconds = 0.0

    def boottime(self) -> float:
        self._stopped_seconds += self.stops.pop(0) if self.stops else 0.0
        return self._stopped_seconds


class Stage:
    """A workspace with Alice in it, and orders that move on as a test says."""

    def __init__(self, world: World, store: Store, alice: Person) -> None:
        self.world = world
        self.store = store
        self.alice = alice
        self.clock = StoppableClock()
        self._slack = Slack(
            build_web_client(token=world.sandbox.bot_token, base_url=world.sandbox.slack_api_url),
            self.clock,
        )

    @asynccontextmanager
    async def narrated(self) -> AsyncIterator[OutboxWorker]:
        """Let a narrator work that knows nothing of any before it."""
        narrator = OutboxWorker(
            self.store,
            self._slack,
            self.clock,
            Undeliverable(self.store, self._slack, self.clock),
            signals=Signals(),
        )
        narrator.wake()
        serving = asyncio.create_task(narrator.run())
        try:
            yield narrator
        finally:
            await narrator.stop(grace_seconds=0.1)
            await serving

    async def order(self, key: str, channel_id: str = "C0SALES") -> str:
        """Write an order down."""
        request = build_order(request_key=key, channel_id=channel_id)
        order_id, _ = await self.store.orders.add(request, at=self.clock.now())
        return order_id

    async def move(self, order_id: str, *statuses: str) -> None:
        """Write transitions down, of a call that has its card and was dialed."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (await self.store.calls.get(order_id)).is_waiting:
                await self.store.queue.claim_slot(at=self.clock.now())
        for status in statuses:
            assert await self.store.calls.add_transition(
                await latest_attempt(self.store, order_id), status, at=self.clock.now()
            )

    async def withdraw(self, order_id: str) -> bool:
        """Take an order back that was not dialed yet."""
        return await self.store.queue.withdraw(order_id, at=self.clock.now(), reason="a test")

    async def until_asked(self, method: str, *, once_more: bool = False) -> None:
        """Wait until a method of Slack's was called, or was called once more."""
        before = await self.count(method) if once_more else 0
        async with asyncio.timeout(DEADLINE_SECONDS):
            while await self.count(method) == before:
                pass

    async def until_told(self) -> None:
        """Wait until nothing is left to be told."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while await self.store.outbox.count_due():
                pass

    async def count(self, method: str) -> int:
        """Return how often a method of Slack's was called."""
        requests: dict[str, int] = (await self.world.ledger())["slack_requests"]
        return requests.get(method, 0)

    async def told_in(self, channel: str) -> list[str]:
        """Return the first words of all that was ever said in a channel."""
        said = bot_messages(await self.world.ledger(), lambda one: one["channel"] == channel)
        return [head_of(message) for message in said]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with (
        World(tmp_path / "unused.db") as world,
        opened_store(tmp_path / "calls.db") as store,
        world.visitor("U0ALICE") as alice,
    ):
        world.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE)
        yield Stage(world, store, alice)


CARD = "📞 Call to +1 555-987-6543"


async def test_message_that_is_found_again_is_edited_to_the_newest(stage: Stage) -> None:
    order_id = await stage.order("1")
    await stage.world.break_slack("chat.postMessage", "drop_after")
    await stage.world.break_slack("conversations.history", "status", times=0)
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        assert await stage.withdraw(order_id)
        await stage.world.do("clear_faults")
        narrator.wake()
        await hear(stage.alice, card, Head.WITHDRAWN)
        await see(stage.alice, card, Head.WITHDRAWN)
    assert await stage.told_in("C0SALES") == [CARD, Head.WITHDRAWN]


async def test_edit_that_has_to_wait_for_long_silences_no_channel(stage: Stage) -> None:
    await stage.world.break_slack("chat.update", "rate_limited", times=0, retry_after=LONG_SECONDS)
    sales, general = await stage.order("1"), await stage.order("2", "C0GENERAL")
    async with stage.narrated() as narrator:
        first = await wait_for_card(stage.alice, "#sales", set())
        second = await wait_for_card(stage.alice, "#general", set())
        await stage.move(sales, "initiated")
        narrator.wake()
        await stage.until_asked("chat.update")
        await stage.move(sales, "busy")
        await stage.move(general, "initiated", "busy")
        narrator.wake()
        for card in (first, second):
            await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
    assert await stage.count("chat.update") <= 2


async def test_channel_that_slack_slows_down_silences_no_other(stage: Stage) -> None:
    limit = {"times": 0, "retry_after": LONG_SECONDS, "contains": "C0SALES"}
    await stage.world.break_slack("chat.postMessage", "rate_limited", **limit)
    await stage.order("1")
    async with stage.narrated() as narrator:
        await stage.until_asked("chat.postMessage")
        order_id = await stage.order("2", "C0GENERAL")
        narrator.wake()
        await stage.move(order_id, "initiated", "busy")
        narrator.wake()
        card = await wait_for_card(stage.alice, "#general", set())
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await see(stage.alice, card, Head.BUSY)
    assert cards(stage.alice, "#sales") == []


async def test_token_revoked_while_a_message_is_in_doubt_loses_and_doubles_nothing(
    stage: Stage,
) -> None:
    order_id = await stage.order("1")
    async with stage.narrated() as narrator:
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.world.break_slack("chat.postMessage", "drop_after")
        await stage.world.break_slack("conversations.replies", "status", times=0)
        await stage.move(order_id, "initiated")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED)
        await stage.world.do("revoke_token")
        await stage.world.do("clear_faults")
        await stage.until_asked("conversations.replies", once_more=True)
        await stage.world.do("restore_token")
        await stage.move(order_id, "busy")
        narrator.wake()
        await hear(stage.alice, card, Head.INITIATED, Head.BUSY)
        await see(stage.alice, card, Head.BUSY)
        assert narrator.auth_error is None
    assert await stage.told_in("C0SALES") == [CARD, Head.INITIATED, Head.BUSY]


async def test_order_of_a_request_is_refused_where_the_app_may_not_post_its_card(
    stage: Stage,
) -> None:
    request = InboxEntry(
        request_key="1",
        workspace_id=WORKSPACE,
        kind="command",
        body="{}",
        reply=encode_address(ReplyAddress(kind=ReplyKind.DIRECT, user_id="U0ALICE")),
        received_at=stage.clock.now(),
    )
    await stage.store.inbox.add(request)
    order_id = await stage.order("1")
    await stage.world.do("revoke_token")
    async with stage.narrated(), asyncio.timeout(DEADLINE_SECONDS):
        while (await stage.store.calls.get(order_id)).status != CallStatus.REFUSED:
            pass


async def test_reply_is_posted_before_the_card_is_edited(stage: Stage) -> None:
    order_id = await stage.order("1")
    async with stage.narrated():
        card = await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()
    await stage.world.break_slack("chat.update", "hang", times=0)
    await stage.move(order_id, "initiated")
    async with stage.narrated():
        await stage.alice.wait_for_message(
            "#sales", "Initiated", DEADLINE_SECONDS, thread_ts=card["ts"]
        )


async def test_message_whose_process_was_stopped_before_it_was_sent_is_sent_once(
    stage: Stage,
) -> None:
    await stage.order("1")
    stage.clock.stops = [0.0, 1.1]
    async with stage.narrated():
        await wait_for_card(stage.alice, "#sales", set())
        await stage.until_told()

    assert await stage.count("chat.postMessage") == 1
    assert await stage.count("conversations.history") == 0
