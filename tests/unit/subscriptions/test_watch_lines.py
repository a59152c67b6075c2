"""Watch lines: whether a channel hears of a call is asked when the line is written."""

from collections.abc import Sequence

import pytest

from bot.domain.subscriptions import Watch
from bot.messaging.call_lists import CallLists
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import Delivery
from bot.subscriptions.watch_lines import WatchLines
from bot.ui.rich_text import Message
from tests.builders.access import build_access, describe_channel, describe_public
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.slack_wire import Json, Wire, answer_each
from tests.builders.store import channel, move, place

OURS, SHARED = describe_channel(is_private=True), describe_channel(is_ext_shared=True)
LINK = {"ok": True, "permalink": "https://slack.example/1"}


async def owe_line(store: Store) -> Delivery:
    """Have a call end in a channel that was public then, and C9 hear of such calls."""
    watch = Watch(workspace_id=WORKSPACE, channel_id="C9", added_by="U1", added_at=NOON)
    await store.watches.add(watch, outcomes=None)
    order_id = await place(store)
    await move(store, order_id, "busy")
    line = await store.outbox.next_post(channel("C9"))
    assert line is not None
    return line


async def write(store: Store, wire: Wire, line: Delivery) -> Message | None:
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
    access = build_access(wire)
    lines = WatchLines(store, access, CallLists(store, access, slack))
    return await lines.write_line(line)


@pytest.mark.parametrize(
    ("listening", "public", "is_written"),
    [(OURS, ("C1",), True), (OURS, (), False), (OURS, ("C2",), False), (SHARED, ("C1",), False)],
    ids=["public", "made private", "another is public", "heard by others"],
)
async def test_line_is_for_who_may_see_the_call_when_it_is_written(
    store: Store, wire: Wire, listening: Json, public: Sequence[str], is_written: bool
) -> None:
    line = await owe_line(store)
    known = {
        "conversations.info": listening,
        "conversations.list": describe_public(*public),
        "chat.getPermalink": LINK,
    }
    wire.script = [answer_each(known)]

    message = await write(store, wire, line)

    assert (message is not None) is is_written
