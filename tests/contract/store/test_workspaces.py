"""The store: two workspaces that share a channel see nothing of each other."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.calls import Result
from bot.domain.subscriptions import Watch
from bot.domain.workspaces import ChannelKey, MessageKey, WorkspaceId
from bot.store.interface import Store
from bot.store.records import DeliveryKind, ListKey, lists_in_channel
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.lists import EVERYWHERE
from tests.builders.store import add_order, latest_attempt, move, place, post_next
from tests.builders.subscriptions import build_schedule

OTHER = WorkspaceId("T2")
OURS, THEIRS = ChannelKey(WORKSPACE, "C1"), ChannelKey(OTHER, "C1")


async def list_orders(store: Store, *lists: ListKey) -> list[str]:
    workspace_id = WorkspaceId(lists[0].text.partition("/")[0])
    sight = replace(EVERYWHERE, workspace_id=workspace_id)
    page = await store.history.page(lists, sight=sight, limit=9)
    return [call.order_id for call in page.calls]


async def add_theirs(store: Store) -> str:
    return await add_order(store, "theirs", workspace_id=OTHER)


async def test_lists_are_those_of_one_workspace(store: Store) -> None:
    ours, theirs = await place(store), await add_theirs(store)

    for workspace_id, order_id in ((WORKSPACE, ours), (OTHER, theirs)):
        for lists in (
            [ListKey.everyone(workspace_id)],
            [ListKey.of_person(workspace_id, "U0ALICE")],
            lists_in_channel(ChannelKey(workspace_id, "C1"), "U0ALICE"),
        ):
            assert await list_orders(store, *lists) == [order_id]


async def test_order_that_moves_stays_in_its_workspace(store: Store) -> None:
    ours, theirs = await place(store), await add_theirs(store)
    await store.outbox.redirect(theirs, "D1", at=NOON)

    assert await list_orders(store, ListKey.of_channel(*OURS)) == [ours]
    assert await list_orders(store, ListKey.of_channel(*THEIRS)) == []
    assert await list_orders(store, ListKey.of_channel(OTHER, "D1")) == [theirs]


async def test_each_workspace_posts_its_own_messages(store: Store) -> None:
    ours, theirs = await add_order(store), await add_theirs(store)

    assert sorted((await store.outbox.find_due())[0]) == [OURS, THEIRS]
    for channel, order_id in ((OURS, ours), (THEIRS, theirs)):
        card = await store.outbox.next_post(channel)
        assert card is not None
        assert (card.order_id, card.channel) == (order_id, channel)
    await post_next(store)
    assert (await store.outbox.find_due())[0] == (THEIRS,)


async def test_account_has_one_queue_for_all(store: Store) -> None:
    theirs = await add_theirs(store)
    card = await store.outbox.next_post(THEIRS)
    assert card is not None
    await store.outbox.record_sent(card, "1.1")

    dialed = await store.queue.claim_slot(at=NOON)

    assert dialed is not None
    assert (dialed.order_id, dialed.order.workspace_id) == (theirs, OTHER)
    assert [call.workspace_id for call in await store.calls.live()] == [OTHER]
    await store.calls.record_placed(
        dialed.attempt_id, call_id="c1", status="ended", agent_name=None, at=NOON
    )
    due = await store.results.due(at=NOON + timedelta(minutes=1))
    assert [each.order_id for each in due] == [theirs]


async def test_watch_hears_of_the_calls_of_its_workspace_alone(store: Store) -> None:
    for workspace_id in (WORKSPACE, OTHER):
        watch = Watch(workspace_id=workspace_id, channel_id="C9", added_by="U1", added_at=NOON)
        assert await store.watches.add(watch, outcomes=None)
    order_id = await place(store)

    await move(store, order_id, "busy")

    assert await store.outbox.next_post(ChannelKey(OTHER, "C9")) is None
    line = await store.outbox.next_post(ChannelKey(WORKSPACE, "C9"))
    assert line is not None
    assert line.kind is DeliveryKind.WATCH_LINE
    assert await store.watches.remove(ChannelKey(OTHER, "C9"))
    assert len(await store.watches.of(ChannelKey(WORKSPACE, "C9"))) == 1
    assert await store.outbox.next_post(ChannelKey(WORKSPACE, "C9")) == line


async def test_digests_of_a_shared_channel_are_two(store: Store) -> None:
    schedules = [build_schedule(workspace_id=each) for each in (WORKSPACE, OTHER)]
    for each in schedules:
        await store.digests.set_schedule(each)
        assert await store.digests.issue(each, day=NOON.date(), since=NOON, until=NOON)

    assert await store.digests.remove(THEIRS)

    assert await store.digests.schedule_of(THEIRS) is None
    known = await store.digests.schedule_of(OURS)
    assert known is not None
    assert (known.workspace_id, known.last_day) == (WORKSPACE, NOON.date())
    assert (await store.outbox.find_due())[0] == (OURS,)


async def test_channel_that_one_workspace_loses_goes_on_in_the_other(store: Store) -> None:
    for workspace_id in (WORKSPACE, OTHER):
        await store.digests.set_schedule(build_schedule(workspace_id=workspace_id))

    assert await store.watches.leave(THEIRS, at=NOON)

    assert [each.channel for each in await store.digests.schedules()] == [OURS]
    ended = await store.outbox.next_post(ChannelKey(OTHER, "U1"))
    assert ended is not None
    assert await store.outbox.next_post(ChannelKey(WORKSPACE, "U1")) is None


async def test_what_a_person_used_last_is_known_by_workspace(store: Store) -> None:
    await store.forms.record_used(build_order(agent_name="Ours"), at=NOON)
    await store.forms.record_used(build_order(workspace_id=OTHER, agent_name="Theirs"), at=NOON)

    used = [await store.forms.last_used(channel, "U0ALICE") for channel in (OURS, THEIRS)]

    assert [each and each.agent_name for each in used] == ["Ours", "Theirs"]


async def test_links_are_known_by_workspace(store: Store) -> None:
    ours = MessageKey(WORKSPACE, "C1", "1.1")
    await store.history.record_links({ours: "https://slack.example/1"})

    assert list(await store.history.links((ours, MessageKey(OTHER, "C1", "1.1")))) == [ours]


async def test_late_length_is_shown_in_the_workspace_of_the_call(store: Store) -> None:
    watch = Watch(workspace_id=WORKSPACE, channel_id="C9", added_by="U1", added_at=NOON)
    await store.watches.add(watch, outcomes=None)
    order_id = await place(store)
    await move(store, order_id, "ended")
    line = await store.outbox.next_post(ChannelKey(WORKSPACE, "C9"))
    assert line is not None
    await store.outbox.record_sent(line, "9.1")

    await store.results.record(
        await latest_attempt(store, order_id),
        Result(duration_ms=9_000),
        agent_name=None,
        ask_again_at=None,
    )

    assert await store.outbox.next_edit() is not None
