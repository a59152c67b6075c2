"""The dialer: what counts as a try, and how long an API may be busy."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.interface import Store
from bot.store.records import AuditEntry, GateDecision
from bot.voicy import RequestBudget, VoicyClient
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.dialer import RunningDialer, find_fate, running_dialer
from tests.builders.full_disk import refusing
from tests.builders.store import channel
from tests.builders.virtual_time import VirtualTime
from tests.contract.scripted_voicy import ACCEPTED, Responder, ScriptedApi, answer, opened_client

HALF_AN_HOUR = 1_800
LONGEST_PAUSE = 65
NO_SLOT = answer({"error": "Maximum number of concurrent calls reached."}, 429)
SLOW_DOWN = answer({"error": "Slow down."}, 429, headers={"Retry-After": "1"})
# beside five failed connections a sixth would be one too many
BUSY = [NO_SLOT, SLOW_DOWN] * 4
# certainly not dialed: nobody follows it there
ELSEWHERE = answer(b"", 307, headers={"Location": "/elsewhere"})
ACCEPT = answer(ACCEPTED, 201)


@pytest.fixture
async def bot(store: Store, api: ScriptedApi) -> AsyncIterator[RunningDialer]:
    budget = RequestBudget(VirtualTime())
    async with (
        opened_client(api.base_url, budget=budget) as client,
        running_dialer(store, client) as bot,
    ):
        yield bot


async def dial(bot: RunningDialer, api: ScriptedApi, script: list[Responder]) -> str:
    """Have the API answer one dial after the other in a queue; returns what became of the call."""
    api.script = [*script]
    order_id = await bot.order()
    for _ in script:
        await bot.wait_for_answers()
        status, _ = await find_fate(bot.store, order_id)
        if status != "queued":
            break
        bot.pass_time(LONGEST_PAUSE)
    return status


@pytest.mark.parametrize(
    ("busy_before", "failures", "busy_after", "fate"),
    [
        (7, 5, 7, "initiated"),
        (0, 5, 7, "initiated"),
        (0, 6, 0, "refused"),
        (7, 6, 0, "refused"),
    ],
)
async def test_busy_answers_are_no_failed_connections(
    bot: RunningDialer,
    api: ScriptedApi,
    busy_before: int,
    failures: int,
    busy_after: int,
    fate: str,
) -> None:
    before, after = BUSY[:busy_before], BUSY[:busy_after]

    assert await dial(bot, api, [*before, *[ELSEWHERE] * failures, *after, ACCEPT]) == fate


@pytest.mark.parametrize("minutes_in_line", [0, 31])
@pytest.mark.parametrize(("minutes_busy", "fate"), [(29, "queued"), (31, "refused")])
async def test_patience_with_a_busy_api_begins_with_its_first_answer(
    store: Store,
    client: VoicyClient,
    api: ScriptedApi,
    minutes_in_line: int,
    minutes_busy: int,
    fate: str,
) -> None:
    api.script = [NO_SLOT]
    async with running_dialer(store, client, has_cards=False) as bot:
        order_id = await bot.order()
        card = await store.outbox.next_post(channel("C1"))
        assert card is not None
        bot.pass_time(60 * minutes_in_line)
        await store.outbox.record_sent(card, "1.1")
        bot.dialer.wake()
        await bot.wait_for_answers()
        assert await find_fate(store, order_id) == ("queued", None)
        bot.pass_time(60 * minutes_busy)
        await bot.wait_for_answers()
        assert await find_fate(store, order_id) == (fate, None)


@pytest.mark.parametrize("failures", [0, 3])
async def test_half_an_hour_begins_with_the_first_of_many_busy_answers(
    bot: RunningDialer, api: ScriptedApi, failures: int
) -> None:
    api.script = [*BUSY[:4], *[ELSEWHERE] * failures, BUSY[0]]
    order_id = await bot.order()
    await bot.wait_for_answers()
    for _ in range(7 + failures):
        bot.pass_time((HALF_AN_HOUR - 60) // (7 + failures))
        await bot.wait_for_answers()
        assert (await find_fate(bot.store, order_id))[0] == "queued"
    assert len(api.requests) == 8 + failures
    bot.pass_time(120)
    await bot.wait_for_answers()
    assert (await find_fate(bot.store, order_id))[0] == "refused"


async def test_patience_begins_anew_when_a_call_comes_back_into_the_queue(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    audit = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0ALICE", action="delay")
    decisions = [None, GateDecision(audit=audit, until=NOON + timedelta(hours=1))]
    api.script = [NO_SLOT]
    async with running_dialer(store, client, gate=lambda call, stored: decisions.pop(0)) as bot:
        order_id = await bot.order()
        await bot.wait_for_answers()
        assert (await store.calls.get(order_id)).busy_since == NOON
        decisions += [None]
        bot.pass_time(3_600)
        while not await store.attempts.take_due(at=bot.clock.now()):
            pass
        bot.dialer.wake()
        await bot.wait_for_answers()
        call = await store.calls.get(order_id)

    assert (call.status, call.busy_since) == ("queued", bot.clock.now())


async def test_order_that_could_not_be_withdrawn_is_not_dialed_when_its_card_may_come(
    store: Store, api: ScriptedApi, client: VoicyClient, tmp_path: Path
) -> None:
    async with running_dialer(store, client, has_cards=False) as bot:
        order_id = await bot.order()
        bot.pass_time(121)
        with (
            refusing(tmp_path / "calls.db", "UPDATE OF status ON attempts"),
            pytest.raises(StoreError),
        ):
            await bot.dialer.sweep()
        assert bot.replies == []
        card = await store.outbox.next_post(channel("C1"))
        assert card is not None
        assert not await store.outbox.claim(card, at=bot.clock.now())
        await bot.dialer.sweep()

        assert await find_fate(store, order_id) == ("withdrawn", None)
        assert len(bot.replies) == 1
    assert api.requests == []
