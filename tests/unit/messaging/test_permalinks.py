"""Links to cards: each asked of Slack once, and never waited for in vain."""

from collections.abc import AsyncIterator

import pytest

from bot.messaging.call_lists import CallLists
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from tests.builders.access import build_access
from tests.builders.calls import build_call
from tests.builders.slack_wire import Responder, Wire, answer, refuse, started_wire
from tests.builders.virtual_time import VirtualTime

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
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def call_lists(store: Store, wire: Wire, time: VirtualTime) -> CallLists:
    slack = Slack(build_web_client(token="xoxb-1", base_url=wire.url), time)
    return CallLists(store, build_access(wire, time), slack)


async def test_link_is_asked_for_once(wire: Wire, call_lists: CallLists) -> None:
    for _ in range(3):
        assert await call_lists.find_links([CALL, CALL]) == {"o1": URL}

    assert wire.asked == [("chat.getPermalink", {"channel": "C1", "message_ts": "1.0001"})]


async def test_call_without_a_card_has_no_link(wire: Wire, call_lists: CallLists) -> None:
    assert await call_lists.find_links([build_call(anchor_ts=None)]) == {}
    assert wire.asked == []


@pytest.mark.parametrize(
    ("no", "seconds"),
    [
        (refuse("message_not_found"), 600),
        (refuse("a_word_nobody_listed"), 600),
        (refuse("ratelimited"), 60),
        (refuse("internal_error"), 60),
        (answer({"ok": True}), 60),
    ],
    ids=["gone", "unknown", "limited", "in doubt", "empty"],
)
async def test_link_that_slack_does_not_give_is_left_out_and_asked_for_again_later(
    wire: Wire, call_lists: CallLists, time: VirtualTime, no: Responder, seconds: float
) -> None:
    wire.script = [no, answer({"ok": True, "permalink": URL})]

    for _ in range(30):
        assert await call_lists.find_links([CALL]) == {}
    time.seconds += seconds - 1
    assert await call_lists.find_links([CALL]) == {}
    assert len(wire.asked) == 1

    time.seconds += 2
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
