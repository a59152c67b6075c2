"""Settling lost dials: the call is found, or nothing is claimed; never by guessing."""

from datetime import timedelta
from typing import Any

import pytest

from bot.calling.reconciliation import (
    RECONCILIATION_TIME,
    Reconciliation,
    reconcile,
)
from bot.domain.phone_numbers import E164
from bot.store.records import LiveCall
from bot.ui.reasons import CALL_NOT_FOUND, IDENTICAL_ORDERS, SEVERAL_CALLS_FOUND
from bot.voicy import VoicyCall
from tests.builders.calls import NOON, WORKSPACE

NOBODY: frozenset[str] = frozenset()
SOON = timedelta(seconds=10)
LATE = RECONCILIATION_TIME + timedelta(seconds=1)


def build_live(attempt_id: int = 1, **changes: Any) -> LiveCall:
    known: dict[str, Any] = {
        "attempt_id": attempt_id,
        "workspace_id": WORKSPACE,
        "order_id": f"o{attempt_id}",
        "call_id": None,
        "status": "unconfirmed",
        "from_number": E164("+15551234567"),
        "to_number": E164("+15559876543"),
        "agent_name": None,
        "dialing_at": NOON,
        "changed_at": NOON,
    }
    return LiveCall(**(known | changes))


def build_listed(call_id: str | None = "c1", after: float | None = 1, **changes: Any) -> VoicyCall:
    known: dict[str, Any] = {
        "call_id": call_id,
        "direction": "outgoing",
        "from_number": "+15551234567",
        "to_number": "+15559876543",
        "started_at": None if after is None else NOON + timedelta(seconds=after),
    }
    return VoicyCall(**(known | changes))


def settle_all(
    live: list[LiveCall],
    listed: list[VoicyCall],
    *,
    ours: frozenset[str] = NOBODY,
    after: timedelta = SOON,
    offset: float = 0.0,
) -> tuple[Reconciliation, ...]:
    return reconcile(live, listed, ours, now=NOON + after, clock_offset=timedelta(seconds=offset))


def settle_one(listed: VoicyCall, **changes: Any) -> Reconciliation | None:
    return next(iter(settle_all([build_live()], [listed], **changes)), None)


def build_unsettled(reason: str, *calls: LiveCall) -> tuple[Reconciliation, ...]:
    return tuple(Reconciliation(call=call, reason=reason) for call in calls)


@pytest.mark.parametrize(
    "listed",
    [
        build_listed(),
        build_listed(after=None),
        build_listed(after=-3),
        build_listed(after=90),
        build_listed(direction=None),
        build_listed(status="user_hangup"),
    ],
)
def test_only_call_between_the_numbers_since_the_dial_is_it(listed: VoicyCall) -> None:
    assert settle_one(listed) == Reconciliation(call=build_live(), found=listed)


@pytest.mark.parametrize(
    "listed",
    [
        build_listed(after=-4),
        build_listed(after=91),
        build_listed(direction="incoming"),
        build_listed(from_number="+15551234568"),
        build_listed(to_number="+15559876544"),
        build_listed(from_number="+15559876543", to_number="+15551234567"),
        build_listed(to_number=None),
        build_listed(call_id=None),
    ],
)
def test_other_call_is_not_taken_for_it(listed: VoicyCall) -> None:
    assert settle_one(listed) is None
    assert settle_one(listed, after=LATE) == Reconciliation(
        call=build_live(), reason=CALL_NOT_FOUND
    )


def test_call_that_is_ours_already_is_not_taken_for_it() -> None:
    assert settle_one(build_listed("c1"), ours=frozenset({"c1"})) is None


@pytest.mark.parametrize("offset", [-3_600.0, 3_600.0])
def test_clock_of_the_api_may_be_an_hour_away(offset: float) -> None:
    listed = build_listed(after=offset + 1)

    assert settle_one(listed, offset=offset) == Reconciliation(call=build_live(), found=listed)
    assert settle_one(listed, offset=0.0) is None


