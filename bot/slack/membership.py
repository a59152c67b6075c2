"""The channels that the bot is in: it joins where it tells calls, so that mentions reach it."""

import logging

from bot.domain.workspaces import is_direct
from bot.errors import SlackError, SlackUnavailableError
from bot.slack.api import Slack
from bot.slack.client import request

_log = logging.getLogger(__name__)


class Membership:
    """Joins each public channel once; who removes the bot afterwards means it."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._tried: set[str] = set()

    async def join(self, channel_id: str) -> None:
        """Join a channel where that is possible; others, as private ones, stay as they are."""
        if is_direct(channel_id) or channel_id in self._tried:
            return
        self._tried.add(channel_id)
        try:
            await request(self._slack.client.conversations_join, channel=channel_id)
        except SlackUnavailableError:
            self._tried.discard(channel_id)
        except SlackError as exc:
            _log.info("channel %s is not joined: %s", channel_id, exc.code)
