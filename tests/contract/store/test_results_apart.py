"""Results that are told apart where edits are scarce: once, whatever is learned later."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.domain.calls import Result
from bot.domain.meanings import FieldRule, Outcome, ResultMapping
from bot.store.interface import Store
from bot.store.records import AgentMapping, AuditEntry
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.store import channel, latest_attempt, move, place, post_next

AGENT = "a1"
SOON = NOON + timedelta(minutes=5)
MACHINE = {"who": "machine"}


async def end(store: Store, *, attempts: int = 1) -> str:
    order_id = await place(store, agent_id=AGENT, attempts=attempts)
    await move(store, order_id, "ongoing", "ended")
    return order_id


async def note(store: Store, order_id: str, values: Mapping[str, str]) -> None:
    result = Result(summary="Said.", extracted=values)
    attempt_id = await latest_attempt(store, order_id)
    await store.results.record(attempt_id, result, agent_name=None, ask_again_at=None)


async def map_results(store: Store, **rules: str) -> None:
    mapping = ResultMapping(
        rules={Outcome(word): FieldRule(field=field) for word, field in rules.items()}
    )
    saved = AgentMapping(
        workspace_id=WORKSPACE, agent_id=AGENT, mapping=mapping, set_by="U0DANA", set_at=NOON
    )
    entry = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0DANA", action="map_results")
    await store.meanings.set(saved, audit=entry)
    while await store.meanings.read_again(at=SOON):
        pass


async def post_all(store: Store) -> list[bool]:
    """Post and edit all that is due; say of each post whether it is a result alone."""
    posted = []
    while (post := await store.outbox.next_post(channel("C1"))) is not None:
        posted.append(post.is_result_alone)
        await post_next(store)
    await list_edits(store)
    return posted


async def list_edits(store: Store) -> list[tuple[int | None, int | None]]:
    """Show all that is due in messages that stand; say which attempt and transition each tells."""
    shown = []
    while (edit := await store.outbox.next_edit()) is not None:
        shown.append((edit.attempt_id, None if edit.is_card else edit.transition_seq))
        await store.outbox.record_shown(edit)
    return shown


@pytest.mark.parametrize("is_posted_before_the_result", [True, False])
@pytest.mark.parametrize("news", ["mapping", "values"])
async def test_result_that_its_reply_shows_is_not_told_apart_for_what_changes_later(
    store: Store, news: str, is_posted_before_the_result: bool
) -> None:
    order_id = await end(store)
    if is_posted_before_the_result:
        await post_all(store)
    await note(store, order_id, MACHINE)
    await post_all(store)

    if news == "mapping":
        await map_results(store, reached="who")
    else:
        await note(store, order_id, {**MACHINE, "day": "Thursday"})

    assert not await store.outbox.tell_results_apart(at=SOON, many=0)
    assert (await latest_attempt(store, order_id), 3) in await list_edits(store)


async def test_result_that_is_told_apart_is_told_so_once(store: Store) -> None:
    order_id = await end(store)
    await post_all(store)
    await note(store, order_id, MACHINE)
    assert await store.outbox.tell_results_apart(at=SOON, many=0)
    assert await post_all(store) == [True]

    await map_results(store, reached="who")
    await note(store, order_id, {**MACHINE, "day": "Thursday"})

    assert not await store.outbox.tell_results_apart(at=SOON, many=0)
    assert await post_all(store) == []


async def test_mapping_reaches_the_end_of_an_attempt_that_another_one_followed(
    store: Store,
) -> None:
    await map_results(store, voicemail="who")
    order_id = await end(store, attempts=2)
    await note(store, order_id, MACHINE)
    first = await latest_attempt(store, order_id)
    assert await store.attempts.add_after(first, due_at=SOON)
    second = await latest_attempt(store, order_id)
    assert await store.attempts.dial_now(second, at=NOON)
    await post_all(store)
    await store.queue.claim_slot(at=NOON)
    await move(store, order_id, "busy")
    await post_all(store)

    await map_results(store, wrong_person="who")

    replies = [each for each in await list_edits(store) if each[1] is not None]
    assert replies == [(first, 3)]
