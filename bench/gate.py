"""The gate: what it costs an order in processor time and in requests to Slack."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bench.filled_store import ASKER, FINISHED, Crowd, name_channel
from bench.filled_world import fill_world, play
from bench.table import print_note, print_table, show_ratio, show_spread
from bench.work import WorkMeter
from bot.clock import Clock
from bot.config import Config
from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.quiet_hours import QuietTime
from bot.domain.rules import RuleChange, StoredFacts
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.domain.workspaces import WorkspaceId
from bot.policies.rules import Need, Purpose, RuleName, name_agent
from bot.store.interface import DialGate
from bot.store.records import AuditEntry, GateDecision
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.database import Database
from bot.store.sqlite.queue import SqliteQueue
from bot.store.sqlite.rules import SqliteRules
from sandbox.slack.people import TEAM_ID
from simulation.world import World

_FINISHED: Final = 100_000
_DAYS: Final = 360.0
_PEOPLE: Final = 499
_CHANNELS: Final = 20
_LISTED: Final = 100_000
_RULES: Final = 1_000
_ORDERS: Final = 80
# all within the minute for which a fact is kept
_SPACING_SECONDS: Final = 0.7
# until it is dialed, and before it is polled
_ORDERING_SECONDS: Final = 0.5
_GOAL_MILLISECONDS: Final = 5.0
_KINDS: Final = (
    (RuleName.PURPOSE, Purpose.OTHER),
    (RuleName.BASIS, "existing customer"),
    (RuleName.CONSENT, Need.NOT_REQUIRED),
)
_FACTS: Final = ("users.info", "conversations.info", "conversations.members", "usergroups.list")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What orders took: the bot's milliseconds for each, requests and dials of all."""

    gated: list[float]
    ungated: list[float]
    judging: list[float]
    requests: Counter[str]
    dials: int


def run() -> None:
    """Measure and print."""
    found = play(_measure)
    judging = statistics.median(found.judging)
    cost = statistics.median(found.gated) - statistics.median(found.ungated) + judging
    print_table(
        f"The gate: {_LISTED:,} numbers not to call, {_RULES:,} rules, {_FINISHED:,} calls "
        "(milliseconds of the bot's processor time)",
        ["", "an order", "times"],
        [
            [
                "with the gate",
                show_spread(found.gated),
                show_ratio(found.gated, found.ungated),
            ],
            ["without it, but for judging at the intake", show_spread(found.ungated), ""],
            ["judging once", show_spread(found.judging, digits=2), ""],
        ],
    )
    asked = ", ".join(f"{name} {found.requests[name]}" for name in _FACTS)
    print_note(
        f"Median (range) of {_ORDERS} orders of one person in {_CHANNELS} channels, every other "
        "one without the gate, in a simulated world.",
        "Counted is all that the bot does in half a second from the command on. Without: nothing "
        "is read for the gate, every dial passes.",
        f"The gate costs an order {cost:.1f} ms (the difference, and judging at the intake); goal: "
        f"at most {_GOAL_MILLISECONDS:.0f} ms, {'met' if cost <= _GOAL_MILLISECONDS else 'missed'}."
        f" {found.dials} dials.",
        f"Requests to Slack for all orders: {asked}. Goal: each fact asked for once a minute.",
    )


class _Switch:
    """Whether there is a gate; `judging` is how long each judgement in a claim took, in ms."""

    def __init__(self) -> None:
        self.has_gate = True
        self.judging: list[float] = []


class _Queue(SqliteQueue):
    """Claims as ever, or lets every dial pass."""

    def __init__(self, database: Database, rules: SqliteRules, switch: _Switch) -> None:
        super().__init__(database, _ORDERS, rules)
        self._switch = switch

    async def claim_slot(
        self,
        *,
        at: datetime,
        gate: DialGate | None = None,
        attempt_id: int | None = None,
        passing_over: Collection[int] = (),
    ) -> Call | None:
        def judge(call: Call, stored: StoredFacts) -> GateDecision | None:
            before = time.process_time()
            decision = gate(call, stored) if gate else None
            self._switch.judging.append(1000 * (time.process_time() - before))
            return decision

        return await super().claim_slot(
            at=at,
            gate=judge if self._switch.has_gate else None,
            attempt_id=attempt_id,
            passing_over=passing_over,
        )


