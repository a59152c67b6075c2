"""Which channels are public: asked of Slack, and never guessed."""

import pytest

from bot.clock import Clock
from bot.errors import SlackUnavailableError
from bot.signals import Part, Signals
from bot.store.interface import Store
from bot.subscriptions.channel_visibility import ChannelVisibility
from tests.builders.access import build_facts
from tests.builders.lists import EVERYONE, EVERYWHERE
from tests.builders.signals import listen
from tests.builders.slack_wire import Responder, Wire, answer, refuse
from tests.builders.store import channel, place


async def learn(store: Store, wire: Wire) -> int:
    """Learn what is due; returns how often everyone's list changed."""
    changes: list[None] = []
    await build_watch(
        store, wire, signals=listen(Part.HOME, lambda: changes.append(None))
    ).refresh()
    return len(changes)


def build_watch(store: Store, wire: Wire, signals: Signals | None = None) -> ChannelVisibility:
    return ChannelVisibility(store, build_facts(wire), Clock(), signals=signals or Signals())


async def count_public(store: Store) -> int:
    return len((await store.history.page((EVERYONE,), sight=EVERYWHERE, limit=9)).calls)


def tell(**facts: bool) -> Responder:
    return answer({"ok": True, "channel": {"id": "C1", **facts}})


@pytest.mark.parametrize(
    ("answered", "public"),
    [
        (tell(is_channel=True, is_private=False), 1),
        (tell(is_channel=True, is_private=True), 0),
        (tell(is_group=True), 0),
        (tell(), 0),
        (refuse("channel_not_found"), 0),
        (refuse("missing_scope"), 0),
    ],
    ids=["public", "private", "group", "unknown", "hidden", "not_allowed"],
)
async def test_channel_is_public_only_where_slack_says_so(
    store: Store, wire: Wire, answered: Responder, public: int
) -> None:
    await place(store)
    wire.script = [answered]

    assert await learn(store, wire) == public
    assert await count_public(store) == public
    assert await learn(store, wire) == 0
    assert wire.methods == ["conversations.info"]


@pytest.mark.parametrize("code", ["ratelimited", "internal_error", "invalid_auth"])
async def test_channel_that_could_not_be_asked_about_is_asked_about_again(
    store: Store, wire: Wire, code: str
) -> None:
    await place(store)
    wire.script = [refuse(code)]
    assert await learn(store, wire) == 0

    wire.script = [tell(is_channel=True, is_private=False)]

    assert await learn(store, wire) == 1


async def test_direct_message_is_private_without_asking(store: Store, wire: Wire) -> None:
    await place(store, channel_id="D1")

    assert await learn(store, wire) == 0
    assert wire.asked == []
    assert await store.channels.stale(at=Clock().now(), limit=9) == ()


async def test_channel_that_was_asked_about_lately_is_not_asked_about_again(
    store: Store, wire: Wire
) -> None:
    wire.script = [tell(is_channel=True, is_private=False)]
    watch = build_watch(store, wire)

    assert [await watch.is_public(channel("C7")) for _ in range(2)] == [True, True]
    assert not await watch.is_public(channel("D7"))
    assert wire.methods == ["conversations.info"]


async def test_channel_that_could_not_be_asked_about_is_not_taken_for_public(
    store: Store, wire: Wire
) -> None:
    wire.script = [refuse("internal_error")]

    with pytest.raises(SlackUnavailableError):
        await build_watch(store, wire).is_public(channel("C7"))
