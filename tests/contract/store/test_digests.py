"""The store on a real file: when channels want their digests, and those that they are owed."""

from pathlib import Path

from bot.domain.subscriptions import DigestTime
from bot.store.sqlite import Store
from bot.store.sqlite.outbox import DeliveryKind
from tests.builders.calls import NOON
from tests.builders.store import opened_store
from tests.builders.subscriptions import build_digest_time
from tests.builders.watches import owed


async def test_digest_time_is_one_for_a_channel(store: Store) -> None:
    first, second = (
        build_digest_time(channel_id="C9", zone=zone) for zone in ("UTC", "Europe/Berlin")
    )
    await store.digests.set_time(first)
    await store.digests.set_time(second)

    assert await store.digests.times() == (second,)
    assert await store.digests.time_of("C1") is None


async def wish_digest(store: Store) -> DigestTime:
    wanted = build_digest_time(channel_id="C9")
    await store.digests.set_time(wanted)
    return wanted


async def test_digest_of_a_day_is_owed_once_whatever_restarts(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path) as store:
        wanted = await wish_digest(store)
        assert await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)

    async with opened_store(path) as store:
        assert not await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)
        (known,) = await store.digests.times()
        assert (known.last_day, known.last_until) == (NOON.date(), NOON)
        (delivery,) = await owed(store)

    assert (delivery.kind, delivery.call, delivery.digest) == (DeliveryKind.DIGEST, None, 1)


async def test_digest_is_not_owed_where_its_time_was_taken_back_meanwhile(store: Store) -> None:
    wanted = await wish_digest(store)
    await store.digests.remove("C9")

    assert not await store.digests.issue(wanted, day=NOON.date(), since=NOON, until=NOON)


async def test_picture_is_owed_once_its_digest_is_sent_and_in_doubt_while_it_is_shared(
    tmp_path: Path,
) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path) as store:
        await store.digests.issue(await wish_digest(store), day=NOON.date(), since=NOON, until=NOON)
        assert await store.digests.to_picture() == ()
        await owed(store)
        (digest,) = await store.digests.to_picture()
        assert (digest.ts, digest.is_picture_in_doubt) == ("9.0", False)
        await store.digests.claim_picture(digest.id)

    async with opened_store(path) as store:
        (digest,) = await store.digests.to_picture()
        assert digest.is_picture_in_doubt
        await store.digests.close_picture(digest.id)
        assert await store.digests.to_picture() == ()
