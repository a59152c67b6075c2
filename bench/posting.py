"""Posting: how much of the one message a second that Slack lets into a channel is made use of."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.filled_store import FINISHED, Crowd, fill
from bench.loopback_slack import LoopbackSlack, Post
from bench.program import Outside, Program, run_bot, run_plain
from bench.table import print_note, print_table, show_spread

_RUNS: Final = 3
_CHANNELS: Final = 20
# two calls a channel, with five replies each
_STATUSES: Final = (*FINISHED[:-1], "transferring", FINISHED[-1])
_CALLS: Final = 2 * _CHANNELS
_POSTS: Final = _CALLS * len(_STATUSES)
_PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one run showed; shares are of Slack's pace, in percent."""

    share: float
    slowest: float
    limited: int
    edits: int
    is_in_order: bool


def run() -> None:
    """Measure and print."""
    asyncio.run(_compare())


async def _compare() -> None:
    plain, ours = [], []
    for _ in range(_RUNS):
        plain.append(await _measure_plain())
        ours.append(await _measure_bot())
    print_table(
        f"Posting into {_CHANNELS} channels at once (percent of one message a second)",
        ["", "mean channel", "slowest channel", "refused (429)", "edits besides", "order kept"],
        [_show("a loop of posts and sleeps", plain), _show("the bot", ours)],
    )
    print_note(
        f"Median (range) of {_RUNS} runs, in turn, each with {_POSTS} replies that are written "
        "down already.",
        "Goal: 95 % at least, order kept.",
    )


def _show(name: str, runs: list[_Run]) -> list[str]:
    return [
        name,
        show_spread([each.share for each in runs]),
        show_spread([each.slowest for each in runs]),
        show_spread([each.limited for each in runs], digits=0),
        show_spread([each.edits for each in runs], digits=0),
        "yes" if all(each.is_in_order for each in runs) else "NO",
    ]


async def _measure_plain() -> _Run:
    slack = LoopbackSlack()
    await slack.start()
    try:
        arguments = (slack.api_url, str(_CHANNELS), str(_POSTS // _CHANNELS))
        async with run_plain("plain_poster", *arguments) as program:
            return await _watch(slack, program)
    finally:
        await slack.stop()


async def _measure_bot() -> _Run:
    slack = LoopbackSlack()
    await slack.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "calls.db"
            crowd = Crowd(size=_CALLS, statuses=_STATUSES, is_told=False)
            await fill(path, crowd, channels=_CHANNELS)
            async with run_bot(Outside(slack_api_url=slack.api_url), path) as program:
                return await _watch(slack, program)
    finally:
        await slack.stop()


async def _watch(slack: LoopbackSlack, program: Program) -> _Run:
    """Wait until everything stands."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await slack.wait_for_posts(_POSTS)
    except TimeoutError as exc:
        raise RuntimeError(f"only {len(slack.posts)} posts stand:\n{program.said}") from exc
    by_channel: defaultdict[str, list[Post]] = defaultdict(list)
    for post in slack.posts:
        by_channel[post.channel_id].append(post)
    shares = [_find_share(posts) for posts in by_channel.values()]
    return _Run(
        share=sum(shares) / len(shares),
        slowest=min(shares),
        limited=slack.limited,
        edits=slack.edits,
        is_in_order=all(_is_sorted(post.delivery_id for post in it) for it in by_channel.values()),
    )


def _find_share(posts: list[Post]) -> float:
    return 100 * (len(posts) - 1) / (posts[-1].at - posts[0].at)


def _is_sorted(names: Iterable[str]) -> bool:
    found = list(names)
    return found == sorted(found)
