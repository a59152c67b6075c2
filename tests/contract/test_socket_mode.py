"""The Socket Mode link at a Slack that falls silent: rebuilt, and nothing of the old one stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import build_web_client
from handlers.transport.socket_mode import SocketModeLink
from sandbox import Sandbox
from tests.fast_clock import ClockAhead
from tests.person import Person
from tests.relay import Relay, open_relay

DEADLINE_SECONDS = 8
LONG_SILENCE = timedelta(seconds=60)


class Desk:
    """An app with one command, linked to Slack by a wire; `done` holds what was typed."""

    def __init__(self, sandbox: Sandbox, relay: Relay) -> None:
        self.done: asyncio.Queue[str] = asyncio.Queue()
        self.clock = ClockAhead()
        web = build_web_client(token=sandbox.bot_token, base_url=f"{relay.url}/api/")
        self.link = SocketModeLink(self._build_app(web), sandbox.app_token, web, self.clock)

    def _build_app(self, web: AsyncWebClient) -> AsyncApp:
        app = AsyncApp(client=web)

        async def take(ack: AsyncAck, command: dict[str, Any]) -> None:
            await ack()
            self.done.put_nowait(command["text"])

        app.command("/call")(take)
        return app


async def take(queue: asyncio.Queue[str], number: int) -> list[str]:
    """Return the next entries of a queue, in the order of the alphabet."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        return sorted([await queue.get() for _ in range(number)])


@pytest.fixture
async def relay(sandbox: Sandbox) -> AsyncIterator[Relay]:
    async with open_relay(sandbox.url) as relay:
        yield relay


@pytest.fixture
async def desk(sandbox: Sandbox, relay: Relay) -> AsyncIterator[Desk]:
    desk = Desk(sandbox, relay)
    await desk.link.connect()
    await asyncio.wait_for(sandbox.workspace.sockets.wait_connected(), DEADLINE_SECONDS)
    yield desk
    await desk.link.close()


async def test_link_that_answers_is_left_alone(desk: Desk, alice: Person) -> None:
    await desk.link.check_alive()
    await alice.type("#sales", "/call 1")
    assert await take(desk.done, 1) == ["1"]
    assert desk.link.rebuilt == 0
    assert desk.link.pong_age_seconds < DEADLINE_SECONDS


@pytest.mark.parametrize("hours", [-1, 1])
async def test_clock_that_is_set_makes_no_link_deaf_and_hides_no_silence(
    desk: Desk, hours: int
) -> None:
    desk.clock.ahead = timedelta(hours=hours)
    assert abs(desk.link.pong_age_seconds) < DEADLINE_SECONDS
    desk.clock.slept = LONG_SILENCE
    assert desk.link.pong_age_seconds >= LONG_SILENCE.total_seconds()


async def test_link_that_fell_silent_is_rebuilt_and_what_was_said_meanwhile_is_done_once(
    desk: Desk, relay: Relay, alice: Person
) -> None:
    await desk.link.check_alive()
    before = asyncio.all_tasks()
    await relay.go_deaf()
    await alice.type("#sales", "/call 1")
    desk.clock.slept = LONG_SILENCE
    assert desk.link.pong_age_seconds > LONG_SILENCE.total_seconds() - DEADLINE_SECONDS
    await desk.link.check_alive()
    await alice.type("#sales", "/call 2")
    assert await take(desk.done, 2) == ["1", "2"]
    assert len(set(await take(relay.acknowledged, 2))) == 2
    await desk.link.check_alive()
    assert (desk.link.rebuilt, desk.done.qsize(), relay.acknowledged.qsize()) == (1, 0, 0)
    assert not [task for task in before if "SocketMode" in str(task) and not task.done()]
