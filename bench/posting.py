"""Posting: how much of the one message a second that Slack lets into a channel is made use of."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bench.filled_store import FINISHED, Crowd, name_channel
from bench.filled_world import fill_world, play
from bench.table import print_note, print_table, show_ratio, show_spread
from simulation.hosts import at
from simulation.world import BOT, SLACK, World

_SEEDS: Final = range(3)
_CHANNELS: Final = 20
# two calls a channel, with five replies each
_STATUSES: Final = (*FINISHED[:-1], "transferring", FINISHED[-1])
_CALLS: Final = 2
_POSTS: Final = _CALLS * len(_STATUSES)
_PATIENCE_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 1.0
_SPACING_SECONDS: Final = 1.0
# each way, so that an answer takes 20 ms
_WAY_SECONDS: Final = (0.005, 0.015)

_Post = Callable[[World, int], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRun:
    """What one run showed; shares are of Slack's pace, in percent."""

    share: float
    slowest: float
    limited: int
    edits: int
    is_in_order: bool


def run() -> None:
    """Measure and print."""
    plain = [measure(post_plainly, seed) for seed in _SEEDS]
    ours = [measure(post_by_bot, seed) for seed in _SEEDS]
    ratio = show_ratio([it.share for it in ours], [it.share for it in plain])
    print_table(
        f"Posting into {_CHANNELS} channels at once (percent of one message a second)",
        ["", "mean channel", "slowest channel", "refused (429)", "edits besides", "order kept", ""],
        [
            [*_show("a loop of posts and sleeps", plain), ""],
            [*_show("the bot", ours), ratio],
        ],
    )
    print_note(
        f"Median (range) of {len(_SEEDS)} simulated worlds, each with {_CHANNELS * _POSTS} replies "
        "that are written down already; an answer takes 20 ms.",
        "Goal: 95 % at least, order kept.",
    )


def _show(name: str, runs: list[PostingRun]) -> list[str]:
    return [
        name,
        show_spread([each.share for each in runs]),
        show_spread([each.slowest for each in runs]),
        show_spread([each.limited for each in runs], digits=0),
        show_spread([each.edits for each in runs], digits=0),
        "yes" if all(each.is_in_order for each in runs) else "NO",
    ]


def measure(post: _Post, seed: int, *, channels: int = _CHANNELS) -> PostingRun:
    """Post everything in one way, in a world of its own."""
    return play(partial(_measure, post, channels), seed=seed)


async def _measure(post: _Post, channels: int, world: World) -> PostingRun:
    world.network.set_latency(BOT, SLACK, _WAY_SECONDS)
    crowd = Crowd(size=channels * _CALLS, statuses=_STATUSES, is_told=False)
    await fill_world(world, crowd, channels=channels)
    await post(world, channels)
    counted = await world.ledger()
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for message in _list_posts(counted):
        delivery_id = message["metadata"]["event_payload"]["delivery_id"]
        found[message["channel"]].append((float(message["ts"]), delivery_id))
    shares = [_find_share([ts for ts, _ in posts]) for posts in found.values()]
    return PostingRun(
        share=sum(shares) / len(shares),
        slowest=min(shares),
        limited=counted["slack_rate_limited"],
        edits=counted["slack_requests"].get("chat.update", 0),
        is_in_order=all(
            earlier < later
            for posts in found.values()
            for (_, earlier), (_, later) in pairwise(posts)
        ),
    )


async def post_by_bot(world: World, channels: int) -> None:
    """Let the bot post what its store holds."""
    await world.start_bot()
    posts = channels * _POSTS
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while len(_list_posts(await world.ledger())) < posts:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(_LOOK_SECONDS)


async def post_plainly(world: World, channels: int) -> None:
    """Post as anybody would write it first: a loop for each channel, which sleeps by hand."""
    with at(BOT):
        config = world.build_config()
        client = AsyncWebClient(token=world.sandbox.bot_token, base_url=config.slack_api_url)
        await asyncio.gather(
            *(_post_into(client, name_channel(number)) for number in range(channels))
        )


async def _post_into(client: AsyncWebClient, channel_id: str) -> None:
    for number in range(_POSTS):
        payload = {"delivery_id": f"{number:07d}"}
        await client.chat_postMessage(
            channel=channel_id,
            text="The phone rings.",
            metadata={"event_type": "call_delivery", "event_payload": payload},
        )
        await asyncio.sleep(_SPACING_SECONDS)


def _list_posts(counted: dict[str, Any]) -> list[dict[str, Any]]:
    """List what was posted with a delivery's name, in the order in which it stands."""
    return [message for message in counted["messages"] if message["metadata"]]


def _find_share(posted_at: list[float]) -> float:
    return 100 * (len(posted_at) - 1) * _SPACING_SECONDS / (posted_at[-1] - posted_at[0])
