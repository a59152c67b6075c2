"""The store: channels that watch, and what they are owed as calls end."""

import pytest

from bot.domain.calls import Result
from bot.domain.subscriptions import Watch
from bot.store.interface import Store
from bot.store.records import DeliveryKind
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.store import (
    OpenStore,
    add_order,
    channel,
    claim,
    latest_attempt,
    move,
    place,
    post_next,
)
from tests.builders.subscriptions import build_schedule
from tests.builders.watches import owed

BUSY = frozenset({"busy"})


def build_watch(channel_id: str = "C9", *, user_id: str = "U1", agent: str | None = None) -> Watch:
    return Watch(
        workspace_id=WORKSPACE,
        channel_id=channel_id,
        agent=agent,
        added_by=user_id,
        added_at=NOON,
    )


async def watch(
    store: Store,
    channel_id: str = "C9",
    *,
    outcomes: frozenset[str] | None = None,
    user_id: str = "U1",
    agent: str | None = None,
) -> bool:
    wanted = build_watch(channel_id, user_id=user_id, agent=agent)
    return await store.watches.add(wanted, outcomes=outcomes)


async def end(store: Store, key: str = "1", status: str = "busy", channel_id: str = "C1") -> str:
    order_id = await place(store, key, channel_id=channel_id)
    await move(store, order_id, status)
    while (delivery := await store.outbox.next_post(channel(channel_id))) is not None:
        if delivery.kind is not DeliveryKind.CALL_THREAD:
            break
        await post_next(store, channel_id)
    return order_id


async def test_channel_that_watches_is_owed_one_line_about_a_finished_call(store: Store) -> None:
    await watch(store)
    order_id = await end(store)

    (line,) = await owed(store)

    assert (line.kind, line.order_id, line.thread_ts, line.ordered_at) == (
        DeliveryKind.WATCH_LINE,
        "",
        None,
        NOON,
    )
    assert line.attempt_id is not None
    assert (await store.calls.get_attempt(line.attempt_id)).order_id == order_id


async def test_several_rules_that_fit_make_one_line(store: Store) -> None:
    await watch(store)
    await watch(store, outcomes=BUSY)

    await end(store)

    assert len(await owed(store)) == 1


@pytest.mark.parametrize(
    ("outcomes", "agent", "is_owed"),
    [
        (BUSY, None, True),
        (frozenset({"no_answer", "error"}), None, False),
        (None, "BOOK", True),
        (None, "Sales", False),
        (BUSY, "Sales", False),
    ],
)
async def test_rule_names_outcomes_and_the_beginning_of_an_agent(
    store: Store, outcomes: frozenset[str] | None, agent: str | None, is_owed: bool
) -> None:
    await watch(store, outcomes=outcomes, agent=agent)
    order_id = await place(store, agent_name="Booker")

    await move(store, order_id, "busy")

    assert bool(await owed(store)) is is_owed


async def test_channel_of_the_call_and_direct_messages_make_no_line(store: Store) -> None:
    await watch(store, "C1")
    await watch(store, "C9")

    await end(store, "1", channel_id="D1")
    await end(store, "2", channel_id="C1")

    assert [line.kind for line in await owed(store, "C1")] == []
    assert len(await owed(store, "C9")) == 1


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
async def test_call_that_was_never_dialed_is_told_only_to_who_names_it(
    store: Store, status: str
) -> None:
    await watch(store, "C8")
    await watch(store, "C9", outcomes=frozenset({status}))
    order_id = await add_order(store)
    await post_next(store)
    await claim(store)

    await move(store, order_id, status)

    assert await owed(store, "C8") == []
    assert len(await owed(store, "C9")) == 1


async def test_attempts_make_one_line_about_the_last_that_was_dialed(store: Store) -> None:
    await watch(store)
    order_id = await place(store, attempts=3)
    await move(store, order_id, "busy")
    assert await owed(store) == []

    await store.attempts.add_after(await latest_attempt(store, order_id), due_at=NOON)
    await store.attempts.stop_trying(order_id, at=NOON)

    (line,) = await owed(store)
    assert line.attempt_id is not None
    told = await store.calls.get_attempt(line.attempt_id)
    assert (told.attempt, told.status) == (1, "busy")