def test_call_not_listed_yet_is_waited_for() -> None:
    assert settle_all([build_live()], [], after=RECONCILIATION_TIME) == ()
    assert settle_all([build_live()], [], after=LATE) == build_unsettled(
        CALL_NOT_FOUND, build_live()
    )


def test_call_found_after_the_settling_time_is_still_found() -> None:
    listed = build_listed()

    assert settle_one(listed, after=LATE) == Reconciliation(call=build_live(), found=listed)


def test_two_candidates_are_not_chosen_between() -> None:
    listed = [build_listed("c1"), build_listed("c2", after=2)]

    assert settle_all([build_live()], listed) == build_unsettled(SEVERAL_CALLS_FOUND, build_live())


def test_second_candidate_that_is_ours_leaves_one() -> None:
    listed = [build_listed("c1"), build_listed("c2", after=2)]
    ours = frozenset({"c1"})

    assert settle_all([build_live()], listed, ours=ours) == (
        Reconciliation(call=build_live(), found=listed[1]),
    )


@pytest.mark.parametrize("listed", [[build_listed("c1")], [build_listed("c1"), build_listed("c2")]])
def test_equal_orders_are_not_told_apart(listed: list[VoicyCall]) -> None:
    twins = [build_live(1), build_live(2)]

    assert settle_all(twins, listed) == build_unsettled(IDENTICAL_ORDERS, *twins)


def test_equal_orders_of_which_nothing_is_listed_are_waited_for() -> None:
    twins = [build_live(1), build_live(2)]

    assert settle_all(twins, []) == ()
    assert settle_all(twins, [], after=LATE) == build_unsettled(CALL_NOT_FOUND, *twins)


@pytest.mark.parametrize("after", [SOON, LATE])
@pytest.mark.parametrize("listed", [[], [build_listed()]])
def test_nothing_is_decided_while_an_equal_order_is_being_dialed(
    listed: list[VoicyCall], after: timedelta
) -> None:
    live = [build_live(1), build_live(2, status="dialing")]

    assert settle_all(live, listed, after=after) == ()


def test_equal_order_whose_call_is_known_is_no_twin() -> None:
    live = [build_live(1), build_live(2, status="ringing", call_id="c2")]
    listed = [build_listed("c1"), build_listed("c2")]

    assert settle_all(live, listed, ours=frozenset({"c2"})) == (
        Reconciliation(call=build_live(), found=listed[0]),
    )


def test_order_from_another_caller_id_is_no_twin() -> None:
    live = [
        build_live(1),
        build_live(2, status="dialing", from_number=E164("+15551234568")),
    ]

    assert settle_all(live, [build_listed()]) == (
        Reconciliation(call=build_live(), found=build_listed()),
    )


@pytest.mark.parametrize("status", ["dialing", "initiated", "ringing", "ongoing"])
def test_only_lost_dials_are_settled(status: str) -> None:
    live = [build_live(status=status, call_id=None if status == "dialing" else "c9")]

    assert settle_all(live, [build_listed()], after=LATE) == ()


def test_call_may_take_two_minutes_to_be_listed() -> None:
    assert timedelta(minutes=2) == RECONCILIATION_TIME


@pytest.mark.parametrize(
    "before",
    [
        [build_live(2, status="ongoing", call_id="c2")],
        [
            build_live(2, to_number=E164("+15559876544")),
            build_live(3, to_number=E164("+15559876544"), status="dialing"),
        ],
    ],
    ids=["one that goes on", "one whose twin is being dialed"],
)
def test_call_that_is_left_alone_keeps_none_after_it_from_being_settled(
    before: list[LiveCall],
) -> None:
    settled = settle_all([*before, build_live()], [build_listed()])

    assert settled == (Reconciliation(call=build_live(), found=build_listed()),)
