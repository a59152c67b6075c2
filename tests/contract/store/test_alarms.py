"""Alarms: raised once in the claim, told once to each place, turned to people where need be."""

from datetime import datetime, timedelta

import pytest

from bot.domain.alarms import Alarm
from bot.domain.calls import Call
from bot.domain.dial_counts import DialTraffic
from bot.domain.rules import StoredFacts
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Store
from bot.store.records import GateDecision
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import post_next

DAY = timedelta(days=1)
COUNTRY = Alarm(workspace_id=WORKSPACE, kind="country", subject="FR", details=("U1",))
BURST = Alarm(workspace_id=WORKSPACE, kind="burst", details=("12", "2"), again_after=DAY)


async def dial(store: Store, key: str, at: datetime, *alarms: Alarm) -> StoredFacts:
    """Claim a call that raises alarms; returns what it was judged by."""
    await store.orders.add(build_order(request_key=key), at=at)
    await post_next(store)
    seen: list[StoredFacts] = []

    def gate(call: Call, stored: StoredFacts) -> GateDecision | None:
        seen.append(stored)
        return GateDecision(alarms=alarms) if alarms else None

    call = await store.queue.claim_slot(at=at, gate=gate)
    assert call is not None
    assert call.status == "dialing"
    await store.calls.add_transition(call.attempt_id, "ended", at=at)
    return seen[0]


async def test_alarm_is_raised_once_and_again_when_its_time_is_over(store: Store) -> None:
    await dial(store, "k1", NOON, COUNTRY, BURST)
    await dial(store, "k2", NOON + timedelta(hours=23), COUNTRY, BURST)
    assert [alarm.kind for alarm in await store.alarms.untold()] == ["country", "burst"]
    await dial(store, "k3", NOON + timedelta(hours=25), COUNTRY, BURST)
    untold = await store.alarms.untold()
    assert [alarm.kind for alarm in untold] == ["country", "burst", "burst"]
    assert (untold[0].subject, untold[0].details) == ("FR", ("U1",))


async def test_alarm_is_owed_once_to_each_place(store: Store) -> None:
    await dial(store, "k1", NOON, COUNTRY)
    (alarm,) = await store.alarms.untold()
    for _ in range(2):
        await store.alarms.tell(alarm, ("C9", "U2"), at=NOON)
    assert await store.alarms.untold() == ()
    for place in ("C9", "U2"):
        delivery = await store.outbox.next_post(ChannelKey(WORKSPACE, place))
        assert delivery is not None
        assert delivery.about == str(alarm.alarm_id)
        await store.outbox.drop(delivery)
        assert await store.outbox.next_post(ChannelKey(WORKSPACE, place)) is None


async def test_alarm_that_its_channel_does_not_take_is_for_people(store: Store) -> None:
    await dial(store, "k1", NOON, COUNTRY)
    (alarm,) = await store.alarms.untold()
    await store.alarms.tell(alarm, ("C9",), at=NOON)
    await store.alarms.turn_to_people(str(alarm.alarm_id))
    (again,) = await store.alarms.untold()
    assert again.is_for_people


@pytest.mark.parametrize(("before", "usual"), [(0, 0.0), (4, 4.0)])
async def test_traffic_is_of_ten_minutes_and_its_usual_of_those_with_calls(
    store: Store, before: int, usual: float
) -> None:
    for index in range(before):
        await dial(store, f"b{index}", NOON - timedelta(days=2))
    for index in range(9):
        traffic = (await dial(store, f"n{index}", NOON + timedelta(seconds=index))).traffic
        assert traffic == DialTraffic(dials=index)
    traffic = (await dial(store, "last", NOON + timedelta(seconds=9))).traffic
    assert traffic == DialTraffic(dials=9, usual=usual)
    later = (await dial(store, "later", NOON + timedelta(minutes=11))).traffic
    assert later == DialTraffic(dials=0)
