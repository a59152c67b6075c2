"""People who ask for calls, by every entrance, whether the bot lives or not."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from simulation import at
from tests.crash.orders import Entrance, Order
from tests.form import find_element
from tests.person import Person
from tests.screen import JsonObject

_PATIENCE_SECONDS: Final = 8.0


class Asking:
    """Who asks; `asked_at` says when, in seconds of the world.

    Nobody waits for what they began: a form that does not open is given up.
    """

    def __init__(self, person: Person, now: Callable[[], float]) -> None:
        self._person = person
        self._now = now
        self._under_way: set[asyncio.Task[None]] = set()
        self.orders: dict[str, Order] = {}
        self.asked_at: dict[str, float] = {}
        self.pressed: list[str] = []

    def ask(self, order: Order) -> None:
        """Begin to ask for a call."""
        self.orders[order.tag] = order
        self.asked_at[order.tag] = self._now()
        self._begin(self._ask(order))

    def press(self, label: str) -> None:
        """Begin to press a button of the newest message that has it, if one has."""
        self._begin(self._press(label))

    async def finish(self) -> None:
        """Wait until everybody has done what they began."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        with at("page"):
            task = asyncio.get_running_loop().create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _ask(self, order: Order) -> None:
        # what does not appear is not clicked: that is what a person does, too
        with suppress(AssertionError):
            match order.entrance:
                case Entrance.COMMAND:
                    await self._person.type(order.channel_id, f"/call {order.words}")
                case Entrance.MENTION:
                    await self._person.type(order.channel_id, f"@voicy call {order.words}")
                case Entrance.DIRECT:
                    await self._person.type(order.channel_id, f"call {order.words}")
                case Entrance.THREAD:
                    note = await self._write_note(order)
                    words = f"@voicy call {order.words}"
                    await self._person.type(order.channel_id, words, note["ts"])
                case Entrance.FORM:
                    await self._person.type(order.channel_id, "/call")
                    await self._fill(order)
                case Entrance.SHORTCUT:
                    note = await self._write_note(order)
                    await self._person.shortcut("call_from_message", note)
                    await self._fill(order)
                case Entrance.AGAIN:
                    await self._click("Call again")
                    await self._fill(order)

    async def _press(self, label: str) -> None:
        with suppress(AssertionError):
            await self._click(label)
            self.pressed.append(label)

    async def _write_note(self, order: Order) -> JsonObject:
        text = f"Somebody should call {order.to_number}"
        await self._person.type(order.channel_id, text)
        return await self._person.wait_for_message(
            order.channel_id, order.to_number, _PATIENCE_SECONDS
        )

    async def _click(self, label: str) -> None:
        shown = [one for them in self._person.screen.messages.values() for one in them.values()]
        for message in sorted(shown, key=_by_ts, reverse=True):
            if _has_button(message, label):
                await self._person.click(message, label)
                return
        raise AssertionError(f"nowhere is a button {label!r}")

    async def _fill(self, order: Order) -> None:
        view = await self._person.wait_for_view("place_call", _PATIENCE_SECONDS)
        variables = f"name={order.tag}\norder={order.number}"
        entries = {
            "To": order.to_number,
            "Post to": order.channel_id,
            "More variables": variables,
            # the form of a call that was tried again offers that, too
            "Try again": str(1 + order.retries),
        }
        await self._person.fill(view, entries)
        await self._person.submit(view)


def _has_button(message: JsonObject, label: str) -> bool:
    try:
        find_element(message, label)
    except AssertionError:
        return False
    return True


def _by_ts(message: JsonObject) -> str:
    return str(message["ts"])
