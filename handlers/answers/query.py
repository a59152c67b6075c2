"""A query: a subcommand, and where and by whom it was asked."""

from dataclasses import dataclass

from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.parsing.commands import ParsedSubcommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A subcommand asked in a channel; `thread_ts` is the thread of the mention that asks."""

    parsed: ParsedSubcommand
    workspace_id: WorkspaceId
    channel_id: str
    user_id: str
    thread_ts: str | None = None

    @property
    def channel(self) -> ChannelKey:
        """Where it was asked."""
        return ChannelKey(self.workspace_id, self.channel_id)
