"""What a store holds, as plain facts: short enough to be kept in a file and compared."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.calls import Call
from bot.domain.statuses import COMPLETED
from bot.domain.workspaces import ChannelKey, MessageKey, Sight, WorkspaceId
from bot.store.interface import Store
from bot.store.records import CallFilter, Cursor, Delivery, DeliveryKind, ListKey, lists_in_channel

WORKSPACE = WorkspaceId("T0TEAM")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SLOTS = 15
END_OF_TIME = NOW + timedelta(days=999)
BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
PEOPLE = ("U0ALICE", "U0BOB")
CHANNELS = (
    "C0SALES",
    "C0SUPPORT",
    "C0THREADS",
    "C0SECRET",
    "C0CLOSED",
    "C0UNKNOWN",
    "C0GONE",
    "C0ARCHIVED",
    "D0ALICE",
    "D0BOB",
)
WATCHING = ("C0WATCH", "C0LOUD", "C0SUPPORT", "D0ALICE", "C0QUIET", "C0GONE", "C0SALES")
EVERYONE = ListKey.everyone(WORKSPACE)
ALL = tuple(ListKey.of_person(WORKSPACE, each) for each in PEOPLE)
SEES_ALL = Sight(workspace_id=WORKSPACE, user_id=None, channel_ids=frozenset(CHANNELS))
# everyone's list held calls in public channels alone
SEES_PUBLIC = replace(SEES_ALL, channel_ids=frozenset({"C0SALES", "C0SUPPORT", "C0THREADS"}))
LISTS = {
    "everyone": (EVERYONE,),
    **{each: (ListKey.of_person(WORKSPACE, each),) for each in PEOPLE},
    **{each: (ListKey.of_channel(WORKSPACE, each),) for each in CHANNELS},
    **{
        f"{user_id} in {channel_id}": lists_in_channel(ChannelKey(WORKSPACE, channel_id), user_id)
        for channel_id in ("C0SALES", "C0SUPPORT", "C0GONE", "C0UNKNOWN", "D0ALICE", "D0BOB")
        for user_id in PEOPLE
    },
}
FILTERS = {
    "busy": CallFilter(outcomes=frozenset({"busy"})),
    "completed": CallFilter(outcomes=frozenset(map(str, COMPLETED))),
    "Ängela": CallFilter(agent="Ängela"),
    "booker": CallFilter(agent="booker"),
    "סוכן": CallFilter(agent="סוכן"),
    "since the 19th": CallFilter(since=datetime(2026, 11, 19, tzinfo=UTC)),
}

Fact = Callable[[Store], Awaitable[Any]]


def hash_values(values: Any) -> str:
    """Return a few signs that are others where any value is another."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:12]


