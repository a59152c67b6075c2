"""The store: what calls brought, open forms, and what people used last."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.calls import Result
from bot.domain.meanings import Outcome
from bot.errors import StoreError
from bot.store.interface import Store
from bot.store.records import DueResult, Form, LastUsed
from tests.builders.attempts import post_everything
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import add_order, channel, latest_attempt, line_up, move, place

LATER = NOON + timedelta(seconds=10)
FORM = Form(
    form_id="f1",
    workspace_id=WORKSPACE,
    user_id="U0ALICE",
    origin_channel_id="C1",
    thread_ts="1.0",
    typed={"name": "ג׳ון"},
)


async def end(store: Store, *statuses: str, key: str = "1") -> str:
    order_id = await place(store, key)
    await move(store, order_id, *(statuses or ("ongoing", "ended")))
    return order_id


async def note(store: Store, order_id: str, *, again: bool = True, **result: Any) -> None:
    await store.results.record(
        await latest_attempt(store, order_id),
        Result(**result),
        agent_name=None,
        ask_again_at=LATER if again else None,
    )


async def find_due(store: Store, seconds: float = 0) -> list[str]:
    due = await store.results.due(at=NOON + timedelta(seconds=seconds))
    return [each.order_id for each in due]


async def edit_all(store: Store, *, at: datetime = NOON) -> list[int]:
    """Edit what shows too little; return which messages of the thread that were, 0 the card."""
    edited: list[int] = []
    while delivery := await store.outbox.next_edit(at=at):
        edited.append(delivery.seq)
        await store.outbox.record_shown(delivery)
    return sorted(edited)


async def test_result_costs_two_edits_however_late_its_summary_is(store: Store) -> None:
    for key, parts in (("1", [2]), ("2", [1, 2])):
        order_id = await end(store, key=key)
        posted = await post_everything(store)
        await edit_all(store)
        last = max(seq for seq, _ in posted)
        told: list[int] = []
        for part in parts:
            summary = {"summary": "Booked."} if part == 2 else {}
            known = {"has_transcript": True, **summary}
            await note(store, order_id, again=part == 1, **known)
            told += await edit_all(store)
        assert told == [0, last]


async def test_what_is_new_on_a_card_waits_for_a_summary_only_until_the_next_question(
    store: Store,
) -> None:
    order_id = await end(store)
    await post_everything(store)
    await edit_all(store)
    await note(store, order_id, has_transcript=True)
    assert await edit_all(store) == []
    assert await edit_all(store, at=LATER) == [0]


async def test_summary_that_a_card_does_not_show_costs_it_no_edit(store: Store) -> None:
    order_id = await end(store)
    await post_everything(store)
    await note(store, order_id, callee_spoke=False)
    await edit_all(store, at=LATER)
    await note(store, order_id, summary="Nobody spoke.")
    assert 0 not in await edit_all(store, at=LATER)


async def test_conversation_without_any_values_is_told_as_one(store: Store) -> None:
    order_id = await end(store)
    await post_everything(store)
    await edit_all(store)
    await note(store, order_id, summary="They talked.")
    assert 0 in await edit_all(store)
    await note(store, order_id, again=False, summary="They talked.")
    assert (await store.calls.get(order_id)).outcomes == (Outcome.ANSWERED,)
    assert await edit_all(store) == [0]


@pytest.mark.parametrize(
    "statuses",
    [
        ("ongoing", "ended"),
        ("user_hangup",),
        ("agent_hangup",),
        ("inactivity",),
        ("error_inactivity",),
        ("ongoing", "error"),
    ],
)
async def test_conversation_that_is_over_has_a_result_to_ask_for(
    store: Store, statuses: tuple[str, ...]
) -> None:
    order_id = await end(store, *statuses)

    when_written = NOON + timedelta(seconds=8)  # a summary is not there at once
    assert await store.results.due(at=NOON) == ()
    assert await store.results.due(at=when_written) == (
        DueResult(
            attempt_id=await latest_attempt(store, order_id),
            order_id=order_id,
            call_id="c1",
            tries=0,
            ended_at=NOON,
        ),
    )
    assert await store.results.next_at() == when_written
    assert (await store.calls.get(order_id)).is_result_awaited


@pytest.mark.parametrize("statuses", [("busy",), ("no_answer",), ("error",), ("ongoing", "lost")])
async def test_call_without_a_conversation_has_none(
    store: Store, statuses: tuple[str, ...]
) -> None:
    order_id = await end(store, *statuses)

    assert await find_due(store) == []
    assert await store.results.next_at() is None
    assert not (await store.calls.get(order_id)).is_result_awaited


async def test_call_that_the_api_never_named_has_none(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await move(store, order_id, "ended")

    assert await find_due(store) == []


async def test_parts_of_a_result_are_kept_as_they_come(store: Store) -> None:
    order_id = await end(store)

    await note(store, order_id, duration_ms=8_000, has_transcript=True)
    await note(store, order_id, summary="Booked.", extracted={"date": ["15th", None]})
    await note(store, order_id, collected={"ok": True}, has_recording=True, again=False)
    call = await store.calls.get(order_id)

    assert call.result == Result(
        duration_ms=8_000,
        summary="Booked.",
        extracted={"date": ["15th", None]},
        collected={"ok": True},
        has_transcript=True,
        has_recording=True,
    )
    assert not call.is_result_awaited


async def test_next_question_comes_when_it_was_promised(store: Store) -> None:
    order_id = await end(store)

    await note(store, order_id)

    assert await find_due(store, 9) == []
    assert [each.tries for each in await store.results.due(at=LATER)] == [1]
    assert await store.results.next_at() == LATER


async def test_postponed_question_is_not_counted(store: Store) -> None:
    order_id = await end(store)
    await store.results.postpone(await latest_attempt(store, order_id), until=LATER)

    assert await find_due(store) == []
    assert [each.tries for each in await store.results.due(at=LATER)] == [0]


async def test_complete_result_is_not_asked_for_again(store: Store) -> None:
    order_id = await end(store)
    await note(store, order_id, again=False)

    await store.results.postpone(await latest_attempt(store, order_id), until=LATER)

    assert await find_due(store, 3_600) == []


async def test_most_overdue_result_is_asked_for_first(store: Store) -> None:
    first, second = await end(store, key="1"), await end(store, key="2")
    await store.results.postpone(await latest_attempt(store, first), until=LATER)

    assert await find_due(store, 10) == [second, first]


async def test_form_is_remembered_with_what_was_typed(store: Store) -> None:
    await store.forms.add(FORM, at=NOON)
    assert await store.forms.find("f1") == FORM

    await store.forms.keep_typed("f1", {"name": "Ann", "x": ""})
    assert await store.forms.find("f1") == replace(FORM, typed={"name": "Ann", "x": ""})


async def test_form_nobody_knows_is_none(store: Store) -> None:
    await store.forms.keep_typed("f1", {"name": "Ann"})

    assert await store.forms.find("f1") is None


async def test_form_is_forgotten_after_a_day(store: Store) -> None:
    await store.forms.add(FORM, at=NOON)
    await store.forms.add(replace(FORM, form_id="f2"), at=NOON + timedelta(hours=23))
    assert await store.forms.find("f1") is not None

    await store.forms.add(replace(FORM, form_id="f3"), at=NOON + timedelta(hours=25))
    assert await store.forms.find("f1") is None
    assert await store.forms.find("f2") is not None


async def test_form_is_written_once(store: Store) -> None:
    await store.forms.add(FORM, at=NOON)

    with pytest.raises(StoreError):
        await store.forms.add(FORM, at=NOON)


async def test_what_a_person_used_last_in_a_channel_is_remembered(store: Store) -> None:
    first = build_order(agent_id="a1", agent_name="Booker", variables={"name": "John"})
    await store.forms.record_used(first, at=NOON)
    await store.forms.record_used(build_order(from_number="+15551234568"), at=LATER)
    await store.forms.record_used(replace(first, origin_channel_id="C2"), at=NOON)

    assert await store.forms.last_used(channel("C1"), "U0ALICE") == LastUsed(
        from_number=build_order(from_number="+15551234568").from_number,
        agent_id=None,
        agent_name=None,
    )
    assert await store.forms.last_used(channel("C2"), "U0ALICE") == LastUsed(
        from_number=first.from_number,
        agent_id="a1",
        agent_name="Booker",
    )
    assert await store.forms.last_used(channel("C1"), "U0BOB") is None


async def test_what_was_used_belongs_to_the_channel_where_it_was_asked_for(store: Store) -> None:
    request = build_order(channel_id="D1", origin_channel_id="C1")
    await add_order(store)

    await store.forms.record_used(request, at=NOON)

    assert await store.forms.last_used(channel("D1"), "U0ALICE") is None
    assert await store.forms.last_used(channel("C1"), "U0ALICE") is not None