class _Rules(SqliteRules):
    """Reads what an order is judged by, or knows the rules by heart and nothing else."""

    def __init__(self, database: Database, switch: _Switch) -> None:
        super().__init__(database, _ORDERS)
        self._switch = switch
        self._by_heart: StoredFacts | None = None

    async def find_facts(self, order: CallOrder, *, at: datetime) -> StoredFacts:
        if self._switch.has_gate:
            return await super().find_facts(order, at=at)
        return await self.read(order.workspace_id)

    async def read(self, workspace_id: WorkspaceId) -> StoredFacts:
        if self._by_heart is None or self._switch.has_gate:
            self._by_heart = await super().read(workspace_id)
        return self._by_heart


class _Store(SqliteStore):
    """The store whose gate can be taken away."""

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config.database_path, slots=_ORDERS, clock=clock)
        self.switch = _Switch()
        self.rules = rules = _Rules(self._database, self.switch)
        self.queue = _Queue(self._database, rules, self.switch)


async def _measure(world: World) -> _Run:
    crowd = Crowd(size=_FINISHED, statuses=FINISHED, days=_DAYS)
    await fill_world(world, crowd, channels=_CHANNELS, people=_PEOPLE)
    for number in range(_ORDERS):
        path = "initiated 0.9 > busy"
        world.sandbox.voicy.decide(_name_number(number), path, summary_after_seconds=0)
    await world.start_bot(
        build_store=_Store,
        quiet_hours=QuietTime.read("23:00-01:00"),
        # counted, and never reached
        max_calls_per_number_per_day=_ORDERS,
        max_calls_per_person_per_day=_FINISHED,
        max_calls_per_day=_FINISHED,
    )
    assert world.bot is not None
    store = world.bot.store
    assert isinstance(store, _Store)
    await store.rules.change(list(_list_rules(world)))
    now = world.sandbox.clock.now()
    brought = AuditEntry(
        at=now, workspace_id=WorkspaceId(TEAM_ID), user_id="U0DANA", action="dnc_import"
    )
    await store.suppressions.bring_in(
        list(_list_suppressions(world)), at=now, reason="listed", audit=brought
    )
    before: Counter[str] = Counter((await world.ledger())["slack_requests"])
    meter = WorkMeter(world.loop)
    orders: dict[bool, list[float]] = {True: [], False: []}
    for number in range(_ORDERS):
        # in turn, so that the machine's noise is the same
        store.switch.has_gate = has_gate = number % 2 == 0
        orders[has_gate].append(await _order(world, meter, number))
    counted = await world.ledger()
    return _Run(
        gated=orders[True],
        ungated=orders[False],
        judging=store.switch.judging,
        requests=Counter[str](counted["slack_requests"]) - before,
        dials=len(counted["dials"]),
    )


async def _order(world: World, meter: WorkMeter, number: int) -> float:
    """Type an order; returns what the bot works until it is dialed, in milliseconds."""
    before = meter.bot_milliseconds
    text = f"/call {_name_number(number)} name=Mia"
    await world.sandbox.type(ASKER, name_channel(number % _CHANNELS), text)
    await asyncio.sleep(_ORDERING_SECONDS)
    worked = meter.bot_milliseconds - before
    await asyncio.sleep(_SPACING_SECONDS - _ORDERING_SECONDS)
    return worked


def _name_number(number: int) -> E164:
    return E164(f"+1212555{1_000 + number}")


def _list_rules(world: World) -> Iterator[RuleChange]:
    """List what admins may say of so many agents, without an effect on anybody's call."""
    for number in range(_RULES):
        rule, value = _KINDS[number % len(_KINDS)]
        yield RuleChange(
            workspace_id=WorkspaceId(TEAM_ID),
            rule=rule,
            subject=name_agent(f"agent-{number}"),
            value=value,
            set_at=world.sandbox.clock.now(),
            set_by="U0DANA",
            set_by_name="dana",
        )


def _list_suppressions(world: World) -> Iterator[Suppression]:
    now = world.sandbox.clock.now()
    for number in range(_LISTED):
        yield Suppression(
            workspace_id=WorkspaceId(TEAM_ID),
            number=E164(f"+1415{2_000_000 + number}"),
            scope=SuppressionScope.ALL,
            reason="registry",
            added_at=now,
            added_by="U0DANA",
            added_by_name="dana",
            expires_at=now + timedelta(days=31),
        )
