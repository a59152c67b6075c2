"""What is kept and forgotten of a number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import InChannel, WorkspaceId

# stands for all conversations with one person that the bot has
ALL_CHATS: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A number of which nothing is forgotten, by whose word and since when."""

    workspace_id: WorkspaceId
    number_hash: str
    held_at: datetime
    held_by: str
    held_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFacts:
    """What is known of a number before it is forgotten: how many calls, and what speaks against it.

    Of the `calls` so many are `waiting` to be dialed. Live is, too, one that lacks its result.
    """

    calls: int
    waiting: int
    is_live: bool
    is_suppressed: bool
    hold: Hold | None

    @property
    def may_be_forgotten(self) -> bool:
        """Say whether nothing speaks against it."""
        return self.hold is None and not self.is_live


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A number that is being forgotten, with all by which messages about it are found in Slack.

    The counts are of what was removed so far, and of places that could not be reached.
    """

    workspace_id: WorkspaceId
    number_hash: str
    number: E164
    names: tuple[str, ...]
    requested_by: str
    requested_at: datetime
    calls: int
    messages: int = 0
    files: int = 0
    unreached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlace(InChannel):
    """Where messages about a number may stand: a thread, or a conversation with one person.

    Without `thread_ts` the `channel_id` is that conversation or person, or ALL_CHATS.
    """

    number_hash: str
    thread_ts: str
    since: datetime
