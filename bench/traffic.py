"""Who is called when, and what becomes of it: the same half hour for everybody who is measured."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bench.filled_store import name_channel
from bot.domain.phone_numbers import E164

_SHORTEST_TALK_SECONDS: Final = 20.0
_LONGEST_TALK_SECONDS: Final = 1500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an account may do, and how busy the teams on it are; `talk_seconds` is a mean.

    `name` is that of the vendor's plan. `hours` has the part of the rate of calls that each hour
    takes, over and over.
    """

    name: str
    requests_per_minute: int
    slots: int
    calls_per_minute: float
    talk_seconds: float
    channels: int
    hours: tuple[float, ...] = (1.0,)

    def is_wanted(self, at_seconds: float, chance: random.Random) -> bool:
        """Thin out the calls of a whole rate to what the hour takes of it."""
        part = self.hours[int(at_seconds / 3600) % len(self.hours)]
        return part == 1.0 or chance.random() < part


# ringing and talking together make about 10, 40 and 80 calls that are live at once
STANDARD: Final = Plan(
    name="standard",
    requests_per_minute=60,
    slots=10,
    calls_per_minute=4,
    talk_seconds=165.0,
    channels=8,
)
BUSY: Final = Plan(
    name="enterprise",
    requests_per_minute=600,
    slots=100,
    calls_per_minute=20,
    talk_seconds=140.0,
    channels=20,
)
ENTERPRISE: Final = replace(BUSY, calls_per_minute=40)
# some 300 calls in the nine hours of an office, from 09:00 on, and a night
DAY: Final = replace(
    STANDARD,
    calls_per_minute=0.8,
    hours=(0.4, 0.9, 1.0, 0.8, 0.4, 0.6, 0.9, 0.8, 0.5, *[0.0] * 15),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The statuses of a call, each with the seconds it lasts; the last one stays."""

    stages: tuple[tuple[str, float], ...]
    summary_after_seconds: float

    @property
    def path(self) -> str:
        """The same as the sandbox reads it: `initiated 1.5 > ringing 4 > busy 0`."""
        return " > ".join(f"{status} {seconds:.6f}" for status, seconds in self.stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """That somebody wants a call; `at_seconds` from the beginning, the number is used once."""

    at_seconds: float
    to_number: E164
    channel_id: str
    life: Life


def build_wishes(plan: Plan, *, seconds: float, seed: int) -> tuple[Wish, ...]:
    """Draw independent people who want calls, at the rate of the hour."""
    chance = random.Random(seed)
    wishes: list[Wish] = []
    at = chance.expovariate(plan.calls_per_minute / 60)
    while at < seconds:
        if plan.is_wanted(at, chance):
            wishes.append(
                Wish(
                    at_seconds=at,
                    to_number=E164(f"+1555{len(wishes):07d}"),
                    channel_id=name_channel(chance.randrange(plan.channels)),
                    life=_draw_life(chance, plan.talk_seconds),
                )
            )
        at += chance.expovariate(plan.calls_per_minute / 60)
    return tuple(wishes)


def _draw_life(chance: random.Random, talk_seconds: float) -> Life:
    (draw,) = chance.choices(list(_FATES), list(_FATES.values()))
    stages = (("initiated", chance.uniform(1, 3)), *draw(chance, talk_seconds))
    return Life(stages=stages, summary_after_seconds=chance.uniform(5, 60))


def _answer(chance: random.Random, talk_seconds: float) -> tuple[tuple[str, float], ...]:
    longer_seconds = chance.gammavariate(2, (talk_seconds - _SHORTEST_TALK_SECONDS) / 2)
    talk = min(_SHORTEST_TALK_SECONDS + longer_seconds, _LONGEST_TALK_SECONDS)
    word = chance.choice(("user_hangup", "agent_hangup", "ended"))
    return ("ringing", chance.uniform(3, 20)), ("ongoing", talk), (word, 0.0)


def _ring_in_vain(chance: random.Random, _talk_seconds: float) -> tuple[tuple[str, float], ...]:
    return ("ringing", chance.uniform(20, 30)), ("no_answer", 0.0)


def _find_busy(chance: random.Random, _talk_seconds: float) -> tuple[tuple[str, float], ...]:
    return ("ringing", chance.uniform(1, 3)), ("busy", 0.0)


def _fail(_chance: random.Random, _talk_seconds: float) -> tuple[tuple[str, float], ...]:
    return (("error", 0.0),)


_FATES: Final[dict[Callable[[random.Random, float], tuple[tuple[str, float], ...]], float]] = {
    _answer: 0.74,
    _ring_in_vain: 0.14,
    _find_busy: 0.08,
    _fail: 0.04,
}
