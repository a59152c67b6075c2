"""What stands on a person's screen: fed by the page's events, read by tests."""

from typing import Any

JsonObject = dict[str, Any]
_DIRECTION_MARKS = "\u200e\u2066\u2067\u2069"


def shown_text(shown: JsonObject) -> str:
    """Return all words of a message or a view: text, title, blocks, buttons, titles of files."""
    parts = [shown.get("text") or ""]
    parts += [_words(shown.get(key)) for key in ("title", "blocks", "submit", "close")]
    parts += [file.get("title", "") for file in shown.get("files") or ()]
    return unmarked("\n".join(part for part in parts if part))


def unmarked(text: str) -> str:
    """Return a text as a person sees it, without the marks that keep words in their direction."""
    for mark in _DIRECTION_MARKS:
        text = text.replace(mark, "")
    return text


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_words, value)))
    if not isinstance(value, dict):
        return ""
    own = value.get("text")
    words = [own] if isinstance(own, str) else []
    words += [_words(one) for key, one in value.items() if key != "confirm"]
    return "\n".join(filter(None, words))


class Screen:
    """Hold conversations, messages, ephemeral messages, open views and App Home of one person."""

    def __init__(self) -> None:
        self.snapshot: JsonObject = {}
        self.is_bot_connected = False
        self.conversations: dict[str, JsonObject] = {}
        self.messages: dict[str, dict[str, JsonObject]] = {}
        self.ephemerals: dict[str, dict[str, JsonObject]] = {}
        self.views: list[JsonObject] = []
        self.home: JsonObject | None = None
        self.view_events: list[JsonObject] = []
        self.complaints: list[str] = []
        self.answers: dict[str, JsonObject] = {}

    def show(self, event: JsonObject) -> None:
        """Take one event of the page's socket in."""
        match event["type"]:
            case "snapshot":
                self._start(event)
            case "message":
                _keep(self.messages.setdefault(event["channel"], {}), event)
            case "ephemeral":
                _keep(self.ephemerals.setdefault(event["channel"], {}), event)
            case "conversation":
                self.conversations[event["conversation"]["id"]] = event["conversation"]
            case "view":
                self._show_view(event)
            case "home":
                self.home = event["view"]
            case "bot":
                self.is_bot_connected = event["connected"]
            case "error":
                self.complaints.append(event["text"])
        if "request_id" in event:
            self.answers[event["request_id"]] = event

    def _start(self, event: JsonObject) -> None:
        self.snapshot = event
        self.is_bot_connected = event["bot_connected"]
        self.home = event["home"]["view"]
        self.conversations = {one["id"]: one for one in event["conversations"]}
        self.messages = {
            channel: {message["ts"]: message for message in messages}
            for channel, messages in event["messages"].items()
        }

    def _show_view(self, event: JsonObject) -> None:
        self.view_events.append(event)
        match event["event"]:
            case "opened":
                self.views = [event["view"]]
            case "pushed":
                self.views.append(event["view"])
            case "updated":
                self.views = [
                    event["view"] if view["id"] == event["view"]["id"] else view
                    for view in self.views
                ]
            case "closed":
                self.views = [view for view in self.views if view["id"] != event["view_id"]]
            case "cleared":
                self.views = []

    def channel_id(self, name: str) -> str:
        """Return the id of `#sales`, of `@bob` (the direct message), or of an id itself."""
        if name.startswith("#"):
            found = (one for one in self.conversations.values() if one["name"] == name[1:])
        elif name.startswith("@"):
            user = self.user_id(name)
            found = (one for one in self.conversations.values() if one["user"] == user)
        else:
            return name
        conversation = next(found, None)
        if conversation is None:
            names = sorted(one["name"] or one["id"] for one in self.conversations.values())
            raise AssertionError(f"{name} is not in the sidebar; there are {names}")
        return str(conversation["id"])

    def user_id(self, name: str) -> str:
        """Return the id of `@alice`, or of an id itself."""
        if not name.startswith("@"):
            return name
        people = [*self.snapshot["people"], self.snapshot["bot"]]
        found = {one["name"]: one["id"] for one in people}
        return str(found[name[1:].lower()])

    def top_level(self, channel_id: str) -> list[JsonObject]:
        """Return what stands in a channel itself, oldest first."""
        return [
            message
            for message in self._in_order(channel_id)
            if message.get("thread_ts") in (None, message["ts"])
        ]

    def thread(self, channel_id: str, ts: str) -> list[JsonObject]:
        """Return the replies under a message, oldest first."""
        return [
            message
            for message in self._in_order(channel_id)
            if message.get("thread_ts") == ts and message["ts"] != ts
        ]

    def _in_order(self, channel_id: str) -> list[JsonObject]:
        messages = self.messages.get(channel_id, {})
        return sorted(messages.values(), key=lambda message: message["ts"])


def _keep(shown: dict[str, JsonObject], event: JsonObject) -> None:
    message = {**event["message"], "text": unmarked(event["message"].get("text") or "")}
    if event["event"] == "deleted":
        shown.pop(message["ts"], None)
    else:
        shown[message["ts"]] = message
