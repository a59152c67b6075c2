"""Many calls into many places at once: Slack is asked within its limit, and all are dialed."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.calling.gate import Gate
from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.errors import SlackUnavailableError
from bot.policies.rule_book import RuleBook
from bot.reporting.audit import AuditLog
from bot.signals import Signals
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.rich_text import Message
from bot.voicy import RequestBudget
from sandbox.slack.errors import RateLimitedError
from sandbox.slack.pace import Pace
from tests.builders.access import build_facts, describe_channel, describe_user
from tests.builders.calls import build_order
from tests.builders.rules import NO_CAPS, build_settings
from tests.builders.slack_wire import started_wire
from tests.builders.store import opened_store, post_next
from tests.contract.scripted_voicy import ACCEPTED, opened_client, started_api

# a few more than Slack answers in a minute
MANY = 55
# others ask for the rest
SOME = 25
FEW = 10
SLACKS_LIMIT = 50
FOR_THE_REST = 20
MINUTE_SECONDS = 60.0
INFO = "conversations.info"


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class StrictSlack:
    """Says what it knows of people and places, as often as Slack does in any minute."""

    asked_at: list[tuple[str, float]] = field(default_factory=list)
    refused: int = 0
    pace: Pace = field(default_factory=lambda: Pace(now))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("users.info"):
            return web.json_response(describe_user())
        if request.path.endswith("conversations.members"):
            return web.json_response({"ok": True, "members": ["U0ALICE"]})
        self.asked_at.append((request.query["channel"], now()))
        try:
            self.pace.take_call(INFO, 3)
        except RateLimitedError as exc:
            self.refused += 1
            after = {"Retry-After": str(exc.retry_after_seconds)}
            return web.json_response(exc.to_wire(), status=429, headers=after)
        return web.json_response(describe_channel())

    def count_busiest_minute(self, prefix: str = "") -> int:
        """Return how often it was asked in any minute, of the channels with a prefix."""
        moments = [at for channel_id, at in self.asked_at if channel_id.startswith(prefix)]
        return max(sum(0 <= at - start < MINUTE_SECONDS for at in moments) for start in moments)


@dataclass(kw_only=True)
class Bot:
    """A dialer whose gate asks Slack, and what came of its calls."""

    store: Store
    facts: SlackFacts
    slack: StrictSlack
    dialer: Dialer
    clock: Clock
    dialed_at: dict[str, float] = field(default_factory=dict)
    dials: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def order(self, channel_id: str) -> None:
        """Have a call requested in a channel, its number ending in that of the channel."""
        number = E164(f"+1555987{channel_id[-4:]}")
        order = build_order(
            request_key=channel_id,
            channel_id=channel_id,
            origin_channel_id=channel_id,
            to_number=number,
        )
        await self.store.orders.add(order, at=self.clock.now())
        await post_next(self.store, channel_id)
        self.dialer.wake()

    async def wait_for_dials(self, number: int, within_seconds: float) -> None:
        async with asyncio.timeout(within_seconds):
            for _ in range(number):
                await self.dials.acquire()


@asynccontextmanager
async def running_bot(folder: Path) -> AsyncIterator[Bot]:
    clock, slack, call_ids = Clock(), StrictSlack(), itertools.count()
    async with (
        opened_store(folder / "calls.db", slots=100) as store,
        started_wire() as wire,
        started_api() as api,
    ):
        wire.script = [slack.respond]
        facts = build_facts(wire, clock)
        hasher = NumberHasher(folder / "key")
        gate = Gate(
            store,
            facts,
            AuditLog(store, hasher, clock),
            clock,
            rule_book=RuleBook(build_settings(quiet_hours="off", **NO_CAPS)),
            caller_ids=(CallerId(number=E164("+15551234567"), label=""),),
        )

        async def tell_nobody(order_id: str, user_id: str, message: Message) -> None:
            raise AssertionError(message.text)

        async with opened_client(api.base_url, budget=RequestBudget(clock)) as voicy:
            dialer = Dialer(
                store,
                voicy,
                AgentDirectory(voicy, clock),
                clock,
                prepare_gate=gate.prepare,
                watch_claimed=gate.watch_claimed,
                answer_request=tell_nobody,
                signals=Signals(),
            )
            bot = Bot(store=store, facts=facts, slack=slack, dialer=dialer, clock=clock)

            async def accept(_: web.Request) -> web.StreamResponse:
                bot.dialed_at[api.bodies[-1]["to_number"]] = now()
                bot.dials.release()
                return web.json_response(ACCEPTED | {"call_id": f"c{next(call_ids)}"})

            api.script = [accept]
            running = asyncio.create_task(dialer.run())
            try:
                yield bot
            finally:
                running.cancel()
                await dialer.stop(grace_seconds=0)
                await asyncio.gather(running, return_exceptions=True)


async def ask_for_nobody(facts: SlackFacts) -> None:
    """Ask about ever more channels for what is posted by itself."""
    for number in itertools.count():
        try:
            await facts.require_place(f"C9{number:04}", is_unhurried=True)
        except SlackUnavailableError:
            await asyncio.sleep(0.5)


async def click_everywhere(facts: SlackFacts) -> None:
    """Ask as clicks do, which have to be sure."""
    for number in itertools.count():
        await facts.find_place(f"C8{number:04}", is_fresh=True)


async def order_everywhere(folder: Path, pause_seconds: float, *, is_busy: bool) -> Bot:
    async with running_bot(folder) as bot:
        others = [
            asyncio.create_task(ask(bot.facts))
            for ask in (ask_for_nobody, click_everywhere)
            if is_busy
        ]
        await asyncio.sleep(2 * MINUTE_SECONDS if is_busy else 0)
        began_at = now()
        for number in range(SOME if is_busy else MANY):
            await bot.order(f"C1{number:04}")
            await asyncio.sleep(pause_seconds)
        # a minute's requests at once, then those of the next
        await bot.wait_for_dials(number + 1, began_at + 3 * MINUTE_SECONDS - now())
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
    return bot


# all at once, and about as fast as Slack may be asked
@pytest.mark.parametrize("pause_seconds", [0.0, 1.0])
@pytest.mark.parametrize("is_busy", [False, True], ids=["alone", "among others"])
async def test_calls_into_many_places_are_all_dialed_within_the_limit_of_slack(
    tmp_path: Path, pause_seconds: float, is_busy: bool
) -> None:
    bot = await order_everywhere(tmp_path, pause_seconds, is_busy=is_busy)

    assert bot.slack.refused == 0
    assert bot.slack.count_busiest_minute() <= SLACKS_LIMIT
    if is_busy:
        assert bot.slack.count_busiest_minute("C9") <= FOR_THE_REST
    # dials that are sent at once arrive in any order
    dialed = range(SOME if is_busy else MANY)
    assert sorted(bot.dialed_at) == [f"+1555987{number:04}" for number in dialed]


async def order_while_others_wait(folder: Path) -> float:
    """Return how long a call about which nothing is to be asked waits for others about which is."""
    async with running_bot(folder) as bot:
        for number in range(MANY):
            await bot.order(f"C1{number:04}")
        began_at = now()
        await bot.order("D10099")
        async with asyncio.timeout(MINUTE_SECONDS):
            while "+15559870099" not in bot.dialed_at:
                await bot.dials.acquire()
        waited = now() - began_at
        assert len(bot.dialed_at) < MANY
    return waited


async def test_call_that_waits_for_slack_holds_up_no_other(tmp_path: Path) -> None:
    assert await order_while_others_wait(tmp_path) < 1


async def order_where_slack_has_enough(folder: Path) -> Bot:
    async with running_bot(folder) as bot:
        # of a process before this one, or of another app with the same token
        for _ in range(SLACKS_LIMIT):
            bot.slack.pace.take_call(INFO, 3)
        for number in range(FEW):
            await bot.order(f"C1{number:04}")
        await bot.wait_for_dials(FEW, 4 * MINUTE_SECONDS)
    return bot


async def test_limit_that_others_used_up_refuses_no_call(tmp_path: Path) -> None:
    bot = await order_where_slack_has_enough(tmp_path)

    assert bot.slack.refused <= 2
    assert list(bot.dialed_at) == [f"+1555987{number:04}" for number in range(FEW)]


async def ask_about_many_places(folder: Path) -> tuple[list[bool | None], StrictSlack]:
    async with running_bot(folder) as bot:
        asked = (bot.facts.sees_place(f"C1{number:04}", "U0ALICE") for number in range(MANY))
        return list(await asyncio.gather(*asked)), bot.slack


async def test_whoever_waits_for_an_answer_about_a_place_gets_it(tmp_path: Path) -> None:
    seen, slack = await ask_about_many_places(tmp_path)

    assert seen == [True] * MANY
    assert (slack.refused, slack.count_busiest_minute() <= SLACKS_LIMIT) == (0, True)
