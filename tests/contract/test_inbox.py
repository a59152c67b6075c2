"""The inbox: a request is written down, then acknowledged, then taken."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_bolt.response import BoltResponse

from bot.domain.requesters import ReplyAddress, ReplyKind
from bot.errors import CallBotError, DeniedError
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.ui.notices import DATABASE_UNAVAILABLE
from bot.voicy import VoicyClient
from handlers.context import Services
from handlers.inbox import InboxReceiver, Received
from tests.builders.locked_store import locked
from tests.builders.services import build_services
from tests.builders.slack_wire import Wire, answer, refuse, started_wire

KIND = "command"
KEY = "command:1"
BODY = {"user_id": "U0ALICE", "team_id": "T1", "text": "+15559876543"}
GRACE_SECONDS = 5.0


class WatchedAck(AsyncAck):
    """An acknowledgement that notes which requests were written down when it was given."""

    def __init__(self, store: Store) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._store = store
        self.written: list[list[str]] = []

    async def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:
        entries = await self._store.inbox.unanswered()
        self.written.append([entry.request_key for entry in entries])
        return await super().__call__(*args, **kwargs)


class Desk:
    """An entrance behind the inbox; `taken` are the requests that reached it."""

    def __init__(self, services: Services, wire: Wire) -> None:
        self.taken: list[str] = []
        self.refusal: CallBotError | None = None
        self.ack = WatchedAck(services.store)
        self._services = services
        self._wire = wire
        self._inbox = InboxReceiver(services)
        self._inbox.register(KIND, self._take)

    async def _take(self, services: Services, received: Received) -> None:
        self.taken.append(received.key)
        if self.refusal is not None:
            raise self.refusal

    async def receive(self) -> None:
        """Let a request come in, and wait until all is done that it leads to."""
        address = ReplyAddress(
            kind=ReplyKind.RESPONSE_URL, user_id="U0ALICE", response_url=f"{self._wire.url}/respond"
        )
        await self._inbox.accept(KIND, KEY, BODY, address, self.ack)
        await self._services.background.finish(grace_seconds=GRACE_SECONDS)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with started_wire() as wire:
        wire.script = [answer(b"ok", kind="text/plain")]
        yield wire


@pytest.fixture
def desk(store: Store, wire: Wire, client: VoicyClient, tmp_path: Path) -> Desk:
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
    return Desk(build_services(store, slack, client, tmp_path), wire)


async def test_request_is_written_down_before_it_is_acknowledged(desk: Desk) -> None:
    await desk.receive()

    assert desk.ack.written == [[KEY]]
    assert desk.taken == [KEY]


async def test_request_that_comes_twice_is_acknowledged_twice_and_taken_once(desk: Desk) -> None:
    for _ in range(2):
        await desk.receive()

    assert desk.ack.written == [[KEY], []]
    assert desk.taken == [KEY]


async def test_request_that_cannot_be_written_down_is_not_taken_and_its_person_is_told(
    desk: Desk, wire: Wire, tmp_path: Path
) -> None:
    with locked(tmp_path / "calls.db"):
        await desk.receive()

    assert desk.ack.written == [[]]
    assert desk.taken == []
    assert [DATABASE_UNAVAILABLE in sent["text"] for _, sent in wire.asked] == [True]


async def test_refusal_that_reaches_nobody_is_not_kept_for_the_next_start(
    desk: Desk, wire: Wire, store: Store
) -> None:
    desk.refusal = DeniedError("permissions", "deactivated")
    wire.script = [
        answer(b"expired_url", status=404, kind="text/plain"),
        refuse("user_disabled"),
    ]
    await desk.receive()

    assert desk.taken == [KEY]
    assert len(wire.asked) == 2
    assert await store.inbox.unanswered() == ()
