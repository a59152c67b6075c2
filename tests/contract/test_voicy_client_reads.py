"""Reads over real sockets: calls, lists and agents, and every way they can fail."""

from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any

import pytest

from bot.errors import VoicyRefusedError, VoicyUnavailableError
from bot.voicy import VoicyCall, VoicyClient
from tests.contract.scripted_voicy import (
    IMPATIENT,
    Responder,
    ScriptedApi,
    answer,
    get,
    opened_client,
    raw,
)

SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


async def list_since(client: VoicyClient) -> tuple[VoicyCall, ...]:
    return await client.list_calls(started_since=SINCE)


async def agents(client: VoicyClient) -> object:
    return await client.list_agents()


async def agent(client: VoicyClient) -> object:
    return await client.get_agent("a1")


READS = [get, list_since, agents, agent]


UNREADABLE: dict[str, tuple[Responder, str]] = {
    "dropped": (raw(b""), "the connection broke"),
    "HTML": (answer(b"<html>Login</html>"), "cannot be read"),
    "truncated JSON": (answer(b'{"call_id": "c1", "calls": ['), "cannot be read"),
    "not text": (answer(b"\xff\xfe\x00"), "cannot be read"),
    "not an object": (answer(b"7"), "its answer"),
    "an error in a success": (answer({"status": "error", "message": "Hm."}), "its answer"),
    "503 with words": (answer({"error": "Restarting"}, 503), "HTTP 503: Restarting"),
    "408": (answer(b"", 408), "HTTP 408"),
}


@pytest.mark.parametrize("read", READS)
async def test_read_that_fails_says_unavailable(
    api: ScriptedApi, client: VoicyClient, subtests: pytest.Subtests, read: Any
) -> None:
    for kind, (respond, reason) in UNREADABLE.items():
        api.script = [respond]

        with subtests.test(kind), pytest.raises(VoicyUnavailableError, match=reason):
            await read(client)


@pytest.mark.parametrize("read", READS)
async def test_read_without_an_answer_in_time_says_unavailable(api: ScriptedApi, read: Any) -> None:
    async with opened_client(api.base_url, **IMPATIENT) as client:
        for respond in (api.hang(), api.drip()):
            api.script = [respond]
            with pytest.raises(VoicyUnavailableError, match="no answer in time"):
                await read(client)


@pytest.mark.parametrize("read", READS)
async def test_refused_read_says_why(api: ScriptedApi, client: VoicyClient, read: Any) -> None:
    api.script = [answer({"error": "Invalid API key"}, 401)]

    with pytest.raises(VoicyRefusedError, match="Invalid API key") as caught:
        await read(client)

    assert caught.value.status == 401


async def test_answer_without_end_is_not_read_to_the_end(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(b" " * 20_000_001)]

    with pytest.raises(VoicyUnavailableError, match="its answer cannot be read"):
        await get(client)


