"""A sample of the crash test, the proof that it can fail, and that it can be replayed."""

from dataclasses import replace
from typing import Final

import pytest

from tests.crash.deeds import Ask, Kill, Pass, Script, Usurp
from tests.crash.limits import choose_limits
from tests.crash.offences import Column
from tests.crash.orders import Entrance, Order
from tests.crash.points import Place, Point, Stage
from tests.crash.replay import Plan, play_all
from tests.crash.report import Report
from tests.crash.shrink import shrink
from tests.crash.victim import AGE, GATE, INBOX, INTENT, LEASE, LOOK_UP

# worlds whose seeds write many kills, one of them guarded as in a campaign
_SAMPLE: Final = (
    Plan(seed="20.8.25", kills=25),
    Plan(seed="20.11.25", kills=25),
    Plan(seed="20.0guarded.25", kills=25, is_guarded=True),
)
# a bot without a part never tells all, and a whole one does after these few deeds
_PEACE_SECONDS: Final = 120.0
# the seed of limits that let four calls through in a day
_CAPPED: Final = "3"


def _order(number: int) -> Order:
    return Order(
        number=number,
        to_number=f"+1555{number:03d}6543",
        channel_id="C0SALES",
        entrance=Entrance.COMMAND,
    )


def _kill_at(place: Place, stage: Stage, *numbers: int) -> Script:
    point = Point(place=place, stage=stage)
    return tuple(deed for n in numbers for deed in (Ask(order=_order(n)), Kill(point=point)))


def _usurp(*, is_renewed: bool) -> Script:
    """Freeze a bot right after a claim, for as long as the next one needs to give that up."""
    return (Usurp(order=_order(1), steps=0, is_renewed=is_renewed, seconds=130.0),)


def test_a_hundred_kills_double_nothing_and_lose_nothing() -> None:
    report = Report(list(play_all(_SAMPLE, at_once=2)))
    assert report.kills.total() >= 100
    assert report.is_clean, str(report)


def test_a_dial_that_nobody_looked_at_again_is_found_out() -> None:
    # calls are counted in the claim alone, the rest is asked once more right before the request
    orders = range(1, 2 + choose_limits(_CAPPED).calls_per_day)
    asks = [Ask(order=replace(_order(number), later_seconds=5)) for number in orders]
    script: Script = (*asks, Pass(seconds=20.0))
    for part in (None, GATE):
        plan = Plan(seed=_CAPPED, kills=0, is_guarded=True, part=part, script=script)
        report = Report(list(play_all([plan], at_once=1)))
        assert (report.count(Column.FORBIDDEN) > 0) == (part is not None), str(report)


@pytest.mark.parametrize(
    ("part", "script", "column"),
    [
        (INTENT, _kill_at(Place.DIAL, Stage.DONE, 1, 2), Column.DIALS),
        (LOOK_UP, _kill_at(Place.CARD, Stage.DONE, 1, 2), Column.DOUBLED),
        (INBOX, _kill_at(Place.ENVELOPE, Stage.ANSWERED, 1, 2), Column.LOST),
        (LEASE, _usurp(is_renewed=False), Column.CARDS),
        (AGE, _usurp(is_renewed=True), Column.CARDS),
    ],
)
def test_a_bot_without_a_part_is_found_out(part: str, script: Script, column: Column) -> None:
    for missing in (None, part):
        plan = Plan(seed="1", kills=0, part=missing, script=script, peace_seconds=_PEACE_SECONDS)
        report = Report(list(play_all([plan], at_once=1)))
        assert (report.count(column) > 0) == (missing is not None), str(report)


def test_the_same_seed_gives_the_same_world() -> None:
    plan = Plan(seed="21.0.4", kills=4)
    first, second = play_all([plan, plan], at_once=2)
    assert first.digest == second.digest
    assert first.kills == second.kills


def test_a_failure_is_shrunk_to_the_deeds_that_it_needs() -> None:
    needed = _kill_at(Place.DIAL, Stage.DONE, 1)
    script = (Ask(order=_order(2)), *needed)
    plan = Plan(seed="1", kills=0, part=INTENT, script=script, peace_seconds=_PEACE_SECONDS)
    assert shrink(plan, tell=lambda _line: None, at_once=2) == needed