async def test_rule_is_one_however_it_was_typed(store: Store) -> None:
    assert await watch(store, outcomes=frozenset({"busy", "error"}), agent="Booker")
    assert not await watch(store, outcomes=frozenset({"error", "busy"}), agent="bOOKER")
    assert len(await store.watches.of(channel("C9"))) == 1
    assert await store.watches.of(channel("C1")) == ()


async def test_rule_that_is_taken_back_leaves_the_others(store: Store) -> None:
    assert await watch(store, outcomes=frozenset({"busy", "error"}), agent="Booker")
    assert await watch(store, outcomes=BUSY)

    await store.watches.take_back(
        build_watch(agent="BOOKER"), outcomes=frozenset({"error", "busy"})
    )

    assert [rule.agent for rule in await store.watches.of(channel("C9"))] == [None]


async def test_rules_are_there_again_after_a_restart(open_store: OpenStore) -> None:
    async with open_store() as store:
        await watch(store, outcomes=BUSY)
        before = await store.watches.of(channel("C9"))

    async with open_store() as store:
        assert await store.watches.of(channel("C9")) == before
        await end(store)
        assert len(await owed(store)) == 1


async def test_line_survives_a_death_between_the_end_of_the_call_and_its_post(
    open_store: OpenStore,
) -> None:
    async with open_store() as store:
        await watch(store)
        await end(store)
        line = await store.outbox.next_post(channel("C9"))
        assert line is not None
        await store.outbox.claim(line, at=NOON)

    async with open_store() as store:
        assert (await store.outbox.find_due())[0] == (channel("C9"),)
        (again,) = await owed(store)

    assert (again.delivery_id, again.is_in_doubt) == (line.delivery_id, True)


async def test_line_waits_for_the_stories_that_people_in_the_channel_wait_for(
    store: Store,
) -> None:
    await watch(store, "C1")
    await end(store, "1", channel_id="C2")
    order_id = await place(store, "2")
    await move(store, order_id, "ringing", "ongoing")

    kinds = [each.kind for each in await owed(store, "C1")]

    assert kinds == [DeliveryKind.CALL_THREAD, DeliveryKind.CALL_THREAD, DeliveryKind.WATCH_LINE]


async def test_line_is_edited_when_the_length_of_the_call_comes_late(store: Store) -> None:
    await watch(store)
    order_id = await end(store, status="ended")
    await owed(store)
    while edit := await store.outbox.next_edit():
        await store.outbox.record_shown(edit)

    await store.results.record(
        await latest_attempt(store, order_id),
        Result(duration_ms=9_000),
        agent_name=None,
        ask_again_at=None,
    )

    edits = []
    while edit := await store.outbox.next_edit():
        await store.outbox.record_shown(edit)
        edits.append(edit.kind)
    assert DeliveryKind.WATCH_LINE in edits


async def test_story_that_moves_takes_no_line_with_it(store: Store) -> None:
    await watch(store)
    order_id = await end(store)

    await store.outbox.redirect(order_id, "D1", at=NOON)

    assert [line.kind for line in await owed(store)] == [DeliveryKind.WATCH_LINE]


async def test_rules_taken_back_take_the_lines_that_are_not_said_with_them(store: Store) -> None:
    await watch(store)
    await end(store)

    assert await store.watches.remove(channel("C9"))

    assert await owed(store) == []
    assert await store.watches.of(channel("C9")) == ()
    assert not await store.watches.remove(channel("C9"))


async def test_channel_that_is_left_owes_nothing_and_each_watcher_one_farewell(
    store: Store,
) -> None:
    await watch(store)
    await watch(store, outcomes=BUSY, user_id="U2")
    await store.digests.set_schedule(build_schedule(channel_id="C9", added_by="U1"))
    await store.digests.issue(
        build_schedule(channel_id="C9"), day=NOON.date(), since=NOON, until=NOON
    )
    await end(store)

    assert await store.watches.leave(channel("C9"), at=NOON)
    assert not await store.watches.leave(channel("C9"), at=NOON)

    assert await owed(store) == []
    for user_id in ("U1", "U2"):
        (farewell,) = await owed(store, user_id)
        assert (farewell.kind, farewell.about) == (DeliveryKind.WATCH_ENDED, "C9")
    assert await store.digests.schedules() == ()
    await end(store, "2")
    assert await owed(store) == []
