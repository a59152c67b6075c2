"""Slack's Web API as the bot needs it: the one door to slack_sdk's client and its errors."""

from bot.slack.api import Posted, Slack
from bot.slack.client import build_web_client

__all__ = ["Posted", "Slack", "build_web_client"]
