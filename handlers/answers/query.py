"""A query: a subcommand, and where and by whom it was asked."""

from dataclasses import dataclass

from bot.domain.requesters import Requester
from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.parsing.commands import ParsedSubcommand
from bot.slack.downloads import SharedFile
from handlers.context import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A subcommand asked in a channel, with `files`; `thread_ts` is the thread that asks."""

    parsed: ParsedSubcommand
    requester: Requester
    channel_id: str
    thread_ts: str | None = None
    files: tuple[SharedFile, ...] = ()

    @property
    def user_id(self) -> str:
        """Who asks, by Slack's id."""
        return self.requester.user_id

    @property
    def workspace_id(self) -> WorkspaceId:
        """The workspace that is asked about."""
        return self.requester.workspace_id

    @property
    def channel(self) -> ChannelKey:
        """Where it was asked."""
        return ChannelKey(self.requester.workspace_id, self.channel_id)


async def require_time_zone(services: Services, query: Query) -> str:
    """Return the zone of who asks, once they may see calls; raises CallBotError."""
    await services.access.require_viewer(query.requester)
    return await services.facts.require_time_zone(query.user_id)
