"""The client over real sockets: what it sends, its connections, its key."""

import asyncio
from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from bot.errors import (
    ConfigError,
    VoicyError,
)
from bot.voicy import DialAccepted, RequestBudget, VoicyClient
from tests.contract.scripted_voicy import (
    ACCEPTED,
    KEY,
    ScriptedApi,
    answer,
    dial,
    get,
    opened_client,
    raw,
)


async def test_dial_sends_what_the_api_asks_for(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [answer(ACCEPTED, 201)]

    accepted = await dial(client, agent_id="a2", variables={"name": "Zoë"})

    assert accepted == DialAccepted(call_id="c1", status="initiated", agent_id="a1")
    request = api.requests[0]
    assert (request.method, request.path) == ("POST", "/functions/v1/call-dial")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Content-Type"] == "application/json"
    assert api.bodies == [
        {
            "from_number": "+15551234567",
            "to_number": "+15559876543",
            "override_agent_id": "a2",
            "vars_provided": {"name": "Zoë"},
        }
    ]


async def test_plain_dial_sends_the_two_numbers_only(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [answer(ACCEPTED, 201)]

    await dial(client)

    assert api.bodies == [{"from_number": "+15551234567", "to_number": "+15559876543"}]


async def test_slash_at_the_end_of_the_address_does_not_matter(api: ScriptedApi) -> None:
    api.script = [answer({"call_id": "c1"})]

    async with opened_client(api.base_url + "/") as client:
        await get(client)

    assert api.requests[0].path == "/functions/v1/call-get/c1"


async def test_odd_id_stays_in_its_place_in_the_path(api: ScriptedApi, client: VoicyClient) -> None:
    odd = "../agent-list?x=1#y"
    api.script = [answer({"call_id": odd})]

    await client.get_call(odd)

    assert api.requests[0].raw_path == "/functions/v1/call-get/..%2Fagent-list%3Fx%3D1%23y"


async def test_each_dial_has_a_fresh_connection_and_reads_share_one(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED)]

    for _ in range(3):
        await dial(client)
    assert len(api.connections) == 3

    api.connections.clear()
    for _ in range(3):
        await get(client)
    assert len(api.connections) == 1


async def test_more_requests_than_connections_all_get_through(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer({"call_id": "c1"})]

    calls = await asyncio.gather(*(get(client) for _ in range(40)))

    assert [call.call_id for call in calls] == ["c1"] * 40


async def test_storm_of_cancellations_leaves_connections_for_the_rest(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer({"call_id": "c1"}), api.hang()]
    await get(client)  # the budget lets more than a few go at once after the first answer
    storm = [asyncio.create_task(get(client)) for _ in range(40)]
    await api.wait_for_requests(1 + 8)
    for task in storm:
        task.cancel()
    await asyncio.gather(*storm, return_exceptions=True)

    api.script = [answer({"call_id": "c1"})]
    calls = await asyncio.gather(*(get(client) for _ in range(10)))
    assert len(calls) == 10


async def test_dials_cancelled_at_any_moment_leave_connections_for_the_rest(
    api: ScriptedApi,
) -> None:
    api.script = [answer(ACCEPTED)]
    budget = RequestBudget(limit=10_000)
    async with opened_client(api.base_url, budget=budget, connect_timeout_seconds=0.3) as client:
        for turns in range(60):
            for _ in range(8):
                dialing = asyncio.create_task(dial(client))
                for _ in range(turns):
                    await asyncio.sleep(0)
                dialing.cancel()
                await asyncio.gather(dialing, return_exceptions=True)

        accepted = await asyncio.gather(*(dial(client) for _ in range(12)))

    assert [each.call_id for each in accepted] == ["c1"] * 12


async def test_clock_of_the_api_is_learned(api: ScriptedApi) -> None:
    budget = RequestBudget()
    assert budget.clock_offset_seconds == 0.0
    ahead = datetime.now(UTC).timestamp() + 3600
    api.script = [answer({"call_id": "c1"}, headers={"Date": formatdate(ahead, usegmt=True)})]

    async with opened_client(api.base_url, budget=budget) as client:
        await get(client)

    assert budget.clock_offset_seconds == pytest.approx(3600, abs=2)


async def test_key_shows_nowhere(
    api: ScriptedApi, client: VoicyClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    api.script = [raw(b"")]

    with pytest.raises(VoicyError) as caught:
        await get(client)

    for text in (repr(client), str(caught.value), caplog.text):
        assert KEY not in text


async def test_key_that_cannot_be_sent_is_refused_at_once() -> None:
    for key in ("voicy\nsk", "voicy_sk_é"):
        with pytest.raises(ConfigError):
            VoicyClient(base_url="http://127.0.0.1:1", api_key=key, budget=RequestBudget())
