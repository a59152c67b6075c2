"""The digest's job: what is written down when, and what becomes of pictures that go wrong."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.reporting.chart_process import ChartProcess
from bot.signals import Part
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import Delivery, Digest
from bot.subscriptions.digests import DigestSender
from bot.ui.statistics import NO_CALLS_SINCE
from tests.builders.access import build_access, describe_channel, describe_public
from tests.builders.calls import NOON
from tests.builders.signals import listen
from tests.builders.slack_wire import Responder, Wire, answer_each, refuse
from tests.builders.store import channel, move, opened_store, place
from tests.builders.subscriptions import build_schedule


class SetClock(Clock):
    """Says the time it is told."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Desk:
    """A digest job between a store and a Slack that plays its answers."""

    store: Store
    wire: Wire
    clock: SetClock
    changes: list[None]
    digests: DigestSender

    async def issue_and_send(self) -> Digest:
        """Have the digest of the day stand in C9; its picture is still to be shared."""
        assert await self.digests.run() is not None
        delivery = await self.store.outbox.next_post(channel("C9"))
        assert delivery is not None
        await self.store.outbox.record_sent(delivery, "9.0")
        (digest,) = await self.store.digests.awaiting_chart()
        return digest


def say(**flags: bool) -> Responder:
    """Have Slack say what the channel of the digest is, and that C1 is public."""
    known = {
        "conversations.info": describe_channel(**flags),
        "conversations.list": describe_public("C1"),
    }
    return answer_each(known)


@pytest.fixture
async def desk(tmp_path: Path, wire: Wire) -> AsyncIterator[Desk]:
    async with opened_store(tmp_path / "calls.db") as store:
        clock, changes = SetClock(), list[None]()
        wire.script = [say()]
        digests = DigestSender(
            store,
            Slack(build_web_client(token="xoxb-1", base_url=wire.url)),
            ChartProcess(deadline_seconds=0.01),
            build_access(wire),
            clock,
            signals=listen(Part.OUTBOX, lambda: changes.append(None)),
        )
        yield Desk(store, wire, clock, changes, digests)


async def wish(desk: Desk, *, hours: int = 1) -> None:
    """Let C9 have its digest so many hours after noon."""
    due = NOON + timedelta(hours=hours)
    await desk.store.digests.set_schedule(
        build_schedule(channel_id="C9", wall_time=due.time(), added_at=NOON)
    )


async def end_a_call(desk: Desk) -> None:
    order_id = await place(desk.store, channel_id="C9")
    await move(desk.store, order_id, "busy")
    while delivery := await desk.store.outbox.next_post(channel("C9")):
        await desk.store.outbox.record_sent(delivery, "1.0")


async def next_post(desk: Desk) -> Delivery:
    delivery = await desk.store.outbox.next_post(channel("C9"))
    assert delivery is not None
    return delivery


async def test_job_rests_until_the_next_digest_is_due(desk: Desk) -> None:
    assert await desk.digests.run() is None
    await wish(desk)

    assert await desk.digests.run() == 3_600.0
    assert desk.changes == []


async def test_digest_is_written_down_once_when_its_time_comes(desk: Desk) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1, seconds=3)

    pauses = [await desk.digests.run() for _ in range(2)]

    assert pauses == [24 * 3_600.0 - 3] * 2
    assert desk.changes == [None]
    message = await desk.digests.write(await next_post(desk))
    assert message is not None
    assert message.text.startswith(NO_CALLS_SINCE)


async def test_digest_of_a_day_that_is_over_is_not_told(desk: Desk) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    await desk.digests.run()
    desk.clock.at = NOON + timedelta(days=1)

    assert await desk.digests.write(await next_post(desk)) is None


async def test_day_without_calls_has_no_picture(desk: Desk) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    await desk.issue_and_send()

    await desk.digests.run()
    assert await desk.store.digests.awaiting_chart() == ()
    assert desk.wire.methods == ["conversations.info", "conversations.list"]


@pytest.mark.parametrize(("is_shared", "number"), [(False, "2 calls"), (True, "1 call ")])
async def test_digest_of_a_channel_with_another_company_counts_its_own_calls_alone(
    desk: Desk, is_shared: bool, number: str
) -> None:
    await wish(desk)
    await end_a_call(desk)
    await move(desk.store, await place(desk.store, "2"), "busy")
    desk.wire.script = [say(is_ext_shared=is_shared)]
    desk.clock.at = NOON + timedelta(hours=1)
    await desk.digests.run()

    message = await desk.digests.write(await next_post(desk))

    assert message is not None
    assert number in message.text


async def test_picture_that_cannot_be_painted_is_given_up(desk: Desk) -> None:
    await wish(desk)
    await end_a_call(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    await desk.issue_and_send()

    await desk.digests.run()
    assert await desk.store.digests.awaiting_chart() == ()
    assert desk.wire.methods == ["conversations.info", "conversations.list"]


@pytest.mark.parametrize(
    ("code", "is_owed"),
    [
        ("a_word_nobody_listed", True),
        ("team_access_not_granted", True),
        ("accesslimited", True),
        ("fatal_error", True),
        ("ratelimited", True),
        ("is_archived", False),
        ("file_uploads_disabled", False),
    ],
)
async def test_picture_is_given_up_only_for_a_final_word(
    desk: Desk, code: str, is_owed: bool
) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    digest = await desk.issue_and_send()
    await desk.store.digests.claim_chart(digest.id)
    # nothing has to be drawn where it may stand already
    desk.digests._look_at[digest.id] = 0.0
    desk.wire.script = [refuse(code)]

    await desk.digests.run()

    assert bool(await desk.store.digests.awaiting_chart()) is is_owed


async def test_picture_that_slack_refuses_in_a_new_word_is_owed_as_long_as_its_day(
    desk: Desk,
) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    digest = await desk.issue_and_send()
    await desk.store.digests.claim_chart(digest.id)
    desk.digests._look_at[digest.id] = 0.0
    desk.wire.script = [refuse("a_word_nobody_listed")]
    desk.clock.at = NOON + timedelta(days=1)

    await desk.digests.run()

    assert await desk.store.digests.awaiting_chart() == ()


async def test_picture_in_doubt_is_looked_for_after_a_while(desk: Desk) -> None:
    await wish(desk)
    desk.clock.at = NOON + timedelta(hours=1)
    digest = await desk.issue_and_send()
    await desk.store.digests.claim_chart(digest.id)
    desk.wire.script = [refuse("ratelimited", 429, Retry_After="7")]

    pause = await desk.digests.run()

    assert pause is not None
    assert 0 < pause <= 5
    assert desk.wire.asked == []
    (waiting,) = await desk.store.digests.awaiting_chart()
    assert waiting.is_chart_in_doubt


async def test_channel_about_which_slack_says_nothing_holds_up_no_other_picture(desk: Desk) -> None:
    for channel_id in ("C8", "C9"):
        schedule = build_schedule(channel_id=channel_id, wall_time=time(13), added_at=NOON)
        await desk.store.digests.set_schedule(schedule)
    desk.clock.at = NOON + timedelta(hours=1)
    await desk.digests.run()
    for channel_id in ("C8", "C9"):
        delivery = await desk.store.outbox.next_post(channel(channel_id))
        assert delivery is not None
        await desk.store.outbox.record_sent(delivery, "9.0")
    desk.wire.script = [refuse("internal_error"), say()]

    await desk.digests.run()

    assert len(await desk.store.digests.awaiting_chart()) == 1
