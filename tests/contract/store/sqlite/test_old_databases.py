"""What databases of earlier bots become."""

from datetime import timedelta
from pathlib import Path

from bot.store.records import CallFilter
from tests.builders.calls import NOON
from tests.builders.lists import ALICE
from tests.builders.store import channel, opened_store
from tests.contract.store.sqlite.old_database import write_old_call


async def test_calls_from_before_there_were_lists_are_listed(path: Path) -> None:
    write_old_call(path, rang_at=NOON.timestamp())

    async with opened_store(path) as store:
        page = await store.history.page((ALICE,), matching=CallFilter(agent="book"), limit=9)
        assert [call.order_id for call in page.calls] == ["o1"]
        assert await store.channels.stale(at=NOON, limit=9) == (channel("C1"),)


async def test_calls_that_were_over_before_have_their_ends(path: Path) -> None:
    at = NOON.timestamp()
    write_old_call(path, rang_at=at)

    async with opened_store(path) as store:
        (call,) = await store.finished_calls.page(
            (ALICE,), since=NOON, until=NOON + timedelta(days=1), after=None, limit=9
        )

    assert (call.over_at, call.agent_name) == (at + 5, "Booker")
