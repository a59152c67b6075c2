"""Dials as caps count them: of the last 24 hours, to a number, by a person, by all."""

from datetime import timedelta

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.rules import StoredFacts
from bot.store.interface import Store
from tests.builders.calls import NOON, build_order
from tests.builders.store import add_order, claim, latest_attempt, line_up, move, place, post_next

OTHER = E164("+15550000000")


async def count(store: Store, *, hours: float = 1, **changes: str) -> dict[str, int]:
    order = build_order(request_key="new", **changes)
    stored = await store.rules.find_facts(order, at=NOON + timedelta(hours=hours))
    return {name: each.dials for name, each in stored.dials.items()}


async def test_dials_are_counted_for_a_day(store: Store) -> None:
    await place(store, "1")
    await place(store, "2", to_number=OTHER)
    await place(store, "3", requested_by="U0BOB")
    assert await count(store) == {"number": 2, "person": 2, "workspace": 3}
    assert await count(store, to_number=OTHER, requested_by="U0BOB") == {
        "number": 1,
        "person": 1,
        "workspace": 3,
    }
    assert await count(store, hours=25) == {"number": 0, "person": 0, "workspace": 0}


async def test_what_was_refused_or_given_back_is_no_dial(store: Store) -> None:
    refused, back = await line_up(store, 2)
    await claim(store)
    await store.calls.add_transition(await latest_attempt(store, refused), "refused", at=NOON)
    await claim(store, 1)
    await store.queue.put_back(
        await latest_attempt(store, back), not_before=NOON + timedelta(hours=2), reason=None
    )
    assert await count(store) == {"number": 0, "person": 0, "workspace": 0}


async def test_dials_whose_answer_is_not_here_are_told_apart(store: Store) -> None:
    await place(store, "1")
    await line_up(store, 1)
    await claim(store)
    stored = await store.rules.find_facts(build_order(request_key="new"), at=NOON)
    assert {each.unknown for each in stored.dials.values()} == {1}
    assert stored.dials["workspace"].is_reached(1)
    assert not stored.dials["workspace"].is_reached(2)


async def test_number_is_live_until_its_call_is_over(store: Store) -> None:
    order_id = await place(store, "1")
    order, at = build_order(request_key="new"), NOON
    assert (await store.rules.find_facts(order, at=at)).is_number_live
    assert not (await store.rules.find_facts(build_order(request_key="1"), at=at)).is_number_live
    await move(store, order_id, "ended")
    assert not (await store.rules.find_facts(order, at=at)).is_number_live


async def test_each_claim_sees_the_dials_before_it(store: Store) -> None:
    for key in "123":
        await add_order(store, key)
        await post_next(store)
    seen: list[int] = []

    def gate(call: Call, stored: StoredFacts) -> None:
        seen.append(stored.dials["number"].dials)

    for _ in range(3):
        await store.queue.claim_slot(at=NOON, gate=gate)
    assert seen == [0, 1, 2]
