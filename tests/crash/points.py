"""The points at which the bot is killed, and what passes on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.crash.chance import Chance


class Place(StrEnum):
    """What the bot and the outside world were talking about."""

    ENVELOPE = "envelope of Slack's"
    CARD = "chat.postMessage, card"
    REPLY = "chat.postMessage, reply"
    LINE = "chat.postMessage, watch line"
    EDIT = "chat.update"
    LOOK_UP = "conversations.*, look-up"
    DIAL = "call-dial"
    LIST = "call-list"
    GET = "call-get"
    STEP = "any await"
    START = "any await of a start"
    STOP = "any await of a stop"
    REST = "at rest, all told"
    OTHER = "something else"


class Stage(StrEnum):
    """How far it had come, seen from outside.

    An envelope arrives at the bot and is answered by its acknowledgement; everything else arrives
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
        Place.ENVELOPE,
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
    # an envelope is done when it is answered
    if (place, stage) != (Place.ENVELOPE, Stage.DONE)
)
ANY_STEP: Final = Point(place=Place.STEP)
STARTING: Final = Point(place=Place.START)
STOPPING: Final = Point(place=Place.STOP)
AT_REST: Final = Point(place=Place.REST)
ALL_POINTS: Final = (*NAMED_POINTS, ANY_STEP, STARTING, STOPPING, AT_REST)
# how often the bot is killed at any step, and while it starts or stops, for one time at each other
_WEIGHTS: Final = {**dict.fromkeys(NAMED_POINTS, 1), ANY_STEP: 18, STARTING: 6, STOPPING: 3}


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request of the bot, or one envelope to it; times are seconds of the world.

    `life` counts the bot's processes. `subject` is whatever names the order: its tag, the ts of
    its card, the id of its call; of a look-up for a card it is the channel. `shown` maps the ids of
    calls to the statuses in the answer; `answered_at` stays None where the bot cannot have got one,
    `ended_at` where nothing came back. `refused` is Slack's word where it let nobody look, or edit.
    Whoever sent an orphan was gone before it arrived.
    """

    place: Place
    subject: str
    life: int
    arrived_at: float
    answered_at: float | None = None
    ended_at: float | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    is_orphan: bool = False

    @property
    def is_closed(self) -> bool:
        """Tell whether Slack let nobody look, or edit."""
        return bool(self.refused)


@dataclass(slots=True, kw_only=True)
class Trap:
    """Kill the bot at a point of the wire: let `skip` matches pass, then wait `delay_seconds`."""

    point: Point
    skip: int = 0
    delay_seconds: float = 0.0

    def takes(self, exchange: Exchange, stage: Stage) -> bool:
        """Tell whether this is the moment, and count it where it is not yet."""
        if (exchange.place, stage) != (self.point.place, self.point.stage):
            return False
        self.skip -= 1
        return self.skip < 0


def choose_point(chance: Chance) -> Point:
    """Return a point, every named one as often as the others if nothing leans."""
    return chance.weigh(_WEIGHTS)


def build_trap(point: Point, chance: Chance) -> Trap:
    """Return a trap that strikes once in a while a little later than at its very point."""
    is_late = point.stage is Stage.ANSWERED and chance.happens("late", 0.7)
    return Trap(
        point=point,
        skip=0 if point.place is Place.LOOK_UP else chance.pick((0, 0, 0, 1, 2)),
        delay_seconds=chance.pick((0.001, 0.003, 0.006, 0.012, 0.03)) if is_late else 0.0,
    )
