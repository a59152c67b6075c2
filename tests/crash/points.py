"""The named points at which the bot is killed, and what was on the wire at that moment."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Place(StrEnum):
    """What the bot and the outside world were talking about."""

    COMMAND = "slash command"
    CARD = "chat.postMessage, card"
    REPLY = "chat.postMessage, reply"
    LINE = "chat.postMessage, watch line"
    EDIT = "chat.update"
    LOOK_UP = "conversations.*, look-up"
    DIAL = "call-dial"
    LIST = "call-list"
    GET = "call-get"
    MOMENT = "any moment"
    REST = "at rest, all told"
    OTHER = "something else"


class Stage(StrEnum):
    """How far it had come, seen from outside.

    A command arrives at the bot and is answered by its acknowledgement; everything else arrives
    at the outside world. `done` means that it was processed and the answer never left.
    """

    ARRIVED = "arrived"
    DONE = "done"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One row of the report; `stage` is None where there is nothing on the wire."""

    place: Place
    stage: Stage | None = None

    def __str__(self) -> str:
        return self.place if self.stage is None else f"{self.place} {self.stage}"


NAMED_POINTS: Final = tuple(
    Point(place=place, stage=stage)
    for place in (
        Place.COMMAND,
        Place.CARD,
        Place.DIAL,
        Place.LIST,
        Place.GET,
        Place.REPLY,
        Place.LINE,
        Place.EDIT,
        Place.LOOK_UP,
    )
    for stage in Stage
)
ANY_MOMENT: Final = Point(place=Place.MOMENT)
AT_REST: Final = Point(place=Place.REST)
_MOMENTS: Final = 6  # for each round through the named points


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request of the bot, or one envelope to it; times are monotonic seconds.

    `life` counts the bot's processes. `subject` is whatever names the order: its tag, the ts of
    its card, the id of its call. `shown` maps the ids of calls to the statuses in the answer;
    `answered_at` stays None where the bot cannot have got one, `ended_at` where nothing came back.
    """

    place: Place
    subject: str
    life: int
    arrived_at: float
    answered_at: float | None = None
    ended_at: float | None = None
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Trap:
    """Kill the bot at a point: let `skip` matches pass, then wait `delay_seconds`."""

    point: Point
    skip: int = 0
    delay_seconds: float = 0.0
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    subject: str = ""

    def takes(self, exchange: Exchange, stage: Stage) -> bool:
        """Tell whether this is the moment, and count it where it is not yet."""
        if (exchange.place, stage) != (self.point.place, self.point.stage):
            return False
        self.skip -= 1
        return self.skip < 0


def choose_points(kills: int, chance: random.Random) -> list[Point]:
    """Return so many points, every named one as often as the others, in no order."""
    points: list[Point] = []
    while len(points) < kills:
        around = [*NAMED_POINTS, *[ANY_MOMENT] * _MOMENTS]
        chance.shuffle(around)
        points += around
    return points[:kills]


def build_trap(point: Point, chance: random.Random) -> Trap:
    """Return a trap that strikes once in a while a little later than at its very point."""
    is_late = point.stage is Stage.ANSWERED and chance.random() < 0.7
    return Trap(
        point=point,
        skip=0 if point.place is Place.LOOK_UP else chance.choice((0, 0, 0, 1, 2)),
        delay_seconds=chance.choice((0.001, 0.003, 0.006, 0.012, 0.03)) if is_late else 0.0,
    )
