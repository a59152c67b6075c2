"""An API that sends too much: what it sends is bounded, and said once; nothing is made of it."""

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.statuses import MOST_UNKNOWN_STATUSES
from bot.errors import DialUnconfirmedError, VoicyUnreadableError
from bot.store.interface import Store
from bot.voicy import Recordings, VoicyClient
from bot.voicy.bounds import (
    LARGEST_OBJECT,
    LONGEST_TEXT,
    MOST_AGENTS,
    MOST_CALLS,
    MOST_TRANSCRIPT_ENTRIES,
    MOST_VALUES,
)
from bot.voicy.transport import LARGEST_BODY_BYTES
from tests.builders.calls import NOON
from tests.builders.polling import StoppedClock
from tests.builders.tracker import following, place
from tests.contract.scripted_voicy import (
    Responder,
    ScriptedApi,
    answer,
    dial,
    get,
    listed,
    opened_client,
)
from tests.contract.test_voicy_recordings import link_to

SINCE = datetime(2026, 1, 2, tzinfo=UTC)
WAV = {"Content-Type": "audio/wav"}


def coded(body: bytes, coding: str, **more: str) -> Responder:
    return answer(body, headers={"Content-Encoding": coding, **more})


def compress(body: bytes) -> bytes:
    return gzip.compress(body, 9)


BOMB = compress(b" " * (LARGEST_BODY_BYTES + 1))
CALL = json.dumps({"call_id": "c1", "call_status": "ringing"}).encode()
UNREADABLE: dict[str, Responder] = {
    "too large": answer(b" " * (LARGEST_BODY_BYTES + 1)),
    "too large unpacked": coded(BOMB, "gzip"),
    "packed twice": coded(compress(compress(CALL)), "gzip, gzip"),
    "packed another way": coded(zlib.compress(CALL), "deflate"),
    "unknown packing": coded(CALL, "br"),
    "cut short": coded(compress(CALL)[:-9], "gzip"),
    "not packed": coded(CALL, "gzip"),
    "2,000,000 strings": answer(b'{"calls": [' + b'"",' * 2_000_000 + b'""]}'),
    "too many values": answer(b'{"calls": [' + b"0," * 60_000 + b"0]}"),
    "300,000 variables": answer(
        b'{"call_id": "c1", "vars_extracted": {'
        + b",".join(b'"k%d":1' % number for number in range(300_000))
        + b"}}"
    ),
    "1,800,000 empty lists": answer(
        b'{"call_id": "c1", "calls": [' + b",".join([b"[" * 60 + b"]" * 60] * 30_000) + b"]}"
    ),
    "60,000 nested objects": answer(
        b'{"call_id": "c1", "calls": ['
        + b",".join([b'{"":' * 600 + b"1" + b"}" * 600] * 100)
        + b"]}"
    ),
    "nested": answer(b"[" * 100_000),
    "a summary of 15 MB": answer({"call_id": "c1", "summary": "x" * 15_000_000}),
}


async def test_answer_that_is_too_much_is_not_read(
    api: ScriptedApi, client: VoicyClient, subtests: pytest.Subtests
) -> None:
    for kind, respond in UNREADABLE.items():
        api.script = [respond]

        with subtests.test(kind):
            with pytest.raises(VoicyUnreadableError):
                await get(client)
            with pytest.raises(DialUnconfirmedError):
                await dial(client)


@pytest.mark.parametrize("body", [CALL, CALL + b" " * 60_000], ids=["at once", "in a thread"])
async def test_packed_answer_is_read(api: ScriptedApi, client: VoicyClient, body: bytes) -> None:
    api.script = [coded(compress(body), "gzip")]

    assert (await get(client)).status == "ringing"
    api.script = [coded(body, ""), coded(body, "identity")]
    assert [(await get(client)).status for _ in range(2)] == ["ringing"] * 2
    assert api.requests[0].headers["Accept-Encoding"] == "gzip"


async def test_recording_is_measured_unpacked(api: ScriptedApi) -> None:
    api.script = [coded(compress(b"x" * 5_000), "gzip", **WAV)]

    with pytest.raises(Exception, match="too large"):
        await Recordings(base_url=api.base_url, largest_bytes=4_999).fetch(link_to(api))


async def list_calls(client: VoicyClient) -> int:
    return len(await client.list_calls(started_since=SINCE))


async def list_agents(client: VoicyClient) -> int:
    return len(await client.list_agents())


def measure(name: str) -> Callable[[VoicyClient], Any]:
    async def read(client: VoicyClient) -> int:
        return len(getattr(await get(client), name))

    return read


