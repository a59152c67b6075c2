"""What can go wrong on the way to the local Voicy, by number and by fault."""

import asyncio
import json

import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.faults import Fault, parse_fault
from tests.contract.voicy_fixtures import ANSWERED, LocalVoicy


def placed(voicy: LocalVoicy) -> list[bool]:
    return [dial["placed"] for dial in voicy.dials()]


@pytest.mark.parametrize(("suffix", "is_placed"), [("6009", True), ("6010", False)])
async def test_a_number_can_lose_its_answer(
    voicy: LocalVoicy, suffix: str, is_placed: bool
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await voicy.dial(f"+1555987{suffix}")

    assert placed(voicy) == [is_placed]


@pytest.mark.parametrize(
    ("suffix", "status", "content_type"),
    [("6014", 500, "application/json"), ("6016", 200, "text/html")],
)
async def test_a_number_can_be_called_and_the_answer_be_useless(
    voicy: LocalVoicy, suffix: str, status: int, content_type: str
) -> None:
    answer = await voicy.dial(f"+1555987{suffix}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(content_type)
    assert placed(voicy) == [True]
    newest = (await voicy.list_calls())["calls"][0]
    assert newest["to_number"] == f"+1555987{suffix}"


@pytest.mark.parametrize(("kind", "dials"), [("drop_before", []), ("drop_after", [True])])
async def test_a_dropped_connection_has_no_answer(
    voicy: LocalVoicy, kind: str, dials: list[bool]
) -> None:
    voicy.strike("call-dial", kind)

    with pytest.raises(httpx.RemoteProtocolError):
        await voicy.dial()

    assert placed(voicy) == dials
    assert (await voicy.dial()).status_code == 201


@pytest.mark.parametrize(
    ("kind", "status", "dials"),
    [
        ("status", 503, []),
        ("status_after", 503, [True]),
        ("error", 503, []),
        ("html", 503, []),
        ("html_after", 503, [True]),
        ("empty", 503, []),
    ],
)
async def test_a_fault_answers_its_status_before_or_after_the_dial(
    voicy: LocalVoicy, kind: str, status: int, dials: list[bool]
) -> None:
    voicy.strike("call-dial", kind, status=status)

    answer = await voicy.dial()

    assert answer.status_code == status
    assert placed(voicy) == dials


async def test_a_truncated_answer_is_half_its_json(voicy: LocalVoicy) -> None:
    voicy.strike("call-dial", "truncated")

    answer = await voicy.dial()

    assert answer.status_code == 201
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert placed(voicy) == [True]


async def test_a_slow_answer_comes_after_the_call_was_placed(voicy: LocalVoicy) -> None:
    voicy.strike("call-dial", "slow", seconds=30)
    dialing = asyncio.create_task(voicy.dial())

    async with asyncio.timeout(10):
        while not voicy.dials():
            await voicy.list_calls()

    assert not dialing.done()
    dialing.cancel()


async def test_a_hanging_request_is_dropped_when_faults_are_cleared(voicy: LocalVoicy) -> None:
    voicy.strike("call-dial", "hang")
    dialing = asyncio.create_task(voicy.dial())
    async with asyncio.timeout(10):
        while voicy.book.waiting():
            await voicy.list_calls()

    voicy.book.clear()

    with pytest.raises(httpx.RemoteProtocolError):
        await dialing
    assert voicy.dials() == []


async def test_a_stale_answer_shows_a_call_as_it_was_and_the_next_one_as_it_is(
    voicy: LocalVoicy,
) -> None:
    call_id = await voicy.place()
    over = await voicy.wait_for_summary(call_id)
    rang, ended = (voicy.find_moment(call_id, each) for each in ("ringing", over["call_status"]))

    voicy.strike("call-list", "stale", seconds=voicy.clock.epoch_seconds() - rang)
    (was,) = [each for each in (await voicy.list_calls())["calls"] if each["call_id"] == call_id]
    voicy.strike("call-get", "stale", seconds=voicy.clock.epoch_seconds() - (rang + ended) / 2)
    talked = await voicy.get_call(call_id)

    assert (was["call_status"], was["duration_ms"]) == ("ringing", None)
    assert (talked["call_status"], talked["transcript"]) == ("ongoing", None)
    assert (await voicy.get_call(call_id))["transcript"] == over["transcript"]


async def test_a_stale_answer_does_not_know_a_call_that_had_not_begun(voicy: LocalVoicy) -> None:
    call_id = await voicy.place()
    voicy.strike("call-list", "stale", seconds=60)
    voicy.strike("call-get", "stale", seconds=60)

    calls = (await voicy.list_calls())["calls"]

    assert call_id not in [each["call_id"] for each in calls]
    assert (await voicy.http.get(f"call-get/{call_id}")).status_code == 404
    assert (await voicy.get_call(call_id))["call_id"] == call_id


async def test_a_429_on_demand_carries_headers_or_none(voicy: LocalVoicy) -> None:
    voicy.strike("call-list", "rate_limited", retry_after=7)
    voicy.strike("call-list", "rate_limited_bare")

    told = await voicy.http.post("call-list", json={})
    bare = await voicy.http.post("call-list", json={})

    assert (told.status_code, bare.status_code) == (429, 429)
    assert told.headers["X-RateLimit-Remaining"] == "0"
    assert abs(int(told.headers["X-RateLimit-Reset"]) - voicy.clock.epoch_seconds() - 7) < 3
    assert not [name for name in bare.headers if name.startswith("x-ratelimit")]
    assert told.json() == {"error": "Rate limit exceeded. Please retry after 7 seconds."}


async def test_a_fault_strikes_as_often_as_told_after_those_it_skips(voicy: LocalVoicy) -> None:
    voicy.strike("agent-list", "status", times=2, after=1)

    answers = [await voicy.http.get("agent-list") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 500, 500, 200]


async def test_a_fault_without_times_strikes_until_cleared(voicy: LocalVoicy) -> None:
    voicy.strike("*", "status", times=0, status=502)

    struck = [(await voicy.http.get("agent-list")).status_code for _ in range(3)]
    voicy.book.clear()

    assert struck == [502, 502, 502]
    assert (await voicy.http.get("agent-list")).status_code == 200


async def test_a_fault_can_wait_for_a_text_in_the_body(voicy: LocalVoicy) -> None:
    voicy.strike("call-dial", "status", contains="+15559876001")

    assert (await voicy.dial(ANSWERED)).status_code == 201
    assert (await voicy.dial("+15559876001")).status_code == 500


async def test_struck_requests_are_counted_too(voicy: LocalVoicy) -> None:
    voicy.strike("agent-list", "status")

    await voicy.http.get("agent-list")

    assert voicy.account.ledger()["voicy_requests"] == {"agent-list": 1}


def test_a_fault_is_read_from_json() -> None:
    payload = {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 2}

    assert parse_fault(payload) == Fault(side="voicy", method="call-dial", kind="slow", seconds=2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"side": "sms"}, "side must be one of slack, voicy, not 'sms'"),
        ({"kind": "explode"}, "kind must be one of"),
        ({"times": "2"}, "The field 'times' of a fault cannot be '2'"),
        ({"times": True}, "The field 'times' of a fault cannot be True"),
        ({"when": 1}, "A fault has no field 'when'"),
        ({"kind": "stale"}, "Only call-list and call-get of voicy can be stale"),
        ({"kind": "stale", "side": "slack", "method": "call-get"}, "of voicy can be stale"),
    ],
)
def test_a_wrong_fault_is_refused_with_a_sentence(change: dict[str, object], sentence: str) -> None:
    payload = {"side": "voicy", "method": "call-dial", "kind": "slow", **change}

    with pytest.raises(ValueError, match=sentence):
        parse_fault(payload)


def test_a_fault_needs_its_side_method_and_kind() -> None:
    with pytest.raises(ValueError, match="A fault needs kind, method"):
        parse_fault({"side": "voicy"})


async def test_a_hurried_clock_wakes_its_sleepers() -> None:
    clock = SandboxClock(speed=0.001)
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.wait([sleeping], timeout=0.01)

    clock.speed = 100_000

    async with asyncio.timeout(10):
        await sleeping
    assert clock.story_seconds() >= 60


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_clock_refuses_a_speed_that_is_no_speed(speed: float) -> None:
    with pytest.raises(ValueError, match="The speed is between"):
        SandboxClock(speed=speed)