def write(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def name(call: Call) -> str:
    """Name an attempt by the number at the end of its order's id."""
    return f"{int(call.order_id[1:])}.{call.attempt}"


def join(calls: Sequence[Call]) -> str:
    return " ".join(map(name, calls))


async def read_list(
    store: Store,
    lists: tuple[ListKey, ...],
    matching: CallFilter = CallFilter(),
    sight: Sight = SEES_ALL,
) -> list[Call]:
    """Read all pages of a list, the newest call first."""
    calls: list[Call] = []
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        page = await store.history.page(
            lists, sight=sight, matching=matching, cursor=cursor, limit=10
        )
        calls += page.calls
        cursor = page.older
    return calls


async def read_orders(store: Store) -> Any:
    """Return the statuses of each attempt, and a hash of everything that is known of it."""
    found = {}
    for call in reversed(await read_list(store, ALL)):
        assert await store.orders.find_by_key(call.order.request_key) == call.order_id
        found[name(call)] = f"{' '.join(call.status_history)} {hash_values(describe(call))}"
    return found


def describe(call: Call) -> list[Any]:
    order, result = call.order, call.result
    return [
        [call.order_id, order.request_key, order.workspace_id],
        [order.to_number, order.is_unusual_number, order.callee_name or None, order.from_number],
        [order.agent_id, order.agent_name, order.requested_by, order.requested_by_name],
        [order.origin_channel_id, order.channel_id, order.thread_ts, call.anchor_ts],
        [write(call.created_at), write(order.due_at), order.requester_time_zone],
        [order.callee_time_zone, dict(order.variables), order.attempts],
        [call.status, call.reason, [[each.status, write(each.at)] for each in call.transitions]],
        [call.call_id, call.agent_name, write(call.due_at), write(call.dialing_at)],
        [call.dial_tries, call.queue_position, call.is_result_awaited, result.duration_ms],
        [result.summary, dict(result.extracted), dict(result.collected)],
        [result.has_transcript, result.has_recording],
    ]


async def read_lists(store: Store) -> Any:
    return {
        each: join(await read_list(store, lists, sight=find_sight(each)))
        for each, lists in LISTS.items()
    }


def find_sight(name: str) -> Sight:
    return SEES_PUBLIC if name == "everyone" else SEES_ALL


async def read_filtered_lists(store: Store) -> Any:
    lists = (EVERYONE, *ALL)
    return {each: join(await read_list(store, lists, only)) for each, only in FILTERS.items()}


async def read_open_calls(store: Store) -> Any:
    """Return what is live or queued, and what is still to come, in each of some lists."""
    found = {}
    for each in ("everyone", *PEOPLE, "C0SALES", "C0SUPPORT", "C0SECRET", "D0BOB"):
        live, _ = await store.history.live(LISTS[each], sight=find_sight(each), limit=100)
        upcoming, _ = await store.attempts.upcoming(LISTS[each], sight=find_sight(each), limit=100)
        found[each] = [join(live), join(upcoming)]
    return found


async def read_outbox(store: Store) -> Any:
    """Have everything edited and posted that is due; returns it by channel, in that order."""
    count = await store.outbox.count_due()
    channels = (await store.outbox.find_due())[0]
    edits: defaultdict[str, list[str]] = defaultdict(list)
    posts: defaultdict[str, list[str]] = defaultdict(list)
    while (delivery := await store.outbox.next_edit()) is not None:
        edits[delivery.channel_id].append(await describe_delivery(store, delivery))
        await store.outbox.record_shown(delivery)
    for channel in sorted(channels):
        told = posts[channel.channel_id]
        while (delivery := await store.outbox.next_post(channel)) is not None:
            told.append(await describe_delivery(store, delivery))
            await store.outbox.claim(delivery, at=NOW)
            # what stands already, so that posting a card has no edits of its own follow
            await store.outbox.record_sent(delivery, f"9.{len(told)}")
    found: dict[str, Any] = {"count": count}
    for channel_id in sorted({*edits, *posts}):
        found[f"{channel_id} edits"] = edits[channel_id]
        found[f"{channel_id} posts"] = posts[channel_id]
    return found


async def describe_delivery(store: Store, delivery: Delivery) -> str:
    call = delivery.attempt_id and await store.calls.get_attempt(delivery.attempt_id)
    digest = delivery.digest_id and await store.digests.get(delivery.digest_id)
    is_thread = delivery.kind is DeliveryKind.CALL_THREAD
    about = [
        name(call) if call else None,
        delivery.seq if is_thread else None,
        digest.day.isoformat() if digest else None,
        delivery.about,
    ]
    details = [delivery.delivery_id, delivery.thread_ts, delivery.ts, write(delivery.ordered_at)]
    return (
        f"{delivery.kind} {'in doubt' if delivery.is_in_doubt else 'certain'} "
        f"{json.dumps(about)} {hash_values(details)}"
    )


async def read_finished_calls(store: Store) -> Any:
    found = {}
    for each in ("everyone", *PEOPLE, "C0SECRET"):
        page = await store.history.finished(
            LISTS[each],
            sight=find_sight(each),
            since=BEGINNING,
            until=NOW + timedelta(days=1),
            after=None,
            limit=500,
        )
        calls = [await store.calls.get_attempt(row.attempt_id) for row in page]
        rows = [
            [
                *(row.status, write(datetime.fromtimestamp(row.over_at, UTC)), row.agent_name),
                *(row.to_number, row.callee_time_zone, row.duration_ms, bool(row.was_ongoing)),
            ]
            for row in page
        ]
        found[each] = f"{join(calls)} {hash_values(rows)}"
    return found


async def read_work(store: Store) -> Any:
    """Return what the tracker, the dialer and the collector of results have to do."""
    live = await store.calls.live()
    due = await store.results.due(at=END_OF_TIME)
    return {
        "live": [
            [
                *(int(each.order_id[1:]), each.status, each.call_id, each.from_number),
                *(each.to_number, each.agent_name, write(each.dialing_at), write(each.changed_at)),
            ]
            for each in live
        ],
        "open": list(await store.calls.count_open()),
        "next dial": write(await store.queue.next_dial_at()),
        "next due": write(await store.attempts.next_at()),
        "awaiting retry": join(await store.attempts.awaiting_retry()),
        "without a card": await read_stale(store, END_OF_TIME, BEGINNING),
        "waiting": await read_stale(store, END_OF_TIME, END_OF_TIME),
        "known": len(await store.calls.known(tuple(f"vc-{n:04d}" for n in range(1, 200)))),
        "next result": write(await store.results.next_at()),
        "results": [
            [int(each.order_id[1:]), each.call_id, each.tries, write(each.ended_at)] for each in due
        ],
    }


async def read_stale(store: Store, at: datetime, waiting_before: datetime) -> str:
    found = await store.orders.stale(at=at, waiting_before=waiting_before)
    return " ".join(str(int(each[1:])) for each in found)


async def read_subscriptions(store: Store) -> Any:
    found: dict[str, Any] = {}
    for channel_id in WATCHING:
        found[channel_id] = [
            [each.outcome, each.agent, each.added_by, write(each.added_at)]
            for each in await store.watches.of(ChannelKey(WORKSPACE, channel_id))
        ]
    for each in await store.digests.schedules():
        found[f"digest {each.channel_id}"] = [
            *(f"{each.wall_time:%H:%M}", each.zone, each.added_by, write(each.added_at)),
            *(each.last_day and each.last_day.isoformat(), write(each.last_until)),
            *(write(each.next_after(NOW)), each.is_due(NOW)),
        ]
    number = 1
    while (digest := await store.digests.get(number)) is not None:
        found[f"digest {number}"] = [
            *(digest.channel_id, digest.day.isoformat(), digest.zone, write(digest.since)),
            *(write(digest.until), digest.ts, digest.is_chart_in_doubt),
        ]
        number += 1
    found["charts"] = [
        [each.channel_id, each.day.isoformat()] for each in await store.digests.awaiting_chart()
    ]
    return found


async def read_forms(store: Store) -> Any:
    found: dict[str, Any] = {}
    for user_id in PEOPLE:
        for channel_id in CHANNELS:
            used = await store.forms.last_used(ChannelKey(WORKSPACE, channel_id), user_id)
            if used is not None:
                named = [used.from_number, used.agent_id, used.agent_name]
                found[f"{user_id} {channel_id}"] = named
    for form_id in ("V0FORM1", "V0FORM2", "V0FORM3", "V0NONE"):
        form = await store.forms.find(form_id)
        found[form_id] = form and [
            *(form.user_id, form.origin_channel_id, form.thread_ts),
            hash_values(dict(form.typed)),
        ]
    return found


async def read_links(store: Store) -> Any:
    cards = [
        MessageKey(*call.order.channel, call.anchor_ts)
        for call in await read_list(store, ALL)
        if call.anchor_ts
    ]
    links = await store.history.links(cards)
    return sorted([each.channel_id, each.ts, url] for each, url in links.items())


async def read_automatic_attempts(store: Store) -> Any:
    """Return the further attempts to come, and whether the bot chose their time."""
    upcoming, _ = await store.attempts.upcoming(ALL, sight=SEES_ALL, limit=100)
    return {name(call): call.is_automatic for call in upcoming if call.attempt > 1}


# the outbox comes last, because reading it changes it
FACTS: dict[str, Fact] = {
    "orders": read_orders,
    "lists": read_lists,
    "filtered lists": read_filtered_lists,
    "open calls": read_open_calls,
    "finished calls": read_finished_calls,
    "work": read_work,
    "subscriptions": read_subscriptions,
    "forms": read_forms,
    "links": read_links,
    "automatic attempts": read_automatic_attempts,
    "outbox": read_outbox,
}
