"""A person at the sandbox's page: types, clicks, fills forms, and waits for what appears."""

from base64 import b64encode
from typing import Any

from tests.form import (
    current_values,
    dispatches,
    find_element,
    options_of,
    pick,
    state_of,
)
from tests.open_page import DEADLINE_SECONDS, OpenPage, Wanted
from tests.screen import JsonObject


class Person(OpenPage):
    """Sit at the page as one user. Channels are named by id, `#sales` or `@bob`.

    Messages, views and files are Slack's own objects.
    """

    def __init__(self, sandbox_url: str, user_id: str = "U0ALICE") -> None:
        super().__init__(sandbox_url, user_id)
        self._entered: dict[str, JsonObject] = {}
        self.asked: list[str] = []

    # Typing and reading

    async def type(self, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a line and press Enter, in a channel or in a thread."""
        channel_id = self.screen.channel_id(channel)
        await self._tell("send", channel=channel_id, text=text, thread_ts=thread_ts)

    async def send_file(self, channel: str, name: str, content: bytes, text: str = "") -> None:
        """Share a file in a channel, with a line."""
        file = {"name": name, "content": b64encode(content).decode()}
        channel_id = self.screen.channel_id(channel)
        await self._tell("send", channel=channel_id, text=text, files=[file])

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
        """Return how a message seen before, perhaps on another's page, stands now."""
        return self.screen.messages[message["channel"]].get(message["ts"], message)

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

    def files(self, channel: str, thread_ts: str | None = None) -> list[JsonObject]:
        """Return the files shown in a channel, or in one of its threads, oldest first."""
        shown = self.messages(channel) if thread_ts is None else self.thread(channel, thread_ts)
        return [file for message in shown for file in message.get("files") or ()]

    # The app's Home tab and its shortcuts

    @property
    def home(self) -> JsonObject:
        """Return what the Home tab shows now; fail where nothing was ever published."""
        assert self.screen.home is not None, "The app has published nothing in the Home tab."
        return self.screen.home

    async def open_home(self, deadline_seconds: float = DEADLINE_SECONDS) -> JsonObject:
        """Open the app's Home tab and return what it shows once the app published something.

        What was published before shows first: wait_for_home waits for something newer.
        """
        answer = await self._ask("open_home", "the Home tab")
        assert answer["type"] == "home", answer["text"]
        return await self.wait_for_home(lambda view: True, deadline_seconds)

    async def wait_for_home(
        self, wanted: Wanted, deadline_seconds: float = DEADLINE_SECONDS
    ) -> JsonObject:
        """Wait until the Home tab shows something, or has this callback_id."""
        return await self._wait(
            lambda: [self.screen.home] if self.screen.home else [],
            wanted,
            "in the Home tab",
            deadline_seconds,
        )

    async def shortcut(
        self, named: str, message: JsonObject | None = None, *, channel: str | None = None
    ) -> None:
        """Choose a shortcut by name or callback_id: a message's, or a global one.

        `channel` is what the person looks at while choosing a global one.
        """
        kind = "global" if message is None else "message"
        known = [one for one in self.screen.snapshot["shortcuts"] if one["type"] == kind]
        found = [one for one in known if named in (one["name"], one["callback_id"])]
        assert found, f"There is no {kind} shortcut {named!r}, only: {known}"
        where: JsonObject = {"channel": self.screen.channel_id(channel)} if channel else {}
        if message is not None:
            where = {"channel": message["channel"], "message_ts": message["ts"]}
        await self._tell("shortcut", callback_id=found[0]["callback_id"], kind=kind, **where)

    # Clicking and filling

    async def click(self, shown: JsonObject, named: str) -> None:
        """Click a button of a message or a view, or choose in its menu, by action_id or text.

        Where it asks once more, its question is noted and answered with yes.
        """
        block, element = find_element(shown, named)
        if "confirm" in element:
            self.asked.append(element["confirm"]["title"]["text"])
        action = {"type": element["type"], "value": element.get("value")}
        if element["type"] == "overflow":
            action["selected_option"] = pick(options_of(element), named)
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
        if element["type"] == "multi_external_select":
            value = [pick(await self._suggest(shown, block, element, one), one) for one in value]
        return state_of(element, value, self.screen)

    async def _suggest(
        self, shown: JsonObject, block: JsonObject, element: JsonObject, typed: str
    ) -> list[JsonObject]:
        answer = await self._ask(
            "suggest",
            "suggestions",
            container=_container(shown),
            block_id=block["block_id"],
            action_id=element["action_id"],
            value=typed,
        )
        return options_of(answer)

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
