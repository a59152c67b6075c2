"""The store: an agent is looked for in the history by the rule that statistics and watches use."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.agents import is_called
from bot.domain.calls import Result
from bot.store.interface import Store
from bot.store.records import CallFilter
from tests.builders.lists import ALICE, EVERYWHERE
from tests.builders.store import STORE_KINDS, add_order, latest_attempt

# no database holds half an emoji, and some end a text at the first zero
NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("äÄÅßſİıǰΣς ﬁ½%_\\'\u0308\u00a0"),
    max_size=8,
)


@pytest.mark.parametrize("kind", STORE_KINDS)
@settings(max_examples=8)
@given(st.lists(NAMES, min_size=10, max_size=20), st.lists(NAMES, min_size=10, max_size=20))
@example(
    ["Ängela Événements", "A\u0308ngela", "Straße 100%", "GROSSE STRASSE", "a_b", "axb"],
    ["äng", "ÄNG", "STRASSE 100", "straße", "A_", "évé", ""],
)
def test_history_finds_exactly_the_agents_that_are_called_so(
    kind: str, names: list[str], typed: list[str]
) -> None:
    async def find_all() -> dict[str, set[int]]:
        with tempfile.TemporaryDirectory() as folder:
            async with STORE_KINDS[kind](Path(folder) / "calls.db") as store:
                for number, name in enumerate(names):
                    await add_order(store, str(number), agent_name=name)
                return {each: await find(store, each) for each in typed}

    found = asyncio.run(find_all())

    assert found == {
        each: {number for number, name in enumerate(names) if is_called(name, each)}
        for each in typed
    }


async def find(store: Store, typed: str) -> set[int]:
    page = await store.history.page(
        (ALICE,), sight=EVERYWHERE, matching=CallFilter(agent=typed), limit=100
    )
    return {int(call.order.request_key) for call in page.calls}


async def test_agent_of_a_call_without_one_is_called_by_no_name(store: Store) -> None:
    await add_order(store)

    assert await find(store, "a") == set()
    assert await find(store, "") == {1}


@pytest.mark.parametrize("name", ["Ängela", None])
async def test_agent_that_the_api_names_is_found_too(store: Store, name: str | None) -> None:
    order_id = await add_order(store, agent_name="Booker")

    await store.results.record(
        await latest_attempt(store, order_id), Result(), agent_name=name, ask_again_at=None
    )

    assert await find(store, "ÄNG") == ({1} if name else set())
    assert await find(store, "book") == (set() if name else {1})
