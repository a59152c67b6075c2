"""SIGTERM and Ctrl-C end the process within ten seconds, at whatever moment they come."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.moments import (
    Moment,
    Scene,
    beginning,
    chart_is_drawn,
    database_is_locked,
    database_is_locked_during_a_call,
    doctor_gets_no_answer,
    everything_hangs,
    importing,
    names_are_not_resolved,
    open_scene,
    serving,
    slack_does_not_answer_at_the_start,
    slack_refuses_connections_at_the_start,
    socket_cannot_be_opened,
    unanswered,
    voicy_hangs,
)
from tests.e2e.process import STOPS_WITHIN_SECONDS, WarmApp

# most of each is waiting, which takes nothing from the others
AT_ONCE = 6
MOMENTS: tuple[tuple[Moment, signal.Signals], ...] = (
    # these take longest
    (database_is_locked, signal.SIGTERM),
    (database_is_locked_during_a_call, signal.SIGINT),
    (names_are_not_resolved, signal.SIGTERM),
    (everything_hangs, signal.SIGTERM),
    (beginning, signal.SIGTERM),
    (importing, signal.SIGTERM),
    (importing, signal.SIGINT),
    (serving, signal.SIGTERM),
    (serving, signal.SIGINT),
    (slack_does_not_answer_at_the_start, signal.SIGTERM),
    (slack_does_not_answer_at_the_start, signal.SIGINT),
    (slack_refuses_connections_at_the_start, signal.SIGTERM),
    (socket_cannot_be_opened, signal.SIGINT),
    (voicy_hangs, signal.SIGTERM),
    (chart_is_drawn, signal.SIGTERM),
    (doctor_gets_no_answer, signal.SIGINT),
    (unanswered("voicy", "call-dial"), signal.SIGTERM),
    (unanswered("slack", "chat.postMessage"), signal.SIGINT),
    (unanswered("slack", "conversations.info"), signal.SIGTERM),
    (unanswered("slack", "users.info"), signal.SIGINT),
)


async def test_process_ends_in_time(
    tmp_path: Path, warm_app: WarmApp, subtests: pytest.Subtests
) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def stop_at(moment: Moment, number: signal.Signals) -> None:
        folder = make_folder(tmp_path / f"{moment.__name__} {number.name}")
        async with turns, open_scene(folder, warm_app) as scene:
            await end_in_time(scene, moment, number)

    outcomes = await asyncio.gather(*(stop_at(*each) for each in MOMENTS), return_exceptions=True)
    for (moment, number), outcome in zip(MOMENTS, outcomes, strict=True):
        with subtests.test(moment=moment.__name__, number=number.name):
            if outcome is not None:
                raise outcome


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


async def end_in_time(scene: Scene, moment: Moment, number: signal.Signals) -> None:
    process = await moment(scene)
    asked = time.monotonic()
    ended = await process.stop(number)
    seconds = time.monotonic() - asked
    assert seconds <= STOPS_WITHIN_SECONDS, seconds
    if moment is not beginning:
        assert ended.code == 0
        assert "Traceback" not in ended.err
