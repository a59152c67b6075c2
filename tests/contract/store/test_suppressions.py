"""The do-not-call list: kept per workspace, read in the claim, and what waits is taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from time import process_time
from typing import Any

import pytest

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.rules import StoredFacts
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Store
from bot.store.records import AuditEntry
from tests.builders.attempts import begin
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import OpenStore, add_order, line_up, move
from tests.contract.store.test_meanings import end, map_results, note

NUMBER = E164("+15559876543")
AUDIT = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0BOB", action="dnc_add")
MANY = 20_000
WHY = "@bob put its number on the do-not-call list"


def build_suppression(**changes: Any) -> Suppression:
    known: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "number": NUMBER,
        "scope": SuppressionScope.ALL,
        "reason": "asked on the phone",
        "added_at": NOON,
        "added_by": "U0BOB",
        "added_by_name": "bob",
    }
    return Suppression(**(known | changes))


async def add(store: Store, **changes: Any) -> int | None:
    return await store.suppressions.add(
        build_suppression(**changes), at=NOON, reason=WHY, audit=AUDIT
    )


async def test_number_stands_on_the_list_once_and_outlives_a_restart(open_store: OpenStore) -> None:
    async with open_store() as store:
        assert await add(store) == 0
        assert await add(store, added_by_name="dana") is None

    async with open_store() as store:
        assert await store.suppressions.find(WORKSPACE, NUMBER) == (build_suppression(),)
        assert await store.suppressions.find(WorkspaceId("T0ELSEWHERE"), NUMBER) == ()
        assert await store.suppressions.remove(WORKSPACE, NUMBER, audit=AUDIT)
        assert not await store.suppressions.remove(WORKSPACE, NUMBER, audit=AUDIT)
        assert await store.suppressions.find(WORKSPACE, NUMBER) == ()


async def test_what_an_order_is_judged_by_holds_what_stands_on_the_list(store: Store) -> None:
    await add(store, scope=SuppressionScope.MARKETING)
    await add(store, number=E164("+15550000000"))
    stored = await store.rules.find_facts(build_order(to_number=NUMBER), at=NOON)
    assert [each.scope for each in stored.suppressions] == ["marketing"]


async def test_gate_reads_the_list_in_its_claim(store: Store) -> None:
    await line_up(store, 1)
    await add(store, scope=SuppressionScope.MARKETING)
    seen: list[StoredFacts] = []

    def gate(call: Call, stored: StoredFacts) -> None:
        seen.append(stored)

    await store.queue.claim_slot(at=NOON, gate=gate)
    assert [len(stored.suppressions) for stored in seen] == [1]


async def test_what_waits_everywhere_is_taken_back(store: Store) -> None:
    later = [
        await add_order(store, key, channel_id=channel_id, due_at=NOON + timedelta(hours=1))
        for key, channel_id in (("1", "C1"), ("2", "C2"))
    ]
    other = await add_order(
        store, "3", to_number=E164("+15550000000"), due_at=NOON + timedelta(hours=1)
    )
    assert await add(store) == 2
    calls = [await store.calls.get(order_id) for order_id in later]
    assert [(call.status, call.reason) for call in calls] == [("withdrawn", WHY)] * 2
    assert (await store.calls.get(other)).status == "scheduled"


async def test_call_that_is_to_be_tried_again_is_not(store: Store) -> None:
    order_id = await begin(store, attempts=3)
    await move(store, order_id, "busy")
    assert await add(store) == 1
    assert await store.attempts.awaiting_retry() == ()
    assert not (await store.calls.get(order_id)).will_be_tried_again


async def test_entry_for_marketing_takes_nothing_back(store: Store) -> None:
    order_id = await add_order(store, due_at=NOON + timedelta(hours=1))
    assert await add(store, scope=SuppressionScope.MARKETING) == 0
    assert (await store.calls.get(order_id)).status == "scheduled"


async def test_pages_hold_every_entry_once_that_has_not_expired(store: Store) -> None:
    added = [
        build_suppression(number=E164(f"+1555000000{digit}"), scope=scope)
        for digit in range(3)
        for scope in (SuppressionScope.ALL, SuppressionScope.MARKETING)
    ]
    for each in added:
        await store.suppressions.add(each, at=NOON, reason=WHY, audit=AUDIT)
    await add(store, workspace_id=WorkspaceId("T0ELSEWHERE"))
    over = build_suppression(number=E164("+15550000009"), expires_at=NOON)
    await store.suppressions.add(over, at=NOON, reason=WHY, audit=AUDIT)
    found, after = list[Suppression](), ("", "")
    while page := await store.suppressions.page(WORKSPACE, at=NOON, after=after, limit=2):
        found += page
        after = page[-1].number, page[-1].scope
    assert found == [replace(each) for each in added]
    assert await store.suppressions.count(WORKSPACE, at=NOON) == 6


async def test_registry_binds_until_it_expires_and_leaves_what_a_person_said(store: Store) -> None:
    marketing, later = SuppressionScope.MARKETING, NOON + timedelta(days=31)
    mine = build_suppression(scope=marketing)
    await store.suppressions.add(mine, at=NOON, reason=WHY, audit=AUDIT)
    other = build_suppression(
        number=E164("+15550000000"), scope=marketing, reason="registry of 2026-11", expires_at=NOON
    )
    renewed = replace(other, expires_at=later)
    await store.suppressions.bring_in(
        [replace(mine, expires_at=later), other], at=NOON, reason=WHY, audit=AUDIT
    )
    await store.suppressions.bring_in([renewed], at=NOON, reason=WHY, audit=AUDIT)
    assert await store.suppressions.find(WORKSPACE, NUMBER) == (mine,)
    assert await store.suppressions.find(WORKSPACE, other.number) == (renewed,)


@pytest.mark.parametrize("scope", SuppressionScope)
@pytest.mark.parametrize("expires_at", [NOON - timedelta(days=1), NOON + timedelta(days=1)])
async def test_what_a_person_says_outlasts_what_was_imported(
    store: Store, scope: SuppressionScope, expires_at: datetime
) -> None:
    imported = build_suppression(scope=scope, reason="registry", expires_at=expires_at)
    await store.suppressions.bring_in([imported], at=NOON, reason=WHY, audit=AUDIT)
    assert await add(store, scope=scope) == 0
    assert await store.suppressions.find(WORKSPACE, NUMBER) == (build_suppression(scope=scope),)
    assert await add(store, scope=scope) is None


async def test_import_for_all_calls_takes_back_what_waits_to_its_numbers(store: Store) -> None:
    numbers = [E164(f"+1555000000{index}") for index in range(4)]
    retried = await begin(store, "retried", attempts=3)
    await move(store, retried, "busy")
    hour = timedelta(hours=1)
    ids = [
        await add_order(store, f"{index}", to_number=number, due_at=NOON + hour)
        for index, number in enumerate([*numbers, numbers[0]])
    ]
    listed = [
        *(build_suppression(number=each) for each in (*numbers[:2], NUMBER)),
        build_suppression(number=numbers[2], scope=SuppressionScope.MARKETING),
    ]
    audit = replace(AUDIT, action="dnc_import", value="4")
    for expected in (4, 0):
        taken_back = await store.suppressions.bring_in(listed, at=NOON, reason=WHY, audit=audit)
        assert taken_back == expected
    statuses = [(await store.calls.get(order_id)).status for order_id in ids]
    assert statuses == ["withdrawn", "withdrawn", "scheduled", "scheduled", "withdrawn"]
    assert await store.attempts.awaiting_retry() == ()


async def test_many_numbers_cost_an_order_nothing_noticeable(store: Store) -> None:
    numbers = [
        build_suppression(number=E164(f"+1555{index:07}"), scope=SuppressionScope.MARKETING)
        for index in range(MANY)
    ]
    await store.suppressions.bring_in(numbers, at=NOON, reason=WHY, audit=AUDIT)
    order = build_order(to_number=E164(f"+1555{MANY // 2:07}"))
    began = process_time()
    for _ in range(100):
        stored = await store.rules.find_facts(order, at=NOON)
    assert len(stored.suppressions) == 1
    # one that looks through all of them takes twice as long
    assert (process_time() - began) / 100 < 0.0015


async def test_number_whose_owner_opted_out_is_on_the_list_with_that_result(store: Store) -> None:
    await map_results(store)
    expired = build_suppression(reason="registry", expires_at=NOON - timedelta(days=1))
    over = await end(store, "1")
    await store.suppressions.bring_in([expired], at=NOON, reason=WHY, audit=AUDIT)
    later = await add_order(store, "2", due_at=NOON + timedelta(hours=1))
    await note(store, over, {"who": "human"})
    assert await store.suppressions.find(WORKSPACE, NUMBER) == (expired,)
    await note(store, over, {"stop": "yes"})
    (entry,) = await store.suppressions.find(WORKSPACE, NUMBER)
    assert (entry.scope, entry.reason, entry.added_by_name) == ("all", "opted out", "")
    assert (await store.calls.get(later)).status == "withdrawn"
    assert await store.suppressions.remove(WORKSPACE, NUMBER, audit=AUDIT)
