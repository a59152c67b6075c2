"""The local Slack: a workspace behind the Web API, Socket Mode and one page."""

from sandbox.slack.local import LocalSlack
from sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN, Workspace

__all__ = ["APP_TOKEN", "BOT_TOKEN", "LocalSlack", "Workspace"]
