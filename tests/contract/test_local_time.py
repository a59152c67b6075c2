"""The time of the local world: what jumps with it, and what does not."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.clock import SandboxClock
from tests.contract.socket_app import JsonObject, SocketApp, refusal
from tests.contract.team_app import control
from tests.contract.voicy_fixtures import LocalVoicy
from tests.person import Person

DAY = 24 * 3600.0


async def state_of(sandbox: Sandbox) -> JsonObject:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.url}/_control") as answer:
        state: JsonObject = await answer.json()
    return state


def test_jumps_add_up_and_are_heard_of() -> None:
    clock, heard = SandboxClock(), []
    clock.on_jump(lambda: heard.append(clock.ahead_seconds))

    clock.jump(900)
    clock.jump(3600)

    assert heard == [900, 4500]
    assert abs(clock.epoch_seconds() - time.time() - 4500) < 1
    assert abs((clock.now() - datetime.now(UTC)).total_seconds() - 4500) < 1


@pytest.mark.parametrize("seconds", [0, -1, 367 * DAY, float("nan"), float("inf")])
def test_time_neither_goes_back_nor_leaves_the_calendar(seconds: float) -> None:
    clock = SandboxClock()

    with pytest.raises(ValueError, match="A jump goes ahead"):
        clock.jump(seconds)

    assert clock.ahead_seconds == 0


async def test_story_that_is_told_during_a_jump_takes_as_long_as_before() -> None:
    clock = SandboxClock(speed=0.001)
    sleep = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)

    clock.jump(2 * 3600)
    await asyncio.sleep(0)

    assert not sleep.done()
    assert clock.story_seconds() < 1
    sleep.cancel()


async def test_jump_dates_messages_and_people(
    sandbox: Sandbox, slack: AsyncWebClient, alice: Person
) -> None:
    await alice.type("#sales", "before")
    before = await alice.wait_for_message("#sales", "before")
    now = sandbox.clock.now()
    to_summer = (datetime(now.year + 1, 7, 1, tzinfo=UTC) - now).total_seconds() % (365 * DAY)

    done = await control(sandbox, do="jump", seconds=to_summer)
    await alice.type("#sales", "after")
    after = await alice.wait_for_message("#sales", "after")
    person = await slack.users_info(user="U0ALICE")

    assert done == {"ok": True, "ahead_seconds": to_summer}
    assert (await state_of(sandbox))["ahead_seconds"] == to_summer
    assert abs(float(after["ts"]) - float(before["ts"]) - to_summer) < 10
    assert person["user"]["tz_label"] == "Eastern Daylight Time"


async def test_jump_that_is_none_is_refused_with_a_sentence(sandbox: Sandbox) -> None:
    assert await control(sandbox, do="jump", seconds=-5) == {
        "ok": False,
        "error": "A jump goes ahead, by a year at most, not by -5.0 seconds.",
    }


async def test_response_urls_and_rate_limits_go_by_real_seconds(
    sandbox: Sandbox, slack: AsyncWebClient, app: SocketApp, alice: Person
) -> None:
    await alice.type("#sales", "/call")
    payload = await app.next_payload()
    await slack.chat_postMessage(channel="C0SALES", text="first")

    await control(sandbox, do="jump", seconds=DAY)

    assert await refusal(slack.chat_postMessage(channel="C0SALES", text="too soon")) == (
        "ratelimited"
    )
    async with (
        aiohttp.ClientSession() as http,
        http.post(payload["response_url"], json={"text": "still open"}) as answer,
    ):
        assert answer.status == 200
    await alice.wait_for_ephemeral("#sales", "still open")


async def test_jump_opens_a_new_window_and_leaves_who_talks_alone(voicy: LocalVoicy) -> None:
    call_id = await voicy.place("+15559876012")
    began = await voicy.wait_for(call_id, lambda call: call["call_status"] == "ongoing")

    voicy.clock.jump(3600)
    answer = await voicy.http.get(f"call-get/{call_id}")

    told = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert abs(told - time.time() - 3600) < 5
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - told - 60) < 5
    assert answer.json()["call_status"] == "ongoing"
    assert answer.json()["start_timestamp"] == began["start_timestamp"]
