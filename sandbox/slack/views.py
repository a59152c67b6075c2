"""Modals as stacks of views, one stack a person, and the views published to App Home."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from sandbox.slack.conversations import Conversation
from sandbox.slack.errors import SlackError
from sandbox.slack.people import APP_ID, BOT_ID, TEAM_ID, User
from sandbox.slack.view_state import Values, start_values
from sandbox.slack.wire import JsonObject

DEEPEST_STACK = 3


@dataclass(slots=True, kw_only=True)
class View:
    """One view as it stands now; `content` is what the app sent, checked and completed.

    `team_id` is the company of who sees it, `channel` what they look at beside it.
    """

    id: str
    user: str
    team_id: str
    channel: str | None
    content: JsonObject
    root_view_id: str
    previous_view_id: str | None = None
    hash: str = ""
    values: Values = field(default_factory=dict)

    @property
    def is_home(self) -> bool:
        """Tell a view in App Home from a modal."""
        return bool(self.content["type"] == "home")

    @property
    def blocks(self) -> list[JsonObject]:
        """Return the blocks, each with its block_id."""
        blocks: list[JsonObject] = self.content["blocks"]
        return blocks

    def to_wire(self) -> JsonObject:
        """Return Slack's view object."""
        content = self.content
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": content["type"],
            "blocks": self.blocks,
            "private_metadata": content.get("private_metadata", ""),
            "callback_id": content.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": content.get("title"),
            "clear_on_close": content.get("clear_on_close", False),
            "notify_on_close": content.get("notify_on_close", False),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "submit_disabled": content.get("submit_disabled", False),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": APP_ID,
            "external_id": content.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


class ViewBook:
    """Open, push, update and close views, each under a hash that changes with it.

    `now` gives Unix seconds, with which hashes begin.
    """

    def __init__(
        self,
        now: Callable[[], float],
        find_user: Callable[[str], User | None],
        find_conversation: Callable[[str], Conversation | None],
    ) -> None:
        self._now = now
        self._find_user = find_user
        self._find_conversation = find_conversation
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._numbers = count(1)

    def open(self, *, user: str, channel: str | None, content: JsonObject) -> View:
        """Start a new stack for a person with one view; an older stack is gone."""
        self._refuse_taken_external_id(content, except_for=None)
        view = self._create(user, channel, content, below=None)
        self._stacks[user] = [view]
        return view

    def push(self, below: View, content: JsonObject) -> View:
        """Put a view on top of the stack that `below` belongs to."""
        stack = self._stacks.get(below.user, [])
        if below not in stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        self._refuse_taken_external_id(content, except_for=None)
        view = self._create(below.user, below.channel, content, below=stack[-1])
        stack.append(view)
        return view

    def update(self, view: View, content: JsonObject, *, expected_hash: str | None = None) -> None:
        """Replace a view; inputs that keep their ids keep what the person entered."""
        if expected_hash is not None and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        if content["type"] != view.content["type"]:
            raise SlackError("invalid_arguments")
        self._refuse_taken_external_id(content, except_for=view)
        view.values = self._start_values(content, view.channel, kept=view.values)
        view.content = content
        view.hash = self._new_hash()

    def publish(self, user: str, content: JsonObject, *, expected_hash: str | None) -> View:
        """Show a view in a person's App Home."""
        home = self._homes.get(user)
        if home is not None:
            self.update(home, content, expected_hash=expected_hash)
            return home
        if expected_hash is not None:
            raise SlackError("hash_conflict")
        home = self._homes[user] = self._create(user, None, content, below=None)
        return home

    def home(self, user: str) -> View | None:
        """Return what a person's App Home shows, if anything was ever published there."""
        return self._homes.get(user)

    def get(self, view_id: str) -> View | None:
        """Return a view that is open or published."""
        return next((view for view in self._all() if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """Return the view that the app gave this id."""
        return next(
            (view for view in self._all() if view.content.get("external_id") == external_id), None
        )

    def stack(self, user: str) -> list[View]:
        """Return a person's open views, the visible one last."""
        return list(self._stacks.get(user, ()))

    def close(self, view: View) -> None:
        """Take one view off its stack."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> list[View]:
        """Close all views of a person and return them."""
        return self._stacks.pop(user, [])

    def _all(self) -> list[View]:
        return [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]

    def _create(
        self, user: str, channel: str | None, content: JsonObject, *, below: View | None
    ) -> View:
        view_id = f"V0SANDBOX{next(self._numbers):04d}"
        reader = self._find_user(user)
        return View(
            id=view_id,
            user=user,
            team_id=reader.team.id if reader else TEAM_ID,
            channel=channel,
            content=content,
            root_view_id=below.root_view_id if below else view_id,
            previous_view_id=below.id if below else None,
            hash=self._new_hash(),
            values=self._start_values(content, channel),
        )

    def _start_values(
        self, content: JsonObject, channel: str | None, *, kept: Values | None = None
    ) -> Values:
        seen = self._find_conversation(channel) if channel else None
        return start_values(content["blocks"], seen, kept=kept)

    def _refuse_taken_external_id(self, content: JsonObject, *, except_for: View | None) -> None:
        external_id = content.get("external_id")
        if external_id and self.by_external_id(external_id) not in (None, except_for):
            raise SlackError("duplicate_external_id")

    def _new_hash(self) -> str:
        return f"{int(self._now())}.{secrets.token_hex(4)}"
