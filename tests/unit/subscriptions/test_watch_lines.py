"""Watch lines: whether a channel hears of a call is asked when the line is written."""

import pytest

from bot.clock import Clock
from bot.domain.subscriptions import Watch
from bot.messaging.call_lists import CallLists
from bot.signals import Signals
from bot.slack import Slack, build_web_client
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import Delivery
from bot.subscriptions.channel_visibility import ChannelVisibility
from bot.subscriptions.watch_lines import WatchLines
from bot.ui.rich_text import Message
from tests.builders.access import build_facts, describe_channel
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.lists import EVERYONE, EVERYWHERE
from tests.builders.slack_wire import Json, Wire, answer
from tests.builders.store import channel, move, place

PUBLIC, PRIVATE = describe_channel(), describe_channel(is_private=True)
SHARED = describe_channel(is_ext_shared=True)
LINK = {"ok": True, "permalink": "https://slack.example/1"}


async def owe_line(store: Store) -> Delivery:
    """Have a call end in a channel that was public then, and C9 hear of such calls."""
    watch = Watch(workspace_id=WORKSPACE, channel_id="C9", added_by="U1", added_at=NOON)
    await store.watches.add(watch, statuses=None)
    order_id = await place(store)
    await store.channels.record(channel("C1"), is_public=True, at=NOON)
    await move(store, order_id, "busy")
    line = await store.outbox.next_post(channel("C9"))
    assert line is not None
    return line


async def write(store: Store, wire: Wire, line: Delivery) -> Message | None:
    facts = build_facts(wire)
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
    visibility = ChannelVisibility(store, facts, Clock(), signals=Signals())
    access = CallAccess(facts)
    lines = WatchLines(store, visibility, access, CallLists(store, access, slack))
    return await lines.write_line(line)


@pytest.mark.parametrize(
    ("listening", "told_in", "is_written"),
    [
        (PUBLIC, PUBLIC, True),
        (PRIVATE, PUBLIC, True),
        (PUBLIC, PRIVATE, False),
        (SHARED, PUBLIC, False),
        (PUBLIC, describe_channel(is_ext_shared=True), True),
    ],
    ids=["both public", "heard in private", "made private", "heard by others", "told to others"],
)
async def test_line_is_for_who_may_see_the_call_when_it_is_written(
    store: Store, wire: Wire, listening: Json, told_in: Json, is_written: bool
) -> None:
    line = await owe_line(store)
    wire.script = [answer(listening), answer(told_in), answer(LINK)]

    message = await write(store, wire, line)

    assert (message is not None) is is_written


async def test_lists_hear_of_a_channel_that_was_made_private(store: Store, wire: Wire) -> None:
    line = await owe_line(store)
    wire.script = [answer(PUBLIC), answer(PRIVATE)]

    await write(store, wire, line)

    assert (await store.history.page((EVERYONE,), sight=EVERYWHERE, limit=9)).calls == ()
