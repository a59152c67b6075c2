"""The store: what results mean, as they are stored, and again when their mapping changes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.calls import Call, Result
from bot.domain.meanings import FieldRule, Outcome, ResultMapping
from bot.domain.subscriptions import Watch
from bot.store.interface import Store
from bot.store.records import AgentMapping, AuditEntry, CallFilter
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.lists import EVERYONE, EVERYWHERE, build_sight
from tests.builders.store import (
    OpenStore,
    add_order,
    channel,
    latest_attempt,
    move,
    place,
    post_next,
)

AGENT = "a1"
MAPPING = ResultMapping(
    rules={
        Outcome.VOICEMAIL: FieldRule(field="who", values=("machine",)),
        Outcome.REACHED: FieldRule(field="who", values=("human",)),
        Outcome.OPTED_OUT: FieldRule(field="stop"),
        Outcome.CALL_BACK: FieldRule(field="when"),
    },
    headline="note",
)
WATCH = Watch(workspace_id=WORKSPACE, channel_id="C9", added_by="U1", added_at=NOON)
MUCH_LATER = NOON + timedelta(days=1)


async def map_results(store: Store, mapping: ResultMapping = MAPPING, agent: str = AGENT) -> None:
    saved = AgentMapping(
        workspace_id=WORKSPACE, agent_id=agent, mapping=mapping, set_by="U0DANA", set_at=NOON
    )
    entry = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0DANA", action="map_results")
    await store.meanings.set(saved, audit=entry)


async def read_all_again(store: Store) -> None:
    while await store.meanings.read_again(at=MUCH_LATER):
        pass


async def end(store: Store, key: str = "1", *statuses: str, **changes: Any) -> str:
    order_id = await place(store, key, **{"agent_id": AGENT, **changes})
    await move(store, order_id, *(statuses or ("ongoing", "ended")))
    return order_id


async def note(
    store: Store, order_id: str, values: Mapping[str, Any], *, again: bool = False, **result: Any
) -> Call:
    """Write a result down, whole unless it is asked for again; return the call."""
    await store.results.record(
        await latest_attempt(store, order_id),
        Result(extracted=values, summary="Said.", **result),
        agent_name=None,
        ask_again_at=NOON + timedelta(minutes=1) if again else None,
    )
    return await store.calls.get(order_id)


async def post_all(store: Store) -> None:
    while await store.outbox.next_post(channel("C1")) is not None:
        await post_next(store)


async def show_all(store: Store) -> None:
    while (delivery := await store.outbox.next_edit()) is not None:
        await store.outbox.record_shown(delivery)


async def find(store: Store, *outcomes: str) -> list[str]:
    page = await store.history.page(
        (EVERYONE,),
        sight=EVERYWHERE,
        matching=CallFilter(outcomes=frozenset(outcomes)),
        limit=9,
    )
    return [call.order_id for call in page.calls]


async def owes_line(store: Store) -> bool:
    return await store.outbox.next_post(channel("C9")) is not None


async def test_mapping_is_kept_with_who_made_it(open_store: OpenStore) -> None:
    async with open_store() as store:
        await map_results(store, ResultMapping(rules={}))
        await map_results(store)
    async with open_store() as store:
        saved = (await store.meanings.of(WORKSPACE))[AGENT]
        assert (saved.mapping, saved.set_by, saved.set_at) == (MAPPING, "U0DANA", NOON)


async def test_result_is_read_as_it_is_stored(store: Store) -> None:
    await map_results(store)
    order_id = await end(store)
    before = await store.calls.get(order_id)

    call = await note(store, order_id, {"who": "Human", "note": "Thursday", "when": "at 6"})

    assert (before.outcome, before.outcomes) == (None, ())
    assert call.outcomes == (Outcome.CALL_BACK, Outcome.REACHED)
    assert (call.headline, call.call_back) == ("Thursday", "at 6")
    assert await find(store, "reached") == await find(store, "call_back", "busy") == [order_id]
    assert await find(store, "voicemail") == await find(store, "opted_out") == []
    assert await find(store, "ended", "user_hangup") == [order_id]


async def test_result_of_an_agent_that_nobody_mapped_is_answered(store: Store) -> None:
    await map_results(store, agent="another")
    call = await note(store, await end(store), {"who": "human"})
    assert (call.outcome, call.outcomes, call.headline) == (
        Outcome.ANSWERED,
        (Outcome.ANSWERED,),
        None,
    )


async def test_agent_of_a_caller_id_is_the_one_that_the_dial_named(store: Store) -> None:
    await map_results(store)
    order_id = await add_order(store, agent_id=None)
    await post_next(store)
    dialed = await store.queue.claim_slot(at=NOON)
    assert dialed is not None
    await store.calls.record_placed(
        dialed.attempt_id,
        call_id="c1",
        status="ended",
        agent_name=None,
        at=NOON,
        agent_id=AGENT,
    )
    assert (await note(store, order_id, {"who": "human"})).outcome == Outcome.REACHED
    # found again without a word about its agent
    lost = await end(store, "2", agent_id=None)
    assert (await note(store, lost, {"who": "human"})).outcome == Outcome.REACHED


SILENCES: list[tuple[tuple[str, ...], dict[str, Any], Outcome]] = [
    (("ended",), {"duration_ms": 0}, Outcome.SILENCE),
    (("user_hangup",), {"callee_spoke": False}, Outcome.SILENCE),
    (("user_hangup",), {"callee_spoke": True, "duration_ms": 0}, Outcome.ANSWERED),
    (("inactivity",), {}, Outcome.SILENCE),
    (("inactivity",), {"has_transcript": True}, Outcome.ANSWERED),
    (("inactivity",), {"callee_spoke": True}, Outcome.ANSWERED),
    (("error_inactivity",), {}, Outcome.DEAD_LINE),
    (("error_inactivity",), {"callee_spoke": False}, Outcome.DEAD_LINE),
    (("ongoing", "error"), {"duration_ms": 0}, Outcome.ERROR),
    (("agent_hangup",), {}, Outcome.ANSWERED),
]


async def test_silence_is_no_conversation(store: Store) -> None:
    await map_results(store)
    found = []
    for key, (statuses, result, _) in enumerate(SILENCES):
        order_id = await end(store, str(key), *statuses)
        found.append((statuses, result, (await note(store, order_id, {}, **result)).outcome))

    assert found == SILENCES


async def test_nobody_was_reached_who_said_nothing_but_an_opt_out_holds(store: Store) -> None:
    await map_results(store)
    silent, out = await end(store), await end(store, "2")
    call = await note(store, silent, {"who": "human"}, callee_spoke=False)
    assert call.outcomes == (Outcome.SILENCE,)
    call = await note(store, out, {"stop": "yes"}, callee_spoke=False)
    assert call.outcomes == (Outcome.OPTED_OUT,)


async def test_voicemail_is_tried_again_once_all_is_known_of_it(store: Store) -> None:
    await map_results(store)
    await store.watches.add(WATCH, outcomes=None)
    order_id = await end(store, attempts=2)
    assert not await owes_line(store)

    call = await note(store, order_id, {"who": "machine"}, again=True)
    assert call.will_be_tried_again
    assert await store.attempts.awaiting_retry() == ()
    await note(store, order_id, {"who": "machine"})

    (waiting,) = await store.attempts.awaiting_retry()
    assert waiting.order_id == order_id
    assert not await owes_line(store)
    assert await store.attempts.add_after(waiting.attempt_id, due_at=MUCH_LATER)


@pytest.mark.parametrize("values", [{"stop": "yes", "who": "machine"}, {"who": "human"}, {}])
async def test_who_talked_or_wants_no_call_is_not_tried_again(
    store: Store, values: dict[str, Any]
) -> None:
    await map_results(store)
    await store.watches.add(WATCH, outcomes=None)
    order_id = await end(store, attempts=2)

    call = await note(store, order_id, values)

    assert not call.will_be_tried_again
    assert await store.attempts.awaiting_retry() == ()
    assert not await store.attempts.add_after(call.attempt_id, due_at=MUCH_LATER)
    assert await owes_line(store)


async def test_voicemail_without_another_attempt_is_announced_once(store: Store) -> None:
    await map_results(store)
    await store.watches.add(WATCH, outcomes=frozenset({"voicemail"}))
    order_id = await end(store)
    assert not await owes_line(store)

    await note(store, order_id, {"who": "machine"}, again=True)
    line = await store.outbox.next_post(channel("C9"))
    assert line is not None
    await store.outbox.claim(line, at=NOON)
    await store.outbox.record_sent(line, "9.9")
    await note(store, order_id, {"who": "machine", "more": 1})

    assert not await owes_line(store)


async def test_calls_of_before_are_read_again_and_nothing_else_happens(store: Store) -> None:
    await store.watches.add(WATCH, outcomes=frozenset({"voicemail"}))
    order_id = await end(store, attempts=3)
    await note(store, order_id, {"who": "machine", "note": "Beep"})
    await post_all(store)
    await show_all(store)

    await map_results(store)
    await read_all_again(store)

    call = await store.calls.get(order_id)
    assert (call.outcomes, call.headline) == ((Outcome.VOICEMAIL,), "Beep")
    assert await find(store, "voicemail") == [order_id]
    assert not call.will_be_tried_again
    assert await store.attempts.awaiting_retry() == ()
    assert not await owes_line(store)
    assert await store.outbox.next_edit() is None


async def test_calls_that_ended_just_now_are_shown_anew(store: Store) -> None:
    order_id = await end(store)
    await note(store, order_id, {"who": "human"})
    await post_all(store)
    await show_all(store)

    await map_results(store)
    assert await store.meanings.read_again(at=NOON + timedelta(minutes=5))

    assert await store.outbox.next_edit() is not None
    assert not await store.meanings.read_again(at=NOON)


async def test_mapping_that_is_taken_back_leaves_no_meaning(store: Store) -> None:
    await map_results(store)
    order_id = await end(store)
    await note(store, order_id, {"who": "human", "note": "x"})

    await map_results(store, ResultMapping(rules={}))
    await read_all_again(store)

    call = await store.calls.get(order_id)
    assert (call.outcomes, call.headline, call.outcome) == (
        (Outcome.ANSWERED,),
        None,
        Outcome.ANSWERED,
    )


async def test_forgotten_call_keeps_its_outcome_and_loses_its_words(store: Store) -> None:
    await map_results(store)
    order_id = await end(store)
    await note(store, order_id, {"who": "human", "note": "Ann"})

    await store.upkeep.forget(before=MUCH_LATER, evidence_before=NOON, at=MUCH_LATER, reason="old")
    await map_results(store)
    await read_all_again(store)

    call = await store.calls.get(order_id)
    assert (call.outcome, call.headline) == (Outcome.REACHED, None)


async def test_values_are_offered_of_calls_in_sight_alone(store: Store) -> None:
    shown, hidden = await end(store), await end(store, "2", channel_id="C2")
    await note(store, shown, {"who": ["Human", "human"], "stop": True, "long": "x" * 76})
    await note(store, hidden, {"who": "secret"})
    sight = build_sight("C1", user_id=None)

    seen = await store.meanings.seen_values(AGENT, (EVERYONE,), sight=sight)

    assert seen == {"who": ("Human", "human"), "stop": ("yes",), "long": ()}


async def test_offer_is_a_hundred_fields_and_twenty_values_of_each_the_newest_first(
    store: Store,
) -> None:
    for number in range(21):
        fields = {f"{number}.{each}": "x" for each in range(60)}
        await note(store, await end(store, str(number)), {"who": str(number), **fields})

    seen = await store.meanings.seen_values(AGENT, (EVERYONE,), sight=EVERYWHERE)

    assert len(seen) == 100
    assert seen["who"] == tuple(map(str, range(20, 0, -1)))
    assert {field.partition(".")[0] for field in seen} == {"who", "20", "19"}
