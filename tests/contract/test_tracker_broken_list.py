"""A list of calls that breaks, while each call can be asked for: nobody is left unseen."""

import pytest

from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.dialer import find_fate
from tests.builders.polling import StoppedClock
from tests.builders.tracker import following, lose, place
from tests.contract.scripted_voicy import (
    Responder,
    ScriptedApi,
    answer,
    by_call,
    by_function,
    listing,
    raw,
)
from tests.contract.test_tracker_sight import BROKEN, count_lists, poll_at, show

# each kind of answer that VoicyClient tells from others
BROKEN_LISTS: dict[str, Responder] = {
    **{str(status): answer({"error": "No."}, status) for status in (401, 408, 410)},
    **{str(status): answer({}, status) for status in (301, 500)},
    "cut connection": raw(b""),
    "no content": answer(b"", 204),
    "an array": answer([]),
}

RINGING = by_call(**{name: answer(show(name, "ringing")) for name in ("c1", "c2")})


@pytest.mark.parametrize("broken", BROKEN_LISTS.values(), ids=BROKEN_LISTS)
async def test_calls_are_followed_one_by_one_and_the_list_is_read_once_it_is_there(
    store: Store, api: ScriptedApi, broken: Responder
) -> None:
    seen, other = await place(store, "c1", at=NOON), await place(store, "c2", at=NOON)
    lost, clock = await lose(store, "c3", at=NOON), StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        script = by_function(call_list=broken, call_get=RINGING)
        for second in range(2, 20, 2):
            await poll_at(tracker, clock, second, api, script)
        assert [await find_fate(store, each) for each in (seen, other, lost)] == [
            ("ringing", "c1"),
            ("ringing", "c2"),
            ("unconfirmed", None),
        ]

        whole = listing(*(show(name, "ongoing") for name in ("c1", "c2", "c3")))
        for second in range(20, 90, 10):
            await poll_at(tracker, clock, second, api, by_function(call_list=whole))
        assert await find_fate(store, lost) == ("ongoing", "c3")


async def test_list_of_an_api_that_was_down_for_long_is_read_soon_after(
    store: Store, api: ScriptedApi
) -> None:
    lost, clock = await lose(store, "c1", at=NOON), StoppedClock()
    seen = await place(store, "c2", at=NOON)
    async with following(store, api, clock=clock) as tracker:
        for second in (*range(10, 100, 15), *range(100, 1_000, 60)):
            await poll_at(tracker, clock, second, api, BROKEN)
        assert await find_fate(store, lost) == ("unconfirmed", None)
        lists = count_lists(api)
        await poll_at(tracker, clock, 1_015, api, listing(show("c1", "ringing")))

    assert count_lists(api) == lists + 1
    assert (await find_fate(store, lost), await find_fate(store, seen)) == (
        ("ringing", "c1"),
        ("initiated", "c2"),
    )
