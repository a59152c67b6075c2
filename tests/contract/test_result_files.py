"""Results over real sockets: long ones whole, asked for once while somebody leafs through."""

from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.domain.orders import CallOrder
from bot.domain.requesters import Requester
from bot.errors import DeniedError, RecordingUnavailableError
from bot.reporting.audit import AuditLog
from bot.reporting.result_files import ResultFiles
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.voicy import Recordings
from bot.voicy.addresses import Address
from tests.builders.calls import WORKSPACE
from tests.builders.store import add_order, move, place
from tests.contract.scripted_voicy import ScriptedApi, answer, opened_client, started_api

ALICE = Requester(workspace_id=WORKSPACE, team_id="T1", user_id="U0ALICE", user_name="alice")
START_MS = 1_767_323_045_000


class HandTurnedClock(Clock):
    """A clock that shows what it is set to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    async with started_api() as api:
        yield api


@pytest.fixture
def clock() -> HandTurnedClock:
    return HandTurnedClock()


@pytest.fixture
async def files(
    store: Store, api: ScriptedApi, clock: HandTurnedClock, tmp_path: Path
) -> AsyncIterator[ResultFiles]:
    slack = Slack(build_web_client(token="xoxb-unused", base_url="http://127.0.0.1:9"))

    async def require_access(order: CallOrder, requester: Requester) -> None:
        if requester.user_id == "U0GRACE":
            raise DeniedError("results_access", "unseen")

    async with opened_client(api.base_url) as voicy:
        yield ResultFiles(
            store,
            voicy,
            Recordings(base_url=api.base_url, resolve=resolve_publicly),
            slack,
            clock,
            require_access=require_access,
            audit=AuditLog(store, NumberHasher(tmp_path / "key"), clock),
        )


async def resolve_publicly(host: str, port: int) -> list[Address]:
    return [ip_address("8.8.8.8")]


def tell(turns: int, **more: Any) -> dict[str, Any]:
    """Return a call as call-get answers it."""
    transcript = [
        {"role": "agent", "content": f"Sentence {n}.", "timestamp_ms": START_MS + n * 1_000}
        for n in range(turns)
    ]
    return {
        "call_id": "c1",
        "call_status": "ended",
        "start_timestamp": START_MS,
        "transcript": transcript,
        **more,
    }


async def end(store: Store) -> str:
    """Have a call placed and ended; returns its order."""
    order_id = await place(store, "1")
    await move(store, order_id, "ended")
    return order_id


async def test_long_transcript_is_asked_for_once_while_it_is_read(
    store: Store, api: ScriptedApi, files: ResultFiles, clock: HandTurnedClock
) -> None:
    api.script = [answer(tell(400))]
    order_id = await end(store)

    _, first = await files.read_transcript(order_id, ALICE)
    clock.seconds += 599
    _, second = await files.read_transcript(order_id, ALICE)

    assert [turn.text for turn in first] == [f"Sentence {n}." for n in range(400)]
    assert second == first
    assert len(api.requests) == 1


async def test_transcript_is_asked_for_again_later(
    store: Store, api: ScriptedApi, files: ResultFiles, clock: HandTurnedClock
) -> None:
    api.script = [answer(tell(1)), answer(tell(2))]
    order_id = await end(store)

    await files.read_transcript(order_id, ALICE)
    clock.seconds += 600

    assert len((await files.read_transcript(order_id, ALICE))[1]) == 2


async def test_transcript_that_is_not_there_yet_is_not_remembered(
    store: Store, api: ScriptedApi, files: ResultFiles
) -> None:
    api.script = [answer(tell(0)), answer(tell(2))]
    order_id = await end(store)

    assert (await files.read_transcript(order_id, ALICE))[1] == ()
    assert len((await files.read_transcript(order_id, ALICE))[1]) == 2


async def test_link_to_a_recording_is_fresh_each_time(
    store: Store, api: ScriptedApi, files: ResultFiles
) -> None:
    links = [f"https://recordings.example.com/{n}.wav" for n in (1, 2)]
    api.script = [answer(tell(1, recording_url=link)) for link in links]
    order_id = await end(store)

    assert [(await files.find_recording(order_id, ALICE))[1] for _ in links] == links


@pytest.mark.parametrize("link", [None, "", "http://recordings.example.com/1.wav"])
async def test_call_without_a_recording_that_may_be_shown_says_so(
    store: Store, api: ScriptedApi, files: ResultFiles, link: str | None
) -> None:
    api.script = [answer(tell(1, recording_url=link))]

    with pytest.raises(RecordingUnavailableError):
        await files.find_recording(await end(store), ALICE)


async def test_call_the_api_never_named_is_not_asked_for(
    store: Store, api: ScriptedApi, files: ResultFiles
) -> None:
    order_id = await add_order(store)

    assert (await files.read_transcript(order_id, ALICE))[1] == ()
    assert api.requests == []


@pytest.mark.parametrize("verb", ["read_transcript", "find_recording", "save_transcript"])
async def test_who_does_not_see_the_call_gets_nothing_of_it(
    store: Store, api: ScriptedApi, files: ResultFiles, verb: str
) -> None:
    api.script = [answer(tell(1))]
    order_id = await end(store)

    with pytest.raises(DeniedError):
        await getattr(files, verb)(order_id, replace(ALICE, user_id="U0GRACE"))
    assert api.requests == []
