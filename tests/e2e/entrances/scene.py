"""Who stands before an entrance, and what is shown to them."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field

from tests.e2e.dialogue import is_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

# many cards change at once here, and Slack allows the bot forty edits a minute
EDIT_SECONDS = 2 * PATIENCE_SECONDS


@dataclass(slots=True, kw_only=True)
class Scene:
    """One entrance and who stands before it; `shown` is the message or view that is clicked."""

    world: World
    alice: Person
    person: Person
    place: str
    dm: str
    number: str
    shown: JsonObject = field(default_factory=dict)
    dials_before: int = 0
    numbers: dict[str, str] = field(default_factory=dict)  # of deliveries

    def is_card(self, message: JsonObject) -> bool:
        """Tell the card of this entrance's number."""
        whole = f"+1 555-{self.number[5:8]}-{self.number[8:]}"
        if not is_card(message) or "+1 … " not in message["text"]:
            return is_card(message) and whole in message["text"]
        # beside another company numbers are masked, and several end alike
        delivery_id = self._find_delivery(message)
        if delivery_id not in self.numbers:
            self.numbers[delivery_id] = self._read_number(delivery_id)
        return self.numbers[delivery_id] == self.number

    def _read_number(self, delivery_id: str) -> str:
        sql = "SELECT to_number FROM orders JOIN outbox USING (order_id) WHERE delivery_id = ?"
        with closing(sqlite3.connect(self.world.database_path)) as db:
            return str(db.execute(sql, [delivery_id]).fetchone()[0])

    def _find_delivery(self, message: JsonObject) -> str:
        messages = self.world.sandbox.workspace.messages
        posted = messages.get(message["channel"], message["ts"])
        assert posted is not None
        assert posted.metadata is not None
        return str(posted.metadata["event_payload"]["delivery_id"])

    async def see_card(self, wanted: str) -> JsonObject:
        """Wait until the card of this entrance's number shows something."""
        return await self.alice.wait_for_message(
            self.place,
            lambda message: self.is_card(message) and wanted in shown_text(message),
            EDIT_SECONDS,
        )


Step = Callable[[Scene], Awaitable[None]]


async def nothing(scene: Scene) -> None:
    """Do nothing."""


async def show(scene: Scene, message: JsonObject) -> None:
    """Wait until the person sees a message that Alice sees; it is what they click on."""
    known, (channel, ts) = scene.person.screen.messages, (message["channel"], message["ts"])
    await scene.person.wait_until(
        lambda: known.get(channel, {}).get(ts, {}).get("text") == message["text"],
        f"{message['text']!r}",
        PATIENCE_SECONDS,
    )
    scene.shown = known[channel][ts]


async def count_dials(scene: Scene) -> int:
    """Return how often the number of this entrance was dialed."""
    return (await scene.world.dialed_numbers()).count(scene.number)
