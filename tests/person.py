"""A person at the sandbox's page: types, clicks, fills forms, and waits for what appears."""

import asyncio
import json
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.form import (
    current_values,
    dispatches,
    find_element,
    options_of,
    pick,
    state_of,
)
from tests.screen import JsonObject, Screen, shown_text

DEADLINE_SECONDS = 10.0

Wanted = str | Callable[[JsonObject], bool]  # words that must appear, or a predicate


class Person:
    """Sit at the page as one user. Channels are named by id, `#sales` or `@bob`.

    Messages and views are Slack's own objects. Whatever is waited for has a deadline, and a
    failure tells what was there instead.
    """

    def __init__(self, sandbox_url: str, user_id: str = "U0ALICE") -> None:
        self.user_id = user_id
        self.screen = Screen()
        self._url = f"{sandbox_url}/page/socket?user={user_id}"
        self._changed = asyncio.Condition()
        self._request_ids = count(1)
        self._entered: dict[str, JsonObject] = {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(self._url, max_msg_size=0)
            self._reader = asyncio.create_task(self._read())
            await self.wait_until(lambda: bool(self.screen.snapshot), "the page's first snapshot")
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()
        await self._reader
        await self._session.close()

    async def _read(self) -> None:
        async for frame in self._socket:
            async with self._changed:
                self.screen.show(json.loads(frame.data))
                self._changed.notify_all()

    async def _tell(self, kind: str, **more: Any) -> str:
        request_id = f"r{next(self._request_ids)}"
        await self._socket.send_json({"type": kind, "request_id": request_id, **more})
        return request_id

    async def wait_until(
        self,
        is_so: Callable[[], object],
        what: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        instead: Callable[[], str] = lambda: "nothing",
    ) -> None:
        """Wait until a condition on the screen holds; `what` and `instead` word the failure."""
        try:
            async with asyncio.timeout(deadline_seconds), self._changed:
                await self._changed.wait_for(lambda: bool(is_so()))
        except TimeoutError:
            said = f"\nthe page complained: {self.screen.complaints}"
            raise AssertionError(
                f"{self.user_id} waited {deadline_seconds:g} s for {what}; "
                f"there was instead: {instead()}{said if self.screen.complaints else ''}"
            ) from None

    async def wait_for_bot(self, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        """Wait until the bot has connected."""
        await self.wait_until(
            lambda: self.screen.is_bot_connected, "the bot to connect", deadline_seconds
        )

    # Typing and reading

    async def type(self, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a line and press Enter, in a channel or in a thread."""
        channel_id = self.screen.channel_id(channel)
        await self._tell("send", channel=channel_id, text=text, thread_ts=thread_ts)

    async def open_dm(self, user: str) -> str:
        """Open the direct message with somebody and return its id."""
        user_id = self.screen.user_id(user)
        await self._tell("open_dm", user=user_id)
        conversations = self.screen.conversations
        await self.wait_until(
            lambda: any(one["user"] == user_id for one in conversations.values()),
            f"the direct message with {user}",
        )
        return str(next(one["id"] for one in conversations.values() if one["user"] == user_id))

    def messages(self, channel: str) -> list[JsonObject]:
        """Return what stands in a channel itself, oldest first."""
        return self.screen.top_level(self.screen.channel_id(channel))

    def thread(self, channel: str, ts: str) -> list[JsonObject]:
        """Return the replies under a message, oldest first."""
        return self.screen.thread(self.screen.channel_id(channel), ts)

    def message(self, message: JsonObject) -> JsonObject:
        """Return how a message seen before stands now."""
        return self.screen.messages[message["channel"]][message["ts"]]

    def ephemerals(self, channel: str) -> list[JsonObject]:
        """Return what only this person sees in a channel, oldest first."""
        shown = self.screen.ephemerals.get(self.screen.channel_id(channel), {})
        return sorted(shown.values(), key=lambda message: message["ts"])

    async def wait_for_message(
        self,
        channel: str,
        wanted: Wanted,
        deadline_seconds: float = DEADLINE_SECONDS,
        *,
        thread_ts: str | None = None,
    ) -> JsonObject:
        """Wait for a message in a channel, or for a reply in one of its threads."""
        if thread_ts is None:
            return await self._wait(
                lambda: self.messages(channel), wanted, f"in {channel}", deadline_seconds
            )
        return await self._wait(
            lambda: self.thread(channel, thread_ts), wanted, "in the thread", deadline_seconds
        )

    async def wait_for_ephemeral(
        self, channel: str, wanted: Wanted, deadline_seconds: float = DEADLINE_SECONDS
    ) -> JsonObject:
        """Wait for a message that only this person sees."""
        return await self._wait(
            lambda: self.ephemerals(channel),
            wanted,
            f"shown to them alone in {channel}",
            deadline_seconds,
        )

    async def wait_for_view(
        self, wanted: Wanted, deadline_seconds: float = DEADLINE_SECONDS
    ) -> JsonObject:
        """Wait until the modal on top shows something, or has this callback_id."""
        return await self._wait(
            lambda: self.screen.views[-1:], wanted, "in a modal", deadline_seconds
        )

    async def _wait(
        self,
        shown: Callable[[], list[JsonObject]],
        wanted: Wanted,
        where: str,
        deadline_seconds: float,
    ) -> JsonObject:
        def found() -> list[JsonObject]:
            return [one for one in shown() if _fits(one, wanted)]

        await self.wait_until(
            found,
            f"{wanted!r} {where}",
            deadline_seconds,
            lambda: "".join(f"\n- {shown_text(one)!r}" for one in shown()) or "nothing",
        )
        return found()[-1]

    # Clicking and filling

    async def click(self, shown: JsonObject, named: str) -> None:
        """Click a button of a message or a view, by its action_id or its text."""
        block, element = find_element(shown, named)
        action = {"type": element["type"], "value": element.get("value")}
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        await self._act(shown, {**action, **ids})

    async def select(self, shown: JsonObject, named: str, value: Any) -> None:
        """Choose in a select, checkbox, radio or menu of a message or a view, by label."""
        block, element = find_element(shown, named)
        state = await self._state(shown, block, element, value)
        self._keep(shown, block, element, state)
        if dispatches(block):
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            await self._act(shown, {**state, **ids})

    async def suggest(self, shown: JsonObject, named: str, typed: str = "") -> list[JsonObject]:
        """Type into a select that searches, and return the options offered."""
        return await self._suggest(shown, *find_element(shown, named), typed)

    async def fill(self, view: JsonObject, entries: dict[str, Any]) -> None:
        """Enter values into fields named by block_id, action_id or label; None empties one."""
        for named, value in entries.items():
            await self.select(view, named, value)

    async def submit(self, view: JsonObject) -> str | JsonObject:
        """Submit a view; return "closed", "updated", "pushed", "trouble" or {"errors": …}."""
        before = len(self.screen.view_events)
        await self._tell("submit", view_id=view["id"], values=self._values(view))
        events = self.screen.view_events
        await self.wait_until(lambda: len(events) > before, "an answer to the submission")
        event = events[before]
        if event["event"] == "errors":
            return {"errors": event["errors"]}
        return "closed" if event["event"] == "cleared" else str(event["event"])

    async def close(self, view: JsonObject) -> None:
        """Close a view without submitting it."""
        await self._tell("close", view_id=view["id"])
        await self.wait_until(
            lambda: view["id"] not in [one["id"] for one in self.screen.views], "it to close"
        )

    async def _act(self, shown: JsonObject, action: JsonObject) -> None:
        await self._tell(
            "action", container=_container(shown), action=action, values=self._values(shown)
        )

    async def _state(
        self, shown: JsonObject, block: JsonObject, element: JsonObject, value: Any
    ) -> JsonObject:
        if element["type"] == "external_select" and isinstance(value, str):
            value = pick(await self._suggest(shown, block, element, value), value)
        return state_of(element, value, self.screen)

    async def _suggest(
        self, shown: JsonObject, block: JsonObject, element: JsonObject, typed: str
    ) -> list[JsonObject]:
        request_id = await self._tell(
            "suggest",
            container=_container(shown),
            block_id=block["block_id"],
            action_id=element["action_id"],
            value=typed,
        )
        answers = self.screen.answers
        await self.wait_until(lambda: request_id in answers, "suggestions")
        return options_of(answers[request_id])

    def _keep(
        self, shown: JsonObject, block: JsonObject, element: JsonObject, state: JsonObject
    ) -> None:
        values = self._entered.setdefault(_name(shown), {})
        values.setdefault(block["block_id"], {})[element["action_id"]] = state

    def _values(self, shown: JsonObject) -> JsonObject:
        """Return the state of all inputs, what was entered here over what the server told."""
        told = current_values(shown) if "state" in shown else {}
        for block_id, actions in self._entered.get(_name(shown), {}).items():
            told.setdefault(block_id, {}).update(actions)
        return told


def _fits(shown: JsonObject, wanted: Wanted) -> bool:
    if callable(wanted):
        return wanted(shown)
    return wanted in shown_text(shown) or wanted == shown.get("callback_id")


def _name(shown: JsonObject) -> str:
    return str(shown.get("id") or shown["ts"])


def _container(shown: JsonObject) -> JsonObject:
    if "ts" not in shown:
        return {"type": "view", "view_id": shown["id"]}
    return {
        "type": "message",
        "channel": shown["channel"],
        "message_ts": shown["ts"],
        "is_ephemeral": bool(shown.get("ephemeral")),
    }
