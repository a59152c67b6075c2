"""Planning: the processor time of one plan of the next poll, few calls live and many."""

import time
from datetime import timedelta
from typing import Final

from bench.table import print_note, print_table, show_growth, show_spread
from bot.calling.polling import PollInterval, QuotaSnapshot
from bot.clock import Clock
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.records import LiveCall

_SIZES: Final = (10, 100)
_RUNS: Final = 9
_LIMIT: Final = 600
_QUOTAS: Final = {
    "half of the limit left": (300, 60.0),
    "nothing left for a minute": (0, 60.0),
    "nothing left for two": (0, 120.0),
}


def compare_plans() -> None:
    """Measure and print."""
    rows = []
    for name, (remaining, seconds) in _QUOTAS.items():
        few, many = [_measure(live, remaining, seconds) for live in _SIZES]
        rows.append([name, show_spread(few, digits=2), show_spread(many, digits=2)])
        rows[-1].append(show_growth(few, many))
    header = ["", *(f"{size} live" for size in _SIZES), "grows"]
    print_table("Size: planning the next poll (milliseconds of the processor)", header, rows)
    print_note(f"Median (range) of {_RUNS} plans of calls that were dialed 0 to 9 s ago.")


def _measure(live: int, remaining: int, resets_in_seconds: float) -> list[float]:
    clock = Clock()
    calls = [_build_live(number, clock) for number in range(live)]
    quota = QuotaSnapshot(
        limit=_LIMIT, remaining=remaining, resets_in_seconds=resets_in_seconds, sent=0, polls=0
    )
    interval = PollInterval(clock)
    interval.observe_poll(interval.plan(calls, quota))
    taken = []
    for _ in range(_RUNS):
        start = time.process_time()
        interval.plan(calls, quota)
        taken.append(1_000 * (time.process_time() - start))
    return taken


def _build_live(number: int, clock: Clock) -> LiveCall:
    dialed_at = clock.now() - timedelta(seconds=number % 10)
    return LiveCall(
        attempt_id=number,
        workspace_id=WorkspaceId("T1"),
        order_id=str(number),
        call_id=str(number),
        status=("initiated", "ringing", "ongoing")[number % 3],
        from_number=E164("+15551234567"),
        to_number=E164("+15559876543"),
        agent_name=None,
        dialing_at=dialed_at,
        changed_at=dialed_at,
    )
