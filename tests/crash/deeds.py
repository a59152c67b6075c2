"""What happens in a world: a script is a row of deeds, so that it can be played again and cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.crash.limits import Act
from tests.crash.orders import Order
from tests.crash.points import Point


class Trouble(StrEnum):
    """What can befall the bot's machine and its ways to the world, for a while."""

    PARTED = "a side cannot be reached"
    SLOW = "a side is far away"
    FULL = "the disk is full"
    HELD = "somebody holds the database"
    ASLEEP = "the machine sleeps"
    CLOCK = "the clock is set"
    TAKEN = "somebody has the port"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody asks for a call."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Somebody presses a button of a card, the newest that has it."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meddle:
    """A guest, who may not call, presses a button of a card, the newest that has it."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Somebody deletes the card of an order, if it stands."""

    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gag:
    """From now on Slack refuses every reply in the thread of an order, with a word of its own."""

    tag: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hide:
    """A public channel is made private, for good."""

    channel_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBeside:
    """Somebody else calls a number with the same account, past the bot."""

    to_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The bot is killed, and its database copied; the copy is put in its place when all is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The outside world does something, by the sandbox's control path."""

    do: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sever:
    """A connection dies at its next chunk, to a side or from it."""

    side: str
    is_answer: bool
    arrives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Befall:
    """Something befalls the bot for so many seconds; a clock is set by so many, for good."""

    trouble: Trouble
    seconds: float
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """The bot is killed, and something befalls its machine while it is started again."""

    blow: Befall


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The admin changes what is allowed, and waits until that is seen to be true."""

    act: Act
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Time passes."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Await:
    """Time passes until a moment, in seconds of the world, if that is to come."""

    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """The bot is killed at a point, or after so many steps of its own, and started again.

    What is asked for and what befalls it in the same life comes before, while the trap is laid.
    """

    point: Point
    steps: int = 0
    skip: int = 0
    delay_seconds: float = 0.0
    is_torn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usurp:
    """A bot freezes so many steps after it claimed a dial, or after it renewed its lease on it;
    another one takes over for good.

    Whoever looks after it takes it for dead, and the lock of its file for a leftover. After
    `seconds` it thaws, and finds out a second later that it is not wanted any more.
    """

    order: Order
    steps: int
    is_renewed: bool
    seconds: float


Deed = (
    Ask
    | Press
    | Meddle
    | Delete
    | Gag
    | Hide
    | CallBeside
    | Backup
    | Control
    | Sever
    | Befall
    | Spoil
    | Guard
    | Pass
    | Await
    | Kill
    | Usurp
)
Script = tuple[Deed, ...]
