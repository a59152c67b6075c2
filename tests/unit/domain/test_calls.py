"""Which transition may follow which; and the calls that other tests draw, store and tell."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.statuses import (
    API_PREFIX,
    CLOSED_HERE,
    COMPLETED,
    FAILED,
    FINAL,
    WAITING,
    CallStatus,
    Phase,
    find_phase,
    is_final,
    may_follow,
    read_status,
)
from tests.builders.calls import build_call, build_order

STATUSES = st.sampled_from(list(CallStatus))
UNLISTED = st.text(min_size=1, max_size=12).filter(lambda word: find_phase(word) is None)
OBSERVED = st.lists(STATUSES | UNLISTED, max_size=30)


def tell_news(observed: list[str]) -> tuple[str, ...]:
    told: tuple[str, ...] = ()
    for status in observed:
        if may_follow(status, told):
            told = (*told, status)
    return told


def test_every_status_has_a_phase() -> None:
    assert [status for status in CallStatus if find_phase(status) is None] == []


def test_final_statuses_are_those_that_end_a_call() -> None:
    assert {status for status in CallStatus if is_final(status)} == FINAL
    assert FINAL == COMPLETED | FAILED | CLOSED_HERE
    assert not COMPLETED & FAILED | COMPLETED & CLOSED_HERE | FAILED & CLOSED_HERE


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ((), "initiated"),
        ((), "ended"),
        ((), "unconfirmed"),
        (("overdue",), "withdrawn"),
        (("overdue",), "initiated"),
        (("unconfirmed",), "initiated"),
        (("unconfirmed",), "untraced"),
        (("initiated",), "ringing"),
        (("initiated",), "ongoing"),
        (("initiated",), "error"),
        (("initiated", "ringing"), "busy"),
        (("initiated", "ringing"), "no_answer"),
        (("initiated", "ringing"), "canceled"),
        (("initiated", "ringing", "ongoing"), "user_hangup"),
        (("initiated", "ringing", "ongoing"), "lost"),
        (("initiated",), "transferring"),
        (("initiated", "transferring"), "ringing"),
        (("transferring",), "initiated"),
    ],
)
def test_later_phase_is_news(told: tuple[str, ...], status: str) -> None:
    assert may_follow(status, told)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (("initiated",), "initiated"),
        (("initiated", "ringing"), "initiated"),
        (("initiated", "ringing", "ongoing"), "ringing"),
        (("initiated",), "unconfirmed"),
        (("initiated",), "dialing"),
        (("initiated",), "queued"),
        (("initiated",), "scheduled"),
        (("initiated",), "overdue"),
        (("ended",), "user_hangup"),
        (("busy",), "ongoing"),
        (("refused",), "initiated"),
        (("withdrawn",), "unconfirmed"),
        (("ended",), "transferring"),
        (("initiated", "transferring"), "transferring"),
    ],
)
def test_same_or_earlier_phase_is_old_news(told: tuple[str, ...], status: str) -> None:
    assert not may_follow(status, told)


@given(OBSERVED)
def test_call_moves_forward_only(observed: list[str]) -> None:
    phases = [find_phase(status) for status in tell_news(observed)]
    known = [phase for phase in phases if phase is not None]

    assert all(earlier < later for earlier, later in pairwise(known))


@given(OBSERVED)
def test_final_status_stays_the_last(observed: list[str]) -> None:
    told = tell_news(observed)

    assert [status for status in told[:-1] if is_final(status)] == []


@given(OBSERVED)
def test_nothing_is_told_twice(observed: list[str]) -> None:
    told = tell_news(observed)

    assert len(set(told)) == len(told)
    assert tell_news([*told, *told]) == told


@given(OBSERVED)
def test_first_end_that_is_seen_is_told(observed: list[str]) -> None:
    first_end = next((status for status in observed if is_final(status)), None)

    assert next((status for status in tell_news(observed) if is_final(status)), None) == first_end


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("No-Answer", "no_answer"),
        (" RINGING\n", "ringing"),
        ("in progress", "in_progress"),
        ("agent--hangup", "agent_hangup"),
        ("", "initiated"),
        (" ", "initiated"),
        ("x" * 50, "x" * 40),
    ],
)
def test_status_is_read_as_the_list_of_the_api_writes_it(raw: str, status: str) -> None:
    assert read_status(raw, default="initiated") == status


@pytest.mark.parametrize("ours", sorted(CLOSED_HERE | WAITING | {"dialing", "unconfirmed"}))
def test_word_of_the_api_never_stands_for_one_of_our_own(ours: str) -> None:
    status = read_status(ours.upper(), default="initiated")

    assert status == f"{API_PREFIX}{ours}"
    assert find_phase(status) is None


@given(st.text())
def test_no_word_of_the_api_can_bring_a_call_back_into_the_line(raw: str) -> None:
    phase = find_phase(read_status(raw, default="initiated"))

    assert phase is None or phase >= Phase.INITIATED


def test_phases_are_in_the_order_of_a_call() -> None:
    before = ["scheduled", "overdue", "queued", "dialing", "unconfirmed"]
    life = ["initiated", "ringing", "ongoing", "ended"]

    assert [find_phase(status) for status in before + life] == list(Phase)


def test_call_knows_what_was_told_and_whether_it_is_over() -> None:
    live, over = build_call("initiated", "ringing"), build_call("initiated", "busy")

    assert (live.status_history, live.is_final) == (("initiated", "ringing"), False)
    assert (over.status_history, over.is_final) == (("initiated", "busy"), True)


@pytest.mark.parametrize(
    ("status", "is_waiting"),
    [("scheduled", True), ("overdue", True), ("queued", True), ("dialing", False), ("busy", False)],
)
def test_call_is_waiting_until_somebody_is_dialed(status: str, is_waiting: bool) -> None:
    assert build_call(status=status).is_waiting is is_waiting


@pytest.mark.parametrize(
    ("told", "attempt", "attempts", "is_tried_again"),
    [
        (("initiated", "busy"), 1, 2, True),
        (("initiated", "ringing", "no_answer"), 2, 3, True),
        (("initiated", "busy"), 1, 1, False),
        (("initiated", "busy"), 3, 3, False),
        (("initiated", "ringing"), 1, 3, False),
        (("initiated", "error"), 1, 3, False),
        (("initiated", "canceled"), 1, 3, False),
        (("initiated", "ongoing", "user_hangup"), 1, 3, False),
        (("initiated", "ongoing", "no_answer"), 1, 3, False),
        (("withdrawn",), 1, 3, False),
    ],
)
def test_callee_is_tried_again_until_somebody_picks_up(
    told: tuple[str, ...], attempt: int, attempts: int, is_tried_again: bool
) -> None:
    request = build_order(attempts=attempts)

    assert build_call(*told, order=request, attempt=attempt).will_be_tried_again is is_tried_again
