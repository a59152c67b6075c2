"""Transcripts over real sockets: long ones whole, asked for once while somebody leafs through."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clock import Clock
from bot.domain.calls import Call
from bot.errors import RecordingUnavailableError
from bot.reporting.result_files import ResultFiles
from bot.slack import Slack, build_web_client
from bot.voicy import Recordings
from tests.builders.calls import build_call
from tests.contract.scripted_voicy import ScriptedApi, answer, opened_client, started_api

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
async def playback(api: ScriptedApi, clock: HandTurnedClock) -> AsyncIterator[ResultFiles]:
    slack = Slack(build_web_client(token="xoxb-unused", base_url="http://127.0.0.1:9"))
    async with opened_client(api.base_url) as voicy:
        yield ResultFiles(voicy, Recordings(base_url=api.base_url), slack, clock)


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


def build_ended(**changes: Any) -> Call:
    return build_call("initiated", "ended", **changes)


async def test_long_transcript_is_asked_for_once_while_it_is_read(
    api: ScriptedApi, playback: ResultFiles, clock: HandTurnedClock
) -> None:
    api.script = [answer(tell(400))]

    first = await playback.read_transcript(build_ended())
    clock.seconds += 599
    second = await playback.read_transcript(build_ended())

    assert [turn.text for turn in first] == [f"Sentence {n}." for n in range(400)]
    assert second == first
    assert len(api.requests) == 1


async def test_transcript_is_asked_for_again_later(
    api: ScriptedApi, playback: ResultFiles, clock: HandTurnedClock
) -> None:
    api.script = [answer(tell(1)), answer(tell(2))]

    await playback.read_transcript(build_ended())
    clock.seconds += 600

    assert len(await playback.read_transcript(build_ended())) == 2


async def test_transcript_that_is_not_there_yet_is_not_remembered(
    api: ScriptedApi, playback: ResultFiles
) -> None:
    api.script = [answer(tell(0)), answer(tell(2))]

    assert await playback.read_transcript(build_ended()) == ()
    assert len(await playback.read_transcript(build_ended())) == 2


async def test_link_to_a_recording_is_fresh_each_time(
    api: ScriptedApi, playback: ResultFiles
) -> None:
    links = [f"https://recordings.example.com/{n}.wav" for n in (1, 2)]
    api.script = [answer(tell(1, recording_url=link)) for link in links]

    assert [await playback.find_recording(build_ended()) for _ in links] == links


@pytest.mark.parametrize("link", [None, "", "http://recordings.example.com/1.wav"])
async def test_call_without_a_recording_that_may_be_shown_says_so(
    api: ScriptedApi, playback: ResultFiles, link: str | None
) -> None:
    api.script = [answer(tell(1, recording_url=link))]

    with pytest.raises(RecordingUnavailableError):
        await playback.find_recording(build_ended())


async def test_call_the_api_never_named_is_not_asked_for(
    api: ScriptedApi, playback: ResultFiles
) -> None:
    assert await playback.read_transcript(build_ended(call_id=None)) == ()
    assert api.requests == []
