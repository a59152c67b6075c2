"""A workspace: one installation of the app in Slack, who the bot is there, and its settings."""

from dataclasses import dataclass

from bot.config import Config
from bot.domain.workspaces import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is in its workspace, by Slack's ids and names."""

    team_id: WorkspaceId
    user_id: str
    bot_id: str
    name: str
    team_name: str
    enterprise_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One installation; `settings` are read from it at the moment of use, never copied."""

    identity: Identity
    settings: Config

    @property
    def company(self) -> str:
        """Who calls people, as a greeting should name it."""
        return self.settings.company_name or self.identity.team_name

    @property
    def id(self) -> WorkspaceId:
        """The id of the workspace, which is Slack's team id."""
        return self.identity.team_id
