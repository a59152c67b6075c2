"""A dial is sent only while its lease is new: what was decided before a long stop is not done."""

import asyncio
from typing import Final

import pytest

from bot.calling.leases import DialLease
from bot.errors import LeaseExpiredError, StoreError, VoicyUnavailableError
from bot.slack.client import TIMEOUT_SECONDS
from bot.store.interface import LEASE, Store
from bot.voicy import VoicyClient
from bot.voicy.client import DIAL_DEADLINE_SECONDS
from tests.builders.dialer import find_fate, running_dialer
from tests.builders.stopped_process import StoppedProcessClock
from tests.builders.store import claim, line_up
from tests.contract.scripted_voicy import (
    ACCEPTED,
    IMPATIENT,
    ScriptedApi,
    WatchedLease,
    answer,
    dial,
    opened_client,
)

# looks at the clock in one dial: when its lease is renewed, when it is checked, before the body
IN_TIME: Final = [5.0, 1.0]
TOO_LATE: Final = [0.0, 1.1]
TOO_LATE_FOR_THE_BODY: Final = [0.0, 0.0, 1.1]
RENEWED_LATE: Final = [0.0, 60.0, 1.0]
RENEWED_TOO_LATE: Final = [0.0, 0.0, 1.1]
LONGEST_WRITE_SECONDS: Final = 5.0


async def expire() -> None:
    raise LeaseExpiredError


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


def test_lease_outlasts_the_longest_dial_and_the_longest_post() -> None:
    assert LEASE.total_seconds() >= DIAL_DEADLINE_SECONDS + 2 * LONGEST_WRITE_SECONDS
    # as it is, once more after a short pause, and both again without its blocks
    assert LEASE.total_seconds() >= 4 * TIMEOUT_SECONDS + 2 * 2.0 + LONGEST_WRITE_SECONDS


async def test_lease_is_renewed_and_then_checked_before_anything_arrives(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED, 201)]
    lease = WatchedLease(api)

    await dial(client, lease=lease)

    assert lease.steps == [("renewed", 0), ("checked", 0)]
    assert len(api.requests) == 1


async def test_lease_is_checked_on_a_connection_that_stands_and_is_closed_without_a_byte() -> None:
    received: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def read_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.set_result(await reader.read())
        writer.close()

    server = await asyncio.start_server(read_all, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, opened_client(f"http://127.0.0.1:{port}/v1") as client:
        with pytest.raises(LeaseExpiredError):
            await dial(client, lease=WatchedLease(ScriptedApi(), fail=expire))
        async with asyncio.timeout(5):
            assert await received == b""


async def test_client_dials_again_after_a_lease_that_was_too_old(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED, 201)]
    for _ in range(20):  # more often than there are connections
        with pytest.raises(LeaseExpiredError):
            await dial(client, lease=WatchedLease(api, fail=expire))

    assert (await dial(client, lease=WatchedLease(api))).call_id == "c1"
    assert len(api.requests) == 1


async def test_deadline_that_ends_while_a_lease_is_checked_proves_that_nothing_was_sent(
    api: ScriptedApi,
) -> None:
    async with opened_client(api.base_url, **IMPATIENT) as client:
        with pytest.raises(VoicyUnavailableError):
            await dial(client, lease=WatchedLease(api, fail=wait_for_ever))

    assert api.requests == []


@pytest.mark.parametrize(
    ("stops", "renews_late", "is_fresh"),
    [
        (IN_TIME, False, True),
        (TOO_LATE, False, False),
        (RENEWED_LATE, True, True),
        (RENEWED_TOO_LATE, True, False),
    ],
    ids=["in time", "too late", "renewed late", "renewed too late"],
)
async def test_lease_is_good_for_a_second(
    store: Store, stops: list[float], renews_late: bool, is_fresh: bool
) -> None:
    await line_up(store, 1)
    call = await claim(store)
    assert call is not None
    clock = StoppedProcessClock(stops=list(stops))
    taken = DialLease(store.queue, clock, call.attempt_id, renews_late=renews_late)

    await taken.renew()
    if is_fresh:
        await taken.check()
    else:
        with pytest.raises(LeaseExpiredError):
            await taken.check()


@pytest.mark.parametrize("stops", [TOO_LATE, TOO_LATE_FOR_THE_BODY])
async def test_dial_whose_lease_grew_old_is_given_back_and_dialed_once(
    store: Store, api: ScriptedApi, client: VoicyClient, stops: list[float]
) -> None:
    api.script = [answer(ACCEPTED, 201)]
    clock = StoppedProcessClock(stops=list(stops))
    async with running_dialer(store, client, clock=clock) as bot:
        order_id = await bot.order()
        await bot.wait_for_answers(2)

    call = await store.calls.get(order_id)
    assert (call.status_history, call.call_id, call.dial_tries) == (("initiated",), "c1", 1)
    assert len(api.requests) == 1


async def test_dial_to_which_connecting_always_takes_long_is_sent_nevertheless(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED, 201)]
    # renewed and checked; renewed, renewed late, and checked twice
    clock = StoppedProcessClock(stops=[0.0, 3.0, 0.0, 3.0, 0.0])
    async with running_dialer(store, client, clock=clock) as bot:
        order_id = await bot.order()
        await bot.wait_for_answers(2)

    assert await find_fate(store, order_id) == ("initiated", "c1")


async def test_dial_whose_lease_expired_before_its_turn_is_decided_anew(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    await line_up(store, 1)
    call = await claim(store)
    assert call is not None
    clock = StoppedProcessClock(seconds=LEASE.total_seconds())

    with pytest.raises(LeaseExpiredError):
        await dial(client, lease=DialLease(store.queue, clock, call.attempt_id))
    assert api.requests == []


async def test_dial_whose_lease_cannot_be_written_is_not_sent(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    taken = DialLease(store.queue, StoppedProcessClock(), 1)
    await store.close()

    with pytest.raises(StoreError):
        await dial(client, lease=taken)
    assert api.requests == []


async def test_call_whose_time_is_over_before_its_request_is_sent_goes_back_to_the_gate(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [answer(ACCEPTED, 201)]
    looks = iter([False, True])
    async with running_dialer(store, client, is_time=lambda: next(looks)) as dialer:
        order_id = await dialer.order()
        await dialer.wait_for_answers(2)

    assert await find_fate(store, order_id) == ("initiated", ACCEPTED["call_id"])
    assert len(api.requests) == 1
    assert next(looks, None) is None
