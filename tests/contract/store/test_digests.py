"""The store: when channels want their digests, and those that they are owed."""

from bot.domain.subscriptions import DigestSchedule
from bot.store.interface import Store
from bot.store.records import DeliveryKind
from tests.builders.calls import NOON
from tests.builders.store import OpenStore, channel
from tests.builders.subscriptions import build_schedule
from tests.builders.watches import owed


async def test_digest_time_is_one_for_a_channel(store: Store) -> None:
    first, second = (
        build_schedule(channel_id="C9", zone=zone) for zone in ("UTC", "Europe/Berlin")
    )
    await store.digests.set_schedule(first)
    await store.digests.set_schedule(second)

    assert await store.digests.schedules() == (second,)
    assert await store.digests.schedule_of(channel("C1")) is None


async def wish_digest(store: Store) -> DigestSchedule:
    wanted = build_schedule(channel_id="C9")
    await store.digests.set_schedule(wanted)
    return wanted


async def test_digest_of_a_day_is_owed_once_whatever_restarts(open_store: OpenStore) -> None:
    async with open_store() as store:
        wanted = await wish_digest(store)
        assert await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)

    async with open_store() as store:
        assert not await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)
        (known,) = await store.digests.schedules()
        assert (known.last_day, known.last_until) == (NOON.date(), NOON)
        (delivery,) = await owed(store)

    assert (delivery.kind, delivery.attempt_id, delivery.digest_id) == (
        DeliveryKind.DIGEST,
        None,
        1,
    )


async def test_digest_is_not_owed_where_its_time_was_taken_back_meanwhile(store: Store) -> None:
    wanted = await wish_digest(store)
    await store.digests.remove(channel("C9"))

    assert not await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)


async def test_picture_is_owed_once_its_digest_is_sent_and_in_doubt_while_it_is_shared(
    open_store: OpenStore,
) -> None:
    async with open_store() as store:
        await store.digests.issue(await wish_digest(store), day=NOON.date(), since=NOON, until=NOON)
        assert await store.digests.awaiting_chart() == ()
        await owed(store)
        (digest,) = await store.digests.awaiting_chart()
        assert (digest.ts, digest.is_chart_in_doubt) == ("9.0", False)
        await store.digests.claim_chart(digest.id)

    async with open_store() as store:
        (digest,) = await store.digests.awaiting_chart()
        assert digest.is_chart_in_doubt
        await store.digests.close_chart(digest.id)
        assert await store.digests.awaiting_chart() == ()
