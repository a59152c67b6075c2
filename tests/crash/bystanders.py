"""People who ask for nothing, and what they do to cards and channels; a guest is one of them."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.crash.asking import Asking
from tests.crash.threads import read_card_tag
from tests.person import Person

GUEST: Final = "U0GRACE"
GUESTS_NAME: Final = "grace"
Do = Callable[..., Awaitable[Any]]
Dial = Callable[[str], Awaitable[bool]]


class Bystanders:
    """Does what they do; `person` sees all cards, `do` changes the outside world, `dial` calls.

    `gagged` are tags of orders of which Slack takes no reply any more, and `hidden_at` says when
    a channel was made private, in seconds of the world.
    """

    def __init__(
        self, person: Person, guest: Person, do: Do, dial: Dial, now: Callable[[], float]
    ) -> None:
        self._person = person
        self._guest = Asking(guest, now)
        self._do = do
        self._dial = dial
        self._now = now
        self._refusals: list[dict[str, Any]] = []
        self.gagged: set[str] = set()
        self.deleted: set[str] = set()
        self.hidden_at: dict[str, float] = {}
        self.called: set[str] = set()

    @property
    def has_meddled(self) -> bool:
        """Tell whether the guest found a button to press."""
        return bool(self._guest.pressed)

    def meddle(self, label: str) -> None:
        """Let the guest press a button, if they see one."""
        self._guest.press(label)

    async def finish(self) -> None:
        """Wait until the guest has done what they began."""
        await self._guest.finish()

    async def delete(self, tag: str) -> None:
        """Delete the card of an order, if one stands."""
        for channel_id, ts in self._find_cards(tag):
            await self._do("delete_message", channel=channel_id, ts=ts)
            self.deleted.add(tag)

    async def gag(self, tag: str, error: str) -> None:
        """Have Slack refuse what is said in the thread of an order, if it has one, for good."""
        for _, ts in self._find_cards(tag):
            refusal = {"kind": "error", "error": error, "times": 0, "contains": ts}
            self._refusals.append({"side": "slack", "method": "chat.postMessage", **refusal})
            await self._do("fault", **self._refusals[-1])
            self.gagged.add(tag)

    async def gag_again(self) -> None:
        """Have those refused for good whom the end of all faults would let go."""
        for refusal in self._refusals:
            await self._do("fault", **refusal)

    async def hide(self, channel_id: str) -> None:
        """Make a public channel private."""
        if channel_id not in self.hidden_at:
            await self._do("make_private", channel=channel_id)
            self.hidden_at[channel_id] = self._now()

    async def call(self, to_number: str) -> None:
        """Call a number with the account of the bot, past it."""
        self.called.add(to_number)
        await self._dial(to_number)

    def _find_cards(self, tag: str) -> list[tuple[str, str]]:
        return [
            (channel_id, ts)
            for channel_id, messages in self._person.screen.messages.items()
            for ts, message in messages.items()
            if read_card_tag(str(message["text"])) == tag
        ]
