"""The dialer at an API that answers in every way there is: a phone never rings twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.store.interface import Store
from bot.store.records import AuditEntry, GateDecision
from bot.voicy import VoicyClient
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.dialer import RunningDialer, find_fate, running_dialer
from tests.contract.scripted_voicy import (
    ACCEPTED,
    Responder,
    ScriptedApi,
    answer,
    opened_client,
    raw,
)

RETRY_PAUSES = [2.0, 5.0, 10.0, 20.0, 30.0]
HALF_AN_HOUR = 1_800
NO_SLOT = answer({"error": "Maximum number of concurrent calls reached."}, 429)


@pytest.fixture
async def bot(store: Store, client: VoicyClient) -> AsyncIterator[RunningDialer]:
    async with running_dialer(store, client) as bot:
        yield bot


def accept(call_id: str = "c1", **fields: Any) -> Responder:
    return answer(ACCEPTED | {"call_id": call_id} | fields, 201)


async def test_claim_is_written_before_the_dial_is_sent(
    store: Store, api: ScriptedApi, bot: RunningDialer
) -> None:
    seen: list[str] = []

    async def take_dial(request: web.Request) -> web.StreamResponse:
        (call,) = await store.calls.live()
        seen.append(call.status)
        return await accept()(request)

    api.script = [take_dial]
    await bot.order()
    await bot.wait_for_answers()

    assert seen == ["dialing"]


async def test_accepted_dial_is_followed_by_the_id_the_api_gave_it(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [accept("c7", call_status="Ringing")]

    order_id = await bot.order()
    await bot.wait_for_answers()

    assert await find_fate(bot.store, order_id) == ("ringing", "c7")


@pytest.mark.parametrize(
    ("told", "name"), [("a1", "Booker"), ("a2", "Reminder"), (None, "Reminder"), ("a3", None)]
)
async def test_call_is_made_by_the_agent_that_the_api_names_or_else_by_the_chosen_one(
    api: ScriptedApi, bot: RunningDialer, told: str | None, name: str | None
) -> None:
    agents = [{"agent_id": "a1", "name": "Booker"}, {"agent_id": "a2", "name": "Reminder"}]
    api.script = [answer({"agents": agents}), accept(agent_id=told)]
    await bot.agents.refresh()

    order_id = await bot.order(agent_id="a2")
    await bot.wait_for_answers()

    assert (await bot.store.calls.get(order_id)).agent_name == name


async def test_same_request_is_dialed_once(api: ScriptedApi, bot: RunningDialer) -> None:
    api.script = [accept()]

    first = await bot.order("click")
    await bot.wait_for_answers()
    again = await bot.order("click")
    bot.pass_time(HALF_AN_HOUR)
    await bot.order("another")
    await bot.wait_for_answers()

    assert again == first
    assert len(api.requests) == 2


async def test_order_without_a_card_is_not_dialed_and_canceled_after_two_minutes(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [accept()]
    async with running_dialer(store, client, has_cards=False) as bot:
        order_id = await bot.order()
        bot.pass_time(120)
        await bot.dialer.sweep()
        assert await find_fate(store, order_id) == ("queued", None)
        bot.pass_time(1)
        await bot.dialer.sweep()
        await bot.dialer.sweep()

        assert await find_fate(store, order_id) == ("withdrawn", None)
        assert len(bot.replies) == 1
        assert "Nobody was called" in bot.replies[0]
    assert api.requests == []


async def test_gate_is_asked_in_the_claim_and_what_it_denies_is_never_dialed(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    audit = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0ALICE", action="deny")
    denied = GateDecision(audit=audit, status="refused", reason="not here")
    api.script = [accept()]
    async with running_dialer(store, client, gate=lambda call, stored: denied) as bot:
        first = await bot.order("1")
        second = await bot.order("2")
        while await store.queue.first() is not None:
            bot.dialer.wake()
            await asyncio.sleep(0)
        await bot.dialer.stop(grace_seconds=1)
        await bot.wait_for_end()

    assert [(await store.calls.get(each)).reason for each in (first, second)] == ["not here"] * 2
    assert api.requests == []


async def test_call_that_the_gate_delays_is_planned_for_then(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    audit = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0ALICE", action="delay")
    delayed = GateDecision(audit=audit, until=NOON + timedelta(hours=9), reason="it is night")
    async with running_dialer(store, client, gate=lambda call, stored: delayed) as bot:
        order_id = await bot.order()
        async with asyncio.timeout(5):
            await bot.plans.acquire()

    call = await store.calls.get(order_id)
    assert (call.status, call.due_at) == ("scheduled", NOON + timedelta(hours=9))
    assert call.reason == "it is night"
    assert api.requests == []


async def test_refused_dial_is_over_and_says_why(api: ScriptedApi, bot: RunningDialer) -> None:
    api.script = [answer({"error": "Phone number not assigned to your account"}, 403), accept()]

    order_id = await bot.order()
    await bot.wait_for_answers()

    call = await bot.store.calls.get(order_id)
    assert (call.status, call.reason) == ("refused", "Phone number not assigned to your account")
    assert await bot.seconds_until_next_dial() is None


async def test_dial_without_a_free_slot_keeps_its_place_and_is_sent_again(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [NO_SLOT, accept()]

    order_id = await bot.order()
    await bot.wait_for_answers()
    assert await find_fate(bot.store, order_id) == ("queued", None)
    assert await bot.seconds_until_next_dial() == 5.0

    bot.pass_time(5)
    await bot.wait_for_answers()
    assert await find_fate(bot.store, order_id) == ("initiated", "c1")
    assert len(api.requests) == 2


async def test_dial_over_the_request_limit_waits_as_long_as_the_api_says(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [answer({"error": "Slow down."}, 429, headers={"Retry-After": "40"})]

    order_id = await bot.order()
    await bot.wait_for_answers()

    assert await find_fate(bot.store, order_id) == ("queued", None)
    assert await bot.seconds_until_next_dial() == pytest.approx(40, abs=0.1)


async def test_dial_that_found_no_free_slot_for_half_an_hour_is_refused(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [NO_SLOT]

    order_id = await bot.order()
    await bot.wait_for_answers()
    bot.pass_time(HALF_AN_HOUR + 1)
    await bot.wait_for_answers()

    call = await bot.store.calls.get(order_id)
    assert call.status == "refused"
    assert (call.reason or "").endswith(": Maximum number of concurrent calls reached.")


async def test_dial_that_was_never_sent_is_tried_five_more_times_and_then_refused(
    store: Store,
) -> None:
    pauses = []
    async with (
        opened_client("http://127.0.0.1:1/v1") as unreachable,
        running_dialer(store, unreachable) as bot,
    ):
        order_id = await bot.order()
        await bot.wait_for_answers()
        while (pause := await bot.seconds_until_next_dial()) is not None:
            pauses.append(pause)
            bot.pass_time(pause)
            await bot.wait_for_answers()

    assert pauses == RETRY_PAUSES
    assert await find_fate(store, order_id) == ("refused", None)


@pytest.mark.parametrize(
    "lose",
    [raw(b""), answer({"error": "Database away"}, 500), answer(b"<html>"), answer(b"", 408)],
    ids=["dropped", "500", "HTML", "408"],
)
async def test_dial_whose_answer_is_lost_is_never_sent_again(
    api: ScriptedApi, bot: RunningDialer, lose: Responder
) -> None:
    api.script = [lose, accept()]

    order_id = await bot.order()
    await bot.wait_for_answers()
    bot.pass_time(HALF_AN_HOUR)
    await bot.order("another")
    await bot.wait_for_answers()

    assert await find_fate(bot.store, order_id) == ("unconfirmed", None)
    assert len(api.requests) == 2


async def test_answer_that_names_the_call_of_another_order_leaves_this_one_unconfirmed(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [accept("c1")]

    first = await bot.order("1")
    await bot.wait_for_answers()
    second = await bot.order("2")
    await bot.wait_for_answers()

    assert await find_fate(bot.store, first) == ("initiated", "c1")
    assert await find_fate(bot.store, second) == ("unconfirmed", None)
    assert len(api.requests) == 2


async def test_order_beyond_the_slots_waits_in_the_queue(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    api.script = [accept(f"c{number}") for number in range(4)]

    for key in range(3):
        await bot.order(f"{key}")
    await bot.wait_for_answers(3)
    last = await bot.order("last")
    assert await find_fate(bot.store, last) == ("queued", None)

    assert len(api.requests) == 3


async def test_stopped_dialer_dials_nobody_any_more(api: ScriptedApi, bot: RunningDialer) -> None:
    api.script = [NO_SLOT, accept()]
    order_id = await bot.order()
    await bot.wait_for_answers()

    await bot.dialer.stop(grace_seconds=1)
    bot.pass_time(HALF_AN_HOUR)
    await bot.wait_for_end()

    assert await find_fate(bot.store, order_id) == ("queued", None)
    assert len(api.requests) == 1


async def test_stop_waits_for_the_answer_to_a_dial_that_was_sent(
    api: ScriptedApi, bot: RunningDialer
) -> None:
    may_answer = asyncio.Event()

    async def take_long(request: web.Request) -> web.StreamResponse:
        await may_answer.wait()
        return await accept()(request)

    api.script = [take_long]
    order_id = await bot.order()
    await api.wait_for_requests(1)

    stopping = asyncio.create_task(bot.dialer.stop(grace_seconds=5))
    await bot.wait_for_end()
    assert not stopping.done()
    may_answer.set()
    await stopping

    assert await find_fate(bot.store, order_id) == ("initiated", "c1")


async def test_dial_without_an_answer_at_the_stop_is_unconfirmed_at_the_next_start(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [api.hang()]
    async with running_dialer(store, client) as bot:
        order_id = await bot.order()
        await api.wait_for_requests(1)
        await bot.dialer.stop(grace_seconds=0)
        assert await find_fate(store, order_id) == ("dialing", None)

    async with running_dialer(store, client) as bot:
        await bot.dialer.resume()
        await bot.wait_for_answers()
        bot.pass_time(HALF_AN_HOUR)
        assert await find_fate(store, order_id) == ("unconfirmed", None)

    assert len(api.requests) == 1


async def test_order_whose_card_was_not_posted_before_a_crash_is_withdrawn_two_minutes_later(
    store: Store, api: ScriptedApi, bot: RunningDialer
) -> None:
    order_id, _ = await store.orders.add(build_order(), at=bot.clock.now())
    bot.clock.seconds += 121

    await bot.dialer.resume()

    assert await find_fate(store, order_id) == ("withdrawn", None)
    assert api.requests == []
