"""Lists of calls, what is looked for in them, and their pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import ChannelKey, WorkspaceId

# as many digits as a key is sure to have
_LONGEST_KEY: Final = 18


@dataclass(frozen=True, slots=True)
class ListKey:
    """A list of calls that somebody may read; `text` is how the store names it."""

    text: str

    @classmethod
    def everyone(cls, workspace_id: WorkspaceId) -> "ListKey":
        """Return the list of all calls of a workspace, but for direct messages."""
        return cls(f"{workspace_id}/*")

    @classmethod
    def of_person(cls, workspace_id: WorkspaceId, user_id: str) -> "ListKey":
        """Return the list of the calls a person asked for."""
        return cls(f"{workspace_id}/{user_id}")

    @classmethod
    def of_channel(cls, workspace_id: WorkspaceId, channel_id: str) -> "ListKey":
        """Return the list of the calls that have their thread in a channel."""
        return cls(f"{workspace_id}/{channel_id}")


def lists_in_channel(channel: ChannelKey, user_id: str) -> tuple[ListKey, ListKey]:
    """Return the lists of what a person sees in a channel, or asked for there."""
    in_channel = ListKey.of_channel(*channel)
    # what was asked for there and has its thread elsewhere
    return in_channel, ListKey(f"{in_channel.text}/{user_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls of a list: all, or those of some outcomes, of an agent, asked for since.

    `outcomes` are statuses and Outcomes: of several that are true of a call one is enough.

    `agent` is what people call it, as `bot.domain.agents` has it. `to_numbers` are the numbers that
    may have been called, `callee` how the words of the name begin, or digits of the number.
    """

    outcomes: frozenset[str] | None = None
    agent: str | None = None
    since: datetime | None = None
    to_numbers: tuple[E164, ...] = ()
    callee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: right below `before`, right above `after`, or at the newest call."""

    before: int | None = None
    after: int | None = None

    def encode(self) -> str:
        """Write it into a button."""
        if self.after is not None:
            return f"after:{self.after}"
        return "newest" if self.before is None else f"before:{self.before}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read it from a button; what cannot be read is the newest."""
        side, _, key = text.partition(":")
        if not (key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY):
            return cls()
        return cls(after=int(key)) if side == "after" else cls(before=int(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of calls, the newest first; `newer` and `older` say where the next ones begin."""

    calls: tuple[Call, ...] = ()
    newer: Cursor | None = None
    older: Cursor | None = None
