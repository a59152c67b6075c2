"""Slack's Web API as the bot needs it: the one door to slack_sdk's client and its errors."""

from bot.slack.door import build_web_client
from bot.slack.files import SharedFile
from bot.slack.slack import Identity, Posted, Slack

__all__ = ["Identity", "Posted", "SharedFile", "Slack", "build_web_client"]
