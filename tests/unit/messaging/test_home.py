"""The Home while people look at it: shown anew when something changed, and no oftener."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.messaging.call_lists import CallLists
from bot.messaging.home import Home
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import Cursor
from bot.ui.home import HomeTab
from tests.builders.access import build_access, build_requester, describe_public, describe_user
from tests.builders.slack_wire import Json, Wire, answer, refuse, started_wire
from tests.builders.store import move, opened_store, place
from tests.screen import shown_text
from tests.unit.virtual_clock import VirtualClock

DEADLINE_SECONDS = 5.0


class Time(Clock):
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self._virtual = VirtualClock()
        self.somebody_sleeps = asyncio.Event()

    def monotonic(self) -> float:
        return self._virtual.now

    async def sleep(self, seconds: float) -> None:
        self.somebody_sleeps.set()
        await self._virtual.sleep(seconds)

    async def advance(self, seconds: float) -> None:
        self.somebody_sleeps.clear()
        await self._virtual.advance(seconds)


class World:
    """A Home between a store and a Slack that says what is published."""

    def __init__(self, store: Store, wire: Wire) -> None:
        self.store = store
        self.wire = wire
        self.time = Time()
        self.published: asyncio.Queue[Json] = asyncio.Queue()
        self.refusals: list[str] = []
        wire.script = [self._answer]
        self.in_channels = ["C1"]
        self.public_channels: list[str] = []
        slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
        call_lists = CallLists(store, build_access(wire, self.time), slack)
        self.home = Home(call_lists, slack, self.time, find_rules=self._find_rules)
        self._running = asyncio.create_task(self.home.run())

    async def _find_rules(self, requester: Requester) -> None:
        return None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("chat.getPermalink"):
            return await answer({"ok": True, "permalink": "https://slack.example/1"})(request)
        if request.path.endswith("users.info"):
            return await answer(describe_user())(request)
        if request.path.endswith("users.conversations"):
            channels = [{"id": each} for each in self.in_channels]
            return await answer({"ok": True, "channels": channels})(request)
        if request.path.endswith("conversations.list"):
            return await answer(describe_public(*self.public_channels))(request)
        sent = await request.json()
        self.published.put_nowait(sent)
        if self.refusals:
            return await refuse(self.refusals.pop(0))(request)
        count = sum(method == "views.publish" for method in self.wire.methods)
        return await answer({"ok": True, "view": {"hash": f"h{count}"}})(request)

    async def open(self, user_id: str = "U0ALICE", *, view_hash: str | None = None) -> Json:
        await self.home.show(
            build_requester(user_id), tab=HomeTab.MINE, place=Cursor(), view_hash=view_hash
        )
        return await self.see()

    async def see(self) -> Json:
        """Return what is published next."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await self.published.get()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass once the Home has done what there was to do, and waits."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.time.somebody_sleeps.wait()
        await self.time.advance(seconds)

    async def close(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


@asynccontextmanager
async def opened_world(path: Path) -> AsyncIterator[World]:
    async with opened_store(path) as store, started_wire() as wire:
        world = World(store, wire)
        yield world
        await world.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path / "calls.db") as world:
        yield world


async def test_home_shows_the_persons_calls(world: World) -> None:
    await place(world.store)

    shown = await world.open(view_hash="h0")

    assert (shown["user_id"], shown["hash"]) == ("U0ALICE", "h0")
    assert "Initiated" in shown_text(shown["view"])
    assert "https://slack.example/1" in str(shown["view"])


async def test_change_is_shown_over_what_was_seen_before(world: World) -> None:
    assert "hash" not in await world.open()
    order_id = await place(world.store)
    world.home.wake()
    await world.pass_time(2)
    assert "Initiated" in shown_text((await world.see())["view"])

    await move(world.store, order_id, "ringing")
    world.home.wake()
    await world.pass_time(2)
    shown = await world.see()

    assert shown["hash"] == "h2"
    assert "Ringing" in shown_text(shown["view"])


async def test_changes_within_two_seconds_are_shown_together(world: World) -> None:
    await world.open()
    order_id = await place(world.store)
    for status in ("ringing", "ongoing", "ended"):
        world.home.wake()
        await move(world.store, order_id, status)

    await world.pass_time(1.9)
    assert world.published.empty()
    await world.time.advance(0.1)

    assert "Ended" in shown_text((await world.see())["view"])
    world.home.wake()
    await world.pass_time(2)
    await world.pass_time(2)
    assert world.published.empty()


async def test_nothing_is_published_where_nothing_changed(world: World) -> None:
    await world.open()

    for _ in range(3):
        world.home.wake()
        await world.pass_time(2)
    assert (await world.open("U0BOB"))["user_id"] == "U0BOB"

    assert world.published.empty()


async def test_newer_view_is_replaced_by_one_made_after_it(world: World) -> None:
    world.refusals = ["hash_conflict"]

    first = await world.open(view_hash="old")
    again = await world.see()

    assert first["hash"] == "old"
    assert "hash" not in again


async def test_call_of_a_channel_that_the_person_left_is_gone_a_minute_later(world: World) -> None:
    await place(world.store)
    assert "+1 555-987-6543" in shown_text((await world.open())["view"])
    world.in_channels = []

    for seconds in (61, 2):
        world.home.wake()
        await world.pass_time(seconds)

    assert "+1 555-987-6543" not in shown_text((await world.see())["view"])


async def test_who_left_long_ago_is_not_shown_changes(world: World) -> None:
    await world.open("U0BOB")
    world.home.wake()
    await world.pass_time(599)
    await world.open("U0ALICE")
    await place(world.store)
    await world.home.show(
        build_requester("U0BOB"), tab=HomeTab.EVERYONE, place=Cursor(), view_hash=None
    )
    assert (await world.see())["user_id"] == "U0BOB"
    await world.time.advance(601)
    await world.open("U0ALICE")
    await move(world.store, (await world.store.calls.live())[0].order_id, "ringing")
    world.home.wake()
    await world.pass_time(2)

    assert (await world.see())["user_id"] == "U0ALICE"
    world.home.wake()
    await world.pass_time(2)
    assert world.published.empty()


@pytest.mark.parametrize("code", ["ratelimited", "internal_error"])
async def test_what_slack_did_not_take_is_shown_again(world: World, code: str) -> None:
    world.refusals = [code]
    await world.open()

    for _ in range(40):
        await world.pass_time(2)
        if not world.published.empty():
            break

    assert (await world.see())["user_id"] == "U0ALICE"


@pytest.mark.parametrize(
    "code", ["a_word_nobody_listed", "team_access_not_granted", "accesslimited"]
)
async def test_what_slack_does_not_show_now_is_shown_at_the_next_look(
    world: World, code: str
) -> None:
    world.refusals = [code]
    await world.open()

    for _ in range(2):
        world.home.wake()
        await world.pass_time(2)

    assert (await world.see())["user_id"] == "U0ALICE"


async def test_home_that_is_switched_off_ends_nothing_else(world: World) -> None:
    world.refusals = ["not_enabled"]
    await world.open("U0BOB")

    assert (await world.open("U0ALICE"))["user_id"] == "U0ALICE"
