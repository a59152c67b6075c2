"""How fast Slack lets the bot speak, on a clock that passes only while somebody waits."""

import pytest

from bot.clock import Clock
from bot.slack.rate_limits import Bucket, ChannelPace
from tests.builders.virtual_time import VirtualTime

EDITS_PER_MINUTE = 40
BURST = 10
# far less than matters, far more than a float loses
_NUDGE = 1e-6


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


def build_edits(time: VirtualTime) -> Bucket:
    return Bucket(time, per_second=EDITS_PER_MINUTE / 60, burst=BURST)


async def wait_for(pace: ChannelPace | Bucket, time: VirtualTime) -> float:
    """Wait for a pace; returns the seconds that passed."""
    before = time.seconds
    if isinstance(pace, Bucket):
        await time.sleep(pace.wait_seconds)
    else:
        await pace.wait()
    return time.seconds - before


async def take_edits(pace: Bucket, time: VirtualTime, seconds: float) -> int:
    """Edit as often as it is possible for so many seconds."""
    end, edits = time.seconds + seconds, 0
    while time.seconds < end:
        if not pace.take():
            time.seconds += pace.wait_seconds + _NUDGE
        else:
            edits += 1
    return edits


async def test_first_post_does_not_wait(time: VirtualTime) -> None:
    assert await wait_for(ChannelPace(time), time) == 0


async def test_second_post_waits_for_the_rest_of_a_second(time: VirtualTime) -> None:
    pace = ChannelPace(time)
    pace.record_post()
    time.seconds += 0.4

    assert await wait_for(pace, time) == pytest.approx(0.6)
    assert await wait_for(pace, time) == 0


async def test_longer_pause_is_not_cut_short_by_a_post(time: VirtualTime) -> None:
    pace = ChannelPace(time)
    pace.pause(30)
    pace.record_post()

    assert await wait_for(pace, time) == pytest.approx(30)


async def test_channels_do_not_wait_for_each_other(time: VirtualTime) -> None:
    busy, quiet = ChannelPace(time), ChannelPace(time)
    busy.record_post()

    assert await wait_for(quiet, time) == 0


async def test_edits_begin_with_a_burst(time: VirtualTime) -> None:
    pace = build_edits(time)

    assert [pace.take() for _ in range(BURST + 1)] == [True] * BURST + [False]


async def test_edit_is_possible_after_the_wait(time: VirtualTime) -> None:
    pace = build_edits(time)
    while pace.take():
        pass
    assert await wait_for(pace, time) == pytest.approx(60 / EDITS_PER_MINUTE)

    taken = []
    for _ in range(100):
        await wait_for(pace, time)
        taken.append(pace.take())

    assert taken == [True] * 100


async def test_edits_keep_to_the_pace_of_slack_in_the_long_run(time: VirtualTime) -> None:
    pace = build_edits(time)

    first = await take_edits(pace, time, 60)
    second = await take_edits(pace, time, 600)

    assert first == pytest.approx(EDITS_PER_MINUTE + BURST, abs=1)
    assert second == pytest.approx(10 * EDITS_PER_MINUTE, abs=1)


async def test_burst_does_not_grow_while_nobody_edits(time: VirtualTime) -> None:
    pace = build_edits(time)
    time.seconds += 3_600

    assert [pace.take() for _ in range(BURST + 1)] == [True] * BURST + [False]


async def test_edits_rest_for_the_whole_of_a_pause(time: VirtualTime) -> None:
    pace = build_edits(time)
    pace.pause(30)

    assert not pace.take()
    assert await wait_for(pace, time) == pytest.approx(30)


async def test_shorter_pause_does_not_shorten_a_longer_one(time: VirtualTime) -> None:
    pace = build_edits(time)
    pace.pause(30)
    pace.pause(1)

    assert await wait_for(pace, time) == pytest.approx(30)


async def test_waiting_for_an_edit_that_is_possible_takes_no_time(time: VirtualTime) -> None:
    assert await wait_for(build_edits(time), time) == 0


async def test_real_clock_tells_utc_and_runs_forward() -> None:
    clock = Clock()
    before, started = clock.now(), clock.monotonic()
    await clock.sleep(0)

    assert str(clock.now().tzinfo) == "UTC"
    assert clock.now() >= before
    assert clock.monotonic() >= started
