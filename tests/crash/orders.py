"""What people ask for: orders that can be told apart from outside, each with a fate of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.crash.chance import Chance

# suffixes of the sandbox's numbers, the common ones more often
_FATES: Final = {
    "6543": 5,  # answers, hangs up
    "6544": 2,  # answers, the agent hangs up
    "6001": 3,  # busy
    "6002": 1,  # nobody answers
    "6003": 1,  # a technical failure
    "6004": 1,  # refused, nobody is called
    "6005": 1,  # canceled
    "6008": 1,  # a status that nobody documented
    "6009": 2,  # placed, the connection drops before the answer
    "6010": 1,  # not placed, the connection drops before the answer
    "6011": 2,  # over in less than a second
    "6013": 1,  # its summary comes late
    "6014": 1,  # placed, the answer is a server error
    "6016": 1,  # placed, the answer is a web page
    "6018": 1,  # ends with the plain word
}
# what is tried again has to be allowed again
_GUARDED_FATES: Final = {**_FATES, "6001": 7, "6002": 3}
# numbers of orders from here on are of accidents
FIRST_ACCIDENT: Final = 500
ORDERS_PER_ACCIDENT: Final = 10
# the end of a number whose callee talks for a while
TALKATIVE: Final = "6543"
# and of one whose callee is busy
BUSY: Final = "6001"
# where a guest is
GUESTS: Final = "C0LAUNCH"
# the bot is not in #support when it is first asked to post there
PUBLIC: Final = ("C0GENERAL", "C0SALES", "C0SUPPORT", GUESTS)
PRIVATE: Final = "G0DEALS"
# where the person who asks talks with the bot
DM: Final = "D0ALICE"
CHANNELS: Final = (*PUBLIC, PRIVATE, DM)
# where nobody asks for calls, and a line is told of each that ended elsewhere in public
WATCHING: Final = "G0BOARD"


class Entrance(StrEnum):
    """How somebody asks."""

    COMMAND = "command"
    FORM = "form"
    MENTION = "mention"
    THREAD = "mention in a thread"
    DIRECT = "direct message"
    SHORTCUT = "message shortcut"
    AGAIN = "call again"


_ENTRANCES: Final = {
    Entrance.COMMAND: 8,
    Entrance.FORM: 2,
    Entrance.MENTION: 2,
    Entrance.THREAD: 2,
    Entrance.DIRECT: 2,
    Entrance.SHORTCUT: 1,
    Entrance.AGAIN: 2,
}
_CHANNELS_OF: Final = {
    Entrance.DIRECT: (DM,),
    # where mentions reach the bot
    Entrance.MENTION: ("C0GENERAL", "C0SALES"),
    Entrance.THREAD: ("C0GENERAL", "C0SALES"),
}
_COUNTRIES: Final = {"+1555": 2, "+44207": 2, "+1212": 1, "+6129": 2}
# the three digits before the fate, as numbers of the country have them
_EXCHANGES: Final = {"+1555": 100, "+44207": 200, "+1212": 300, "+6129": 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order: where and how it is asked for, how many seconds ahead, how often it is tried.

    After `until_seconds` nobody is to be called any more; 0 where that is at no time.
    """

    number: int
    to_number: str
    channel_id: str
    entrance: Entrance
    later_seconds: int = 0
    retries: int = 0
    until_seconds: int = 0

    @property
    def tag(self) -> str:
        """The name that the card, the dial and the command carry."""
        return f"o{self.number}"

    @property
    def words(self) -> str:
        """What is typed after the name of the command or of the bot."""
        at = f' at="in {self.later_seconds} seconds"' if self.later_seconds else ""
        # where it is day, because nobody is called again in their night
        retry = f" retry={self.retries} tz=Europe/London" if self.retries else ""
        until = f' until="in {self.until_seconds} seconds"' if self.until_seconds else ""
        return f"{self.to_number} name={self.tag} order={self.number}{at}{until}{retry}"


def choose_order(number: int, chance: Chance) -> Order:
    """Return an order with a phone number that no other has; its last digits are its fate."""
    fate = chance.weigh(_FATES)
    entrance = chance.weigh(_ENTRANCES)
    channels = _CHANNELS_OF.get(entrance, CHANNELS)
    is_typed = entrance not in {Entrance.FORM, Entrance.SHORTCUT, Entrance.AGAIN}
    return Order(
        number=number,
        to_number=f"+1555{number:03d}{fate}",
        channel_id=chance.pick(channels),
        entrance=entrance,
        later_seconds=chance.pick((0, 0, 0, 0, 1, 2, 3, 20)) if is_typed else 0,
        retries=chance.pick((0, 0, 0, 1, 2)) if is_typed else 0,
    )


def choose_guarded_order(number: int, chance: Chance, earlier: Sequence[Order]) -> Order:
    """Return an order to a number with a clock and a country, or to one that was called before."""
    fate = chance.weigh(_GUARDED_FATES)
    country = chance.weigh(_COUNTRIES)
    to_number = f"{country}{_EXCHANGES[country] + number}{fate}"
    if earlier and chance.happens("called before", 0.2):
        to_number = chance.pick(earlier[-3:]).to_number
    entrance = chance.pick((Entrance.COMMAND, Entrance.COMMAND, *_CHANNELS_OF.keys()))
    if entrance is Entrance.THREAD:  # there a reply names the number
        entrance = Entrance.COMMAND
    later_seconds = chance.pick((0, 0, 5, 10, 20, 40))
    is_bounded = chance.happens("wanted for a while", 0.3)
    return Order(
        number=number,
        to_number=to_number,
        channel_id=chance.pick(_CHANNELS_OF.get(entrance, CHANNELS)),
        entrance=entrance,
        later_seconds=later_seconds,
        retries=chance.pick((0, 0, 1, 2)),
        until_seconds=later_seconds + chance.pick((15, 30)) if is_bounded else 0,
    )


def choose_plain_order(
    number: int,
    chance: Chance,
    *,
    fate: str = TALKATIVE,
    later_seconds: int = 0,
    to_number: str = "",
    place: str = "",
) -> Order:
    """Return an order by command, in any public channel where no place is named."""
    return Order(
        number=number,
        to_number=to_number or f"+1555{number:03d}{fate}",
        channel_id=place or chance.pick(PUBLIC),
        entrance=Entrance.COMMAND,
        later_seconds=later_seconds,
    )