async def test_nonsense_types_do_no_harm(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [
        answer(
            b'{"call_id": "c1", "call_status": ["x"], "duration_ms": NaN, "agent": 5,'
            b' "start_timestamp": 1e999, "summary": "half \\ud83d", "transcript": {},'
            b' "vars_collected": {"a": "\\udc00"}}'
        )
    ]

    assert await get(client) == VoicyCall(
        call_id="c1", summary="half \ufffd", collected={"a": "\ufffd"}
    )


async def test_answer_about_another_call_is_not_taken_for_the_one_asked_for(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer({"call_id": "c2", "call_status": "user_hangup", "summary": "Theirs."})]

    with pytest.raises(VoicyUnavailableError, match="not about this call"):
        await get(client)


async def test_agents_are_read(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [
        answer({"agents": [{"agent_id": "a1", "name": "Dana", "language": "he"}]}),
        answer({"agent_id": "a1", "name": "Dana", "variables_provided": [{"name": "city"}]}),
    ]

    assert [found.name for found in await client.list_agents()] == ["Dana"]
    found = await client.get_agent("a1")
    assert [variable.name for variable in found.variables] == ["city"]
    assert [request.path for request in api.requests] == [
        "/functions/v1/agent-list",
        "/functions/v1/agent-get/a1",
    ]


def build_page(first: int, last: int, total: int | None = None) -> Responder:
    calls = [{"call_id": f"c{number}", "call_status": "ringing"} for number in range(first, last)]
    return answer({"calls": calls, "total_count": total})


async def test_list_asks_for_the_outgoing_calls_since(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(0, 2)]

    calls = await list_since(client)

    assert [call.call_id for call in calls] == ["c0", "c1"]
    assert api.bodies == [
        {
            "filter_criteria": {
                "direction": ["outgoing"],
                "start_timestamp": {"lower_threshold": int(SINCE.timestamp() * 1000)},
                "include_test_calls": True,
            },
            "sort_order": "descending",
            "limit": 1000,
        }
    ]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([build_page(0, 3), build_page(3, 6), build_page(6, 7)], 7),
        ([build_page(0, 3, 6), build_page(3, 6, 6)], 6),
        ([build_page(0, 3), build_page(3, 3)], 3),
    ],
)
async def test_list_follows_its_pages_to_the_end(
    api: ScriptedApi, client: VoicyClient, pages: list[Responder], found: int
) -> None:
    api.script = [*pages]

    calls = await client.list_calls(started_since=SINCE, page_size=3)

    assert [call.call_id for call in calls] == [f"c{number}" for number in range(found)]
    keys = [body.get("pagination_key") for body in api.bodies]
    assert keys == [None, "c2", "c5"][: len(pages)]


# what rows of one call say, on pages of three, and what holds
SEVERAL_ROWS = [
    ("ringing", "ringing"),
    ("ongoing ringing", "ongoing"),
    ("ringing ongoing", "ongoing"),
    ("ended ringing initiated", "ended"),
    ("initiated busy ringing", "busy"),
    ("user_hangup ended", "user_hangup"),
    ("busy queued_elsewhere", "busy"),
    ("queued_elsewhere busy", "busy"),
    ("ringing -", "ringing"),
    ("- ringing", "ringing"),
    ("-", ""),
    ("ringing ringing ringing ongoing", "ongoing"),
    ("ended ended ended ongoing", "ended"),
]


async def test_of_several_rows_of_one_call_the_one_that_is_furthest_counts(
    api: ScriptedApi, client: VoicyClient, subtests: pytest.Subtests
) -> None:
    for told, status in SEVERAL_ROWS:
        rows = [{"call_id": "c1", "call_status": word.strip("-")} for word in told.split()]
        with subtests.test(told):
            api.script = [answer({"calls": rows[:3]}), answer({"calls": rows[3:]})]
            calls = await client.list_calls(started_since=SINCE, page_size=3)
            assert [(call.call_id, call.status) for call in calls] == [("c1", status)]


async def test_list_that_never_moves_on_is_asked_twice(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(0, 3)]

    calls = await client.list_calls(started_since=SINCE, page_size=3)

    assert (len(calls), len(api.requests)) == (3, 2)


async def test_list_without_end_stops_after_ten_pages(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [build_page(number, number + 1) for number in range(12)]

    calls = await client.list_calls(started_since=SINCE, page_size=1)

    assert (len(calls), len(api.requests)) == (10, 10)


async def test_list_reaches_further_back_when_the_clock_of_the_api_is_behind(
    api: ScriptedApi, client: VoicyClient
) -> None:
    behind = datetime.now(UTC).timestamp() - 600
    api.script = [answer({"calls": []}, headers={"Date": formatdate(behind, usegmt=True)})]

    await list_since(client)
    await list_since(client)

    first, second = (
        body["filter_criteria"]["start_timestamp"]["lower_threshold"] for body in api.bodies
    )
    assert first - second == pytest.approx(600_000, abs=2_000)
