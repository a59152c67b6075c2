"""What is kept of a number: held, forgotten, known by its hash, and for how long."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.calls import Result
from bot.domain.do_not_call_lists import ListEntry, ListTerms, NumberList, restore_list, write_list
from bot.domain.phone_numbers import E164
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.store.interface import Store
from bot.store.records import ALL_CHATS, AuditEntry, AuditFilter, Cursor, Hold, NumberFacts
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import add_order, latest_attempt, move, opened_store, place, post_next

NUMBER = E164("+15559876543")
OTHER = E164("+15559876001")
YEAR = timedelta(days=365)
LATER = NOON + 2 * YEAR
AUDIT = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0DANA", action="forget")
PRIVATE = {"name": "Rumpelstilz"}


async def end(store: Store, key: str = "1", number: E164 = NUMBER) -> str:
    """Have a call to a number be over."""
    order_id = await place(
        store, key, to_number=number, variables=PRIVATE, callee_name="Rumpelstilz"
    )
    await move(store, order_id, "ringing", "ongoing", "user_hangup")
    result = Result(duration_ms=9_000, summary="Rumpelstilz spoke")
    attempt_id = await latest_attempt(store, order_id)
    await store.results.record(attempt_id, result, agent_name="Booker", ask_again_at=None)
    return order_id


async def erase(store: Store, number: E164 = NUMBER) -> NumberFacts:
    return await store.erasures.begin(
        WORKSPACE, number, by="U0DANA", admins=["U0DANA"], at=LATER, reason="gone", audit=AUDIT
    )


async def retain(store: Store, *, evidence: timedelta = 5 * YEAR) -> None:
    """Forget all that is a year old."""
    while await store.upkeep.forget(
        before=LATER - YEAR, evidence_before=LATER - evidence, at=LATER, reason="nobody decided"
    ):
        pass


async def hold(store: Store, number: E164 = NUMBER) -> bool:
    held = Hold(
        workspace_id=WORKSPACE,
        number_hash=store.hasher.hash(number),
        held_at=NOON,
        held_by="U0DANA",
        held_by_name="dana",
    )
    return await store.numbers.hold(held, number, audit=AUDIT)


async def suppress(store: Store) -> int | None:
    suppression = Suppression(
        workspace_id=WORKSPACE,
        number=NUMBER,
        scope=SuppressionScope.ALL,
        reason="Rumpelstilz said so",
        added_at=NOON,
        added_by="U0BOB",
        added_by_name="bob",
    )
    return await store.suppressions.add(suppression, at=NOON, reason="listed", audit=AUDIT)


async def test_hold_keeps_a_number_from_retention_until_it_ends(store: Store) -> None:
    held, free = await end(store, "1"), await end(store, "2", OTHER)
    assert await hold(store)
    assert not await hold(store)

    await retain(store)

    assert (await store.calls.get(held)).order.to_number == NUMBER
    assert (await store.calls.get(free)).order.to_number == ""
    assert await store.numbers.release(WORKSPACE, NUMBER, audit=AUDIT)
    assert not await store.numbers.release(WORKSPACE, NUMBER, audit=AUDIT)
    await retain(store)
    assert (await store.calls.get(held)).order.to_number == ""


async def test_hold_keeps_a_number_from_being_forgotten(store: Store) -> None:
    order_id = await end(store)
    await hold(store)

    facts = await erase(store)

    assert facts.hold is not None
    assert (await store.calls.get(order_id)).order.variables == PRIVATE
    assert await store.erasures.next() is None


async def test_live_call_keeps_its_number_from_being_forgotten(store: Store) -> None:
    order_id = await place(store, to_number=NUMBER)

    assert (await erase(store)).is_live
    assert (await store.calls.get(order_id)).order.to_number == NUMBER


async def test_result_that_comes_late_is_waited_for_and_writes_nothing_that_was_forgotten(
    store: Store,
) -> None:
    order_id = await end(store)
    attempt_id = await latest_attempt(store, order_id)
    late = Result(summary="Rumpelstilz spoke")
    await store.results.record(attempt_id, late, agent_name=None, ask_again_at=LATER)
    assert (await erase(store)).is_live
    await store.results.record(attempt_id, late, agent_name=None, ask_again_at=None)
    assert not (await erase(store)).is_live

    await store.results.record(attempt_id, late, agent_name=None, ask_again_at=None)

    assert (await store.calls.get(order_id)).result.summary is None


async def test_forgotten_call_is_evidence_by_its_hash_for_some_years(store: Store) -> None:
    await end(store)
    await retain(store)

    (call,) = await store.numbers.calls(WORKSPACE, NUMBER)
    assert (call.order.to_number, call.status) == ("", "user_hangup")
    await retain(store, evidence=2 * YEAR - timedelta(days=1))
    assert await store.numbers.calls(WORKSPACE, NUMBER) == ()


async def test_number_that_is_forgotten_leaves_nothing_but_counts(store: Store) -> None:
    order_id = await end(store)
    waiting = await add_order(store, "2", to_number=NUMBER, due_at=LATER + YEAR)
    await post_next(store)
    other = await end(store, "3", OTHER)

    facts = await erase(store)

    assert (facts.calls, facts.waiting) == (2, 1)
    call = await store.calls.get(order_id)
    assert (call.order.to_number, call.order.callee_name, dict(call.order.variables)) == (
        "",
        "",
        {},
    )
    assert (call.result.summary, call.result.duration_ms, call.call_id) == (None, 9_000, None)
    taken_back = await store.calls.get(waiting)
    assert (taken_back.status, taken_back.reason) == ("withdrawn", "gone")
    assert (await store.calls.get(other)).order.to_number == OTHER


async def test_listed_number_that_is_forgotten_stays_listed_by_its_hash(store: Store) -> None:
    await suppress(store)
    await erase(store)

    (listed,) = await store.suppressions.find(WORKSPACE, NUMBER)
    assert (listed.number, listed.reason, listed.added_by_name) == (NUMBER, "", "bob")
    facts = await store.rules.find_facts(build_order(to_number=NUMBER), at=LATER)
    assert [each.number for each in facts.suppressions] == [NUMBER]
    assert await store.suppressions.page(WORKSPACE, at=LATER, after=("", ""), limit=9) == ()
    assert await suppress(store) is None
    await erase(store)
    assert len(await store.suppressions.find(WORKSPACE, NUMBER)) == 1
    assert await store.suppressions.remove(WORKSPACE, NUMBER, audit=AUDIT)


async def test_drafts_and_forms_that_name_the_callee_go_with_the_number(store: Store) -> None:
    await end(store)
    for draft_id, named in (("theirs", NUMBER), ("others", OTHER)):
        await store.drafts.add(
            draft_id,
            workspace_id=WORKSPACE,
            user_id="U1",
            payload=f'{{"number": "{named}"}}',
            expires_at=LATER + YEAR,
        )
    await erase(store)

    assert await store.drafts.find("theirs", user_id="U1", at=LATER) is None
    assert await store.drafts.find("others", user_id="U1", at=LATER) is not None


async def test_list_that_waits_for_its_answer_goes_on_waiting_without_the_number(
    store: Store,
) -> None:
    terms = ListTerms(day=NOON.date())
    entries = tuple(ListEntry(number=each, reason="asked us") for each in (NUMBER, OTHER))
    waiting = write_list(NumberList(terms=terms, entries=entries, bad=()))
    await store.drafts.add(
        "list", workspace_id=WORKSPACE, user_id="U0DANA", payload=waiting, expires_at=LATER + YEAR
    )
    await erase(store)

    left = await store.drafts.find("list", user_id="U0DANA", at=LATER)
    assert left is not None
    assert restore_list(left).entries == entries[1:]


async def test_erasure_is_left_when_all_places_were_looked_through(store: Store) -> None:
    order_id = await end(store)
    await erase(store)
    erasure = await store.erasures.next()
    assert erasure is not None
    assert erasure.names == ("Rumpelstilz",)
    assert not await store.erasures.is_shown(erasure)
    while delivery := await store.outbox.next_edit():
        await store.outbox.record_shown(delivery)
    for _ in range(9):
        if (await store.calls.get(order_id)).anchor_ts and await store.erasures.is_shown(erasure):
            break
        await post_next(store)
    assert await store.erasures.is_shown(erasure)
    seen = set[str]()
    while found := await store.erasures.next_place(erasure):
        seen.add(found.channel_id)
        await store.erasures.leave_place(found, messages=2, files=1, is_reached=False)

    assert seen == {"C1", "U0DANA", build_order().requested_by, ALL_CHATS}
    counted = await store.erasures.next()
    assert counted is not None
    assert (counted.messages, counted.files, counted.unreached) == (8, 4, 4)
    await store.erasures.finish(counted, about="{}", at=LATER)
    assert await store.erasures.next() is None


async def test_file_is_written_anew_at_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path) as store:
        await store.upkeep.keep()
        await end(store)
        await erase(store)
    async with opened_store(path):
        pass

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT needs_vacuum FROM file_notes").fetchall() == [(0,)]
    names = (b"Rumpelstilz", NUMBER.encode())
    erasing = path.read_bytes()
    # the erasure itself is not over
    assert [erasing.count(name) for name in names] == [1, 1]


@pytest.mark.parametrize(
    ("matching", "found"),
    [
        (AuditFilter(), [5, 4, 3, 2, 1]),
        (AuditFilter(user_id="U2"), [4, 2]),
        (AuditFilter(actions=frozenset({"deny", "ask"})), [3, 2]),
        (AuditFilter(order_id="o1"), [1]),
        (AuditFilter(since=NOON + timedelta(minutes=4)), [5, 4]),
        (AuditFilter(user_id="U2", actions=frozenset({"deny"})), [2]),
    ],
)
async def test_audit_is_narrowed(store: Store, matching: AuditFilter, found: list[int]) -> None:
    for minute, action in enumerate(("request", "deny", "ask", "request", "pause"), start=1):
        await store.audit.add(
            AuditEntry(
                at=NOON + timedelta(minutes=minute),
                workspace_id=WORKSPACE,
                user_id=f"U{2 if minute % 2 == 0 else 1}",
                action=action,
                order_id="o1" if minute == 1 else None,
            )
        )

    page = await store.audit.page(WORKSPACE, matching=matching, limit=9)
    assert [row.id for row in page.rows] == found
    assert (page.newer, page.older) == (None, None)


async def test_audit_of_a_number_has_its_orders_and_its_hash_also_when_forgotten(
    store: Store,
) -> None:
    order_id = await end(store)
    by_order = AuditEntry(
        at=NOON, workspace_id=WORKSPACE, user_id="U1", action="cancel", order_id=order_id
    )
    await store.audit.add(by_order)
    await store.audit.add(
        AuditEntry(
            at=NOON,
            workspace_id=WORKSPACE,
            user_id="U1",
            action="deny",
            number_hash=store.hasher.hash(NUMBER),
        )
    )
    await erase(store)

    page = await store.audit.page(WORKSPACE, matching=AuditFilter(number=NUMBER), limit=9)
    assert [row.entry.action for row in page.rows] == ["deny", "cancel"]
    assert [row.to_number for row in page.rows] == [None, None]
    assert not (await store.audit.page(WORKSPACE, matching=AuditFilter(number=OTHER), limit=9)).rows


async def test_audit_is_read_page_by_page_and_back(store: Store) -> None:
    for _ in range(5):
        await store.audit.add(AUDIT)

    async def turn(cursor: Cursor | None) -> tuple[list[int], Cursor | None, Cursor | None]:
        assert cursor is not None
        page = await store.audit.page(WORKSPACE, matching=AuditFilter(), cursor=cursor, limit=2)
        return [row.id for row in page.rows], page.newer, page.older

    first, none, older = await turn(Cursor())
    second, newer, oldest = await turn(older)
    assert (first, second, none) == ([5, 4], [3, 2], None)
    assert (await turn(oldest))[::2] == ([1], None)
    assert (await turn(newer))[0] == [5, 4]
