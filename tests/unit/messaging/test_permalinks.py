"""Links to cards: each asked of Slack once, and never waited for in vain."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import Clock
from bot.messaging.call_lists import CallLists
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from tests.builders.access import build_access
from tests.builders.calls import build_call
from tests.builders.slack_wire import Wire, answer, refuse, started_wire

URL = "https://slack.example/archives/C1/p10001"
OTHER_URL = "https://slack.example/archives/C1/p10002"
CALL = build_call("ringing")
OTHER_CALL = build_call("ringing", order_id="o2", anchor_ts="1.0002")


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with started_wire() as wire:
        wire.script = [answer({"ok": True, "permalink": URL})]
        yield wire


@pytest.fixture
def call_lists(store: Store, wire: Wire) -> CallLists:
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url))
    return CallLists(store, build_access(wire, Clock()), slack)


async def test_link_is_asked_for_once(wire: Wire, call_lists: CallLists) -> None:
    for _ in range(3):
        assert await call_lists.find_links([CALL, CALL]) == {"o1": URL}

    assert wire.asked == [("chat.getPermalink", {"channel": "C1", "message_ts": "1.0001"})]


async def test_call_without_a_card_has_no_link(wire: Wire, call_lists: CallLists) -> None:
    assert await call_lists.find_links([build_call(anchor_ts=None)]) == {}
    assert wire.asked == []


async def test_link_that_slack_refuses_is_left_out_and_asked_for_again(
    wire: Wire, call_lists: CallLists
) -> None:
    wire.script = [refuse("message_not_found"), answer({"ok": True, "permalink": URL})]

    assert await call_lists.find_links([CALL]) == {}
    assert await call_lists.find_links([CALL]) == {"o1": URL}


async def test_link_that_is_known_stands_beside_one_that_is_asked_for(
    wire: Wire, call_lists: CallLists
) -> None:
    await call_lists.find_links([CALL])
    wire.script = [answer({"ok": True, "permalink": OTHER_URL})]

    assert await call_lists.find_links([CALL, OTHER_CALL]) == {"o1": URL, "o2": OTHER_URL}


async def test_list_comes_without_a_link_that_takes_too_long(
    wire: Wire, call_lists: CallLists
) -> None:
    wire.script = [wire.hang]

    assert await call_lists.find_links([CALL]) == {}
