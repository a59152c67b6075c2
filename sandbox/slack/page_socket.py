"""The page's WebSocket: a snapshot, then what changes; and what the person does."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import WSMsgType, web

from sandbox.slack.composer import Composer
from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events
from sandbox.slack.interactions import Interactions
from sandbox.slack.little_world import PEOPLE
from sandbox.slack.page_hub import OpenPage
from sandbox.slack.people import User
from sandbox.slack.shortcuts import Shortcuts
from sandbox.slack.submissions import Submissions
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

PageAction = Callable[[OpenPage, User, JsonObject], Awaitable[None]]

# a file of ten megabytes travels in base64
LARGEST_FRAME = 20_000_000
SENTENCES = {
    "channel_not_found": "You cannot write there.",
    "is_archived": "This channel is archived. Nobody can write in it.",
    "not_in_channel": "Join the channel first.",
    "no_text": "There is nothing to send.",
    "msg_too_long": "Your message is too long.",
    "view_not_found": "This window is closed already.",
    "message_not_found": "This message is gone.",
    "action_not_found": "This element is gone; the message or window has changed.",
    "user_not_found": "Nobody here has that id.",
    "account_inactive": "This account is deactivated.",
    "not_enabled": "This app has no Home tab.",
    "shortcut_not_found": "This app has no such shortcut.",
    "interactivity_not_enabled": "This app is not configured to handle interactive responses.",
}


class PageSocket:
    """Serve the pages; `outside` gives what only the other side knows: fates and speed."""

    def __init__(
        self,
        workspace: Workspace,
        composer: Composer,
        interactions: Interactions,
        submissions: Submissions,
        shortcuts: Shortcuts,
        events: Events,
        outside: Callable[[], JsonObject],
    ) -> None:
        self._workspace = workspace
        self._composer = composer
        self._interactions = interactions
        self._submissions = submissions
        self._shortcuts = shortcuts
        self._events = events
        self._outside = outside
        self._running: set[asyncio.Task[None]] = set()
        self._sockets: dict[web.WebSocketResponse, None] = {}  # a set that keeps its order
        workspace.pages.on_refresh(self._snapshot)
        self._actions: dict[str, PageAction] = {
            "send": self._send,
            "action": self._act,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "open_dm": self._open_dm,
            "open_home": self._open_home,
            "shortcut": self._run_shortcut,
        }

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it closes."""
        user = self._workspace.people.get(request.query.get("user", PEOPLE[0].id))
        if user is None or user.is_bot:
            return web.json_response({"ok": False, "error": "user_not_found"}, status=404)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=LARGEST_FRAME)
        await socket.prepare(request)
        page = OpenPage(user.id)
        page.tell(self._snapshot(user.id))
        self._workspace.pages.add(page)
        self._sockets[socket] = None
        writer = asyncio.create_task(_write(socket, page))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._start(page, frame.data)
        finally:
            self._workspace.pages.remove(page)
            self._sockets.pop(socket, None)
            writer.cancel()
        return socket

    async def close(self) -> None:
        """Close every page's connection when the server stops."""
        for socket in list(self._sockets):
            await socket.close(code=1001, message=b"going away")
        for task in list(self._running):
            task.cancel()

    def _start(self, page: OpenPage, frame: str) -> None:
        task = asyncio.create_task(self._do(page, frame))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _do(self, page: OpenPage, frame: str) -> None:
        asked: JsonObject = {}
        try:
            asked = json.loads(frame)
            user = self._workspace.people[page.user]
            if user.is_deactivated:
                raise SlackError("account_inactive")
            await self._actions[asked["type"]](page, user, asked)
        except SlackError as refusal:
            self._complain(page, asked, SENTENCES.get(refusal.error, refusal.error))
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            self._complain(page, {}, f"The page sent what nobody understands: {problem!r}")

    def _complain(self, page: OpenPage, asked: JsonObject, text: str) -> None:
        page.tell({"type": "error", "request_id": asked.get("request_id"), "text": text})

    async def _send(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        files = [(each["name"], b64decode(each["content"])) for each in asked.get("files") or ()]
        await self._composer.send(
            user, asked["channel"], asked["text"], asked.get("thread_ts"), files
        )

    async def _act(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        warning = await self._interactions.act(
            user, asked["container"], asked["action"], asked.get("values") or {}
        )
        if warning:
            self._complain(page, asked, warning)

    async def _suggest(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        offered = await self._interactions.suggest(
            user, asked["container"], asked["block_id"], asked["action_id"], asked["value"]
        )
        page.tell({"type": "options", "request_id": asked.get("request_id"), **offered})

    async def _submit(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        await self._submissions.submit(user, asked["view_id"], asked.get("values") or {})

    async def _close(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        await self._submissions.close(user, asked["view_id"])

    async def _open_dm(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        other = self._workspace.user(asked["user"])
        if other is None or not self._can_write_to(user, other):
            raise SlackError("user_not_found")
        conversation, _ = self._workspace.conversations.direct(user.id, other.id)
        self._workspace.conversation_changed(conversation)
        if other.is_bot:
            await self._events.home_opened(user.id, conversation.id, tab="messages")

    async def _open_home(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        if not self._has_home(user):
            raise SlackError("not_enabled")
        page.tell({"type": "home", "request_id": asked.get("request_id"), **self._home(user)})
        await self._events.open_home(user.id)

    async def _run_shortcut(self, page: OpenPage, user: User, asked: JsonObject) -> None:
        warning = await self._shortcuts.run(
            user, asked["callback_id"], asked["kind"], asked.get("channel"), asked.get("message_ts")
        )
        if warning:
            self._complain(page, asked, warning)

    def _can_write_to(self, user: User, other: User) -> bool:
        known = self._workspace.conversations.find_direct(user.id, other.id)
        return known is not None or other in self._workspace.contacts(user)

    def _has_home(self, user: User) -> bool:
        """Tell whether a person has the app's Home tab; other companies do not."""
        return self._workspace.manifest.has_home_tab and not user.is_outsider

    def _home(self, user: User) -> JsonObject:
        home = self._workspace.views.home(user.id)
        return {"view": self._workspace.page_view(home) if home else None}

    def _snapshot(self, user_id: str) -> JsonObject:
        user = self._workspace.people[user_id]
        visible = self._workspace.conversations.visible_to(user)
        everybody = self._workspace.people.values()
        return {
            "type": "snapshot",
            "team": {"id": user.team.id, "name": user.team.name},
            "me": user.id,
            "people": [one.to_page() for one in self._workspace.seen_people(user)],
            "faces": [one.to_page() for one in everybody if not one.is_bot],
            "contacts": [one.id for one in self._workspace.contacts(user)],
            "bot": self._workspace.bot.to_page(),
            "bot_connected": self._workspace.sockets.is_connected,
            "conversations": [conversation.to_page(user.id) for conversation in visible],
            "messages": {
                conversation.id: [
                    self._workspace.page_message(message)
                    for message in self._workspace.messages.in_channel(conversation.id)
                ]
                for conversation in visible
            },
            **self._offers(user),
            "home": {"enabled": self._has_home(user), **self._home(user)},
            **self._outside(),
        }

    def _offers(self, user: User) -> JsonObject:
        """Return the commands and shortcuts; only the company that installed the app has them."""
        manifest = self._workspace.manifest
        commands = [] if user.is_outsider else manifest.commands.values()
        shortcuts = [] if user.is_outsider else manifest.shortcuts.values()
        return {
            "commands": [command.to_page() for command in commands],
            "shortcuts": [shortcut.to_page() for shortcut in shortcuts],
        }


async def _write(socket: web.WebSocketResponse, page: OpenPage) -> None:
    with suppress(ConnectionError):
        while True:
            await socket.send_str(json.dumps(await page.events.get()))
