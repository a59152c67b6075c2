"""What is typed: orders that can be told apart from outside, each with a fate of its own."""

import random
from dataclasses import dataclass
from typing import Final

# suffixes of the sandbox's numbers, the common ones more often
_FATES: Final = {
    "6543": 5,  # answers, hangs up
    "6544": 2,  # answers, the agent hangs up
    "6001": 2,  # busy
    "6002": 1,  # nobody answers
    "6003": 1,  # a technical failure
    "6004": 1,  # refused, nobody is called
    "6005": 1,  # canceled
    "6008": 1,  # a status that nobody documented
    "6009": 2,  # placed, the connection drops before the answer
    "6011": 2,  # over in less than a second
    "6014": 1,  # placed, the answer is a server error
    "6016": 1,  # placed, the answer is a web page
    "6018": 1,  # ends with the plain word
}
# the bot is not in #support when it is first asked to post there
CHANNELS: Final = ("C0GENERAL", "C0SALES", "C0SUPPORT", "G0DEALS", "D0ALICE")
PUBLIC: Final = frozenset(CHANNELS[:3])
# where nobody asks for calls, and a line is told of each that ended elsewhere in public
WATCHING: Final = "G0BOARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order; `typed_at` is in monotonic seconds, `later_seconds` of the bot's own."""

    number: int
    to_number: str
    channel_id: str
    typed_at: float
    later_seconds: int = 0

    @property
    def tag(self) -> str:
        """The name that the card, the dial and the command carry."""
        return f"o{self.number}"

    @property
    def command(self) -> str:
        """What is typed."""
        at = f' at="in {self.later_seconds} seconds"' if self.later_seconds else ""
        return f"/call {self.to_number} name={self.tag} order={self.number}{at}"


def choose_number(order_number: int, chance: random.Random) -> str:
    """Return a phone number that no other order has; its last digits are its fate."""
    fate = chance.choices(list(_FATES), weights=list(_FATES.values()))[0]
    return f"+1555{order_number:03d}{fate}"