EXCESS: dict[str, tuple[Any, Callable[[VoicyClient], Any], int]] = {
    "calls": (
        {"calls": [{"call_id": f"c{number}"} for number in range(1_500)]},
        list_calls,
        MOST_CALLS,
    ),
    "agents": ([{"agent_id": f"a{number}"} for number in range(1_500)], list_agents, MOST_AGENTS),
    "text": ({"call_id": "c1", "summary": "x" * 1_000_000}, measure("summary"), LONGEST_TEXT),
    "transcript entries": (
        {"call_id": "c1", "transcript": [{"role": "agent"}] * 9_000},
        measure("transcript"),
        MOST_TRANSCRIPT_ENTRIES,
    ),
    "variables": (
        {"call_id": "c1", "vars_extracted": {f"k{number}": 1 for number in range(9_000)}},
        measure("extracted"),
        MOST_VALUES,
    ),
}


@pytest.mark.parametrize("what", EXCESS)
async def test_excess_is_cut_and_said_once(
    api: ScriptedApi, client: VoicyClient, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    body, read, kept = EXCESS[what]
    api.script = [answer(body)]

    assert [await read(client) for _ in range(3)] == [kept] * 3

    assert [record.getMessage() for record in caplog.records if what in record.getMessage()] == [
        f"Voicy API, {api.requests[0].path.split('/')[3]}: more {what} than are kept"
    ]


async def test_as_much_as_is_kept_is_not_cut(
    api: ScriptedApi, client: VoicyClient, caplog: pytest.LogCaptureFixture
) -> None:
    values = {f"k{number}": number for number in range(MOST_VALUES)}
    body = {"call_id": "c1", "summary": "x" * LONGEST_TEXT, "vars_extracted": values}
    api.script = [answer(body)]

    found = await get(client)

    assert (found.summary, found.extracted) == ("x" * LONGEST_TEXT, values)
    assert caplog.records == []


async def test_large_value_is_left_out_and_the_next_is_kept(
    api: ScriptedApi, client: VoicyClient
) -> None:
    values = {"first": "1", "large": ["x" * LARGEST_OBJECT], "last": "2"}
    api.script = [answer({"call_id": "c1", "vars_collected": values})]

    assert (await get(client)).collected == {"first": "1", "last": "2"}


async def test_value_that_is_nested_too_deep_is_left_out(
    api: ScriptedApi, client: VoicyClient
) -> None:
    deep = b"[" * 300 + b"]" * 300
    step = b'{"role": "system", "function_result": %b}' % deep
    api.script = [
        answer(
            b'{"call_id": "c1", "vars_collected": {"a": %b, "b": [[1]]}, "transcript": [%b]}'
            % (deep, step)
        )
    ]

    found = await get(client)

    assert found.collected == {"b": [[1]]}
    assert [entry.function_result for entry in found.transcript or ()] == [None]


@pytest.mark.parametrize("call_id", ["a\nb", "a\x00b", "\x1b[2J", "a\u202eb", "x" * 501, " "])
async def test_id_that_would_spoil_the_log_is_none(
    api: ScriptedApi, client: VoicyClient, call_id: str
) -> None:
    api.script = [answer({"calls": [{"call_id": call_id}, {"call_id": "c1"}]})]
    assert [call.call_id for call in await client.list_calls(started_since=SINCE)] == ["c1"]

    api.script = [answer({"call_id": call_id}, 201)]
    with pytest.raises(DialUnconfirmedError):
        await dial(client)


async def test_number_of_thousands_of_digits_is_none(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [
        answer(b'{"call_id": "c1", "vars_collected": {"n": ' + b"9" * 4_000 + b', "m": 7}}')
    ]

    assert (await get(client)).collected == {"n": None, "m": 7}


async def test_call_that_gets_ever_new_words_fills_neither_thread_nor_log(
    store: Store, api: ScriptedApi, caplog: pytest.LogCaptureFixture
) -> None:
    order_id, clock = await place(store, "c1", at=NOON), StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for number in range(30):
            clock.seconds += 3
            api.script = [answer(listed("c1", f"new\x1b word {number}"))]
            await tracker.follow()
        clock.seconds += 3
        api.script = [answer(listed("c1", "user_hangup"))]
        await tracker.follow()

    told = (await store.calls.get(order_id)).status_history
    assert told[1:] == (*(f"new_word_{n}" for n in range(MOST_UNKNOWN_STATUSES)), "user_hangup")
    assert sum("unknown statuses" in record.getMessage() for record in caplog.records) == 1


async def test_refusal_with_a_huge_text_is_a_refusal(api: ScriptedApi) -> None:
    api.script = [answer({"error": "x" * 100_000}, 403)]

    async with opened_client(api.base_url) as client:
        with pytest.raises(Exception, match="not allowed"):
            await get(client)
