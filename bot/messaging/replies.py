"""Replies: one person answered where they typed or clicked, else in their direct message."""

import logging
from dataclasses import dataclass

from bot.domain.requesters import ReplyAddress, ReplyKind
from bot.errors import SlackError
from bot.slack import Slack
from bot.slack.rate_limits import PATIENT_TRIES
from bot.ui.rich_text import Message

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """Answers one request; call it with the message. Raises SlackError where nothing reaches.

    What can be said nowhere else is sent up to `tries` times, as soon as Slack allows it.
    """

    slack: Slack
    address: ReplyAddress
    tries: int = PATIENT_TRIES

    @property
    def is_in_place(self) -> bool:
        """Say whether the answer stands in the place of what was clicked."""
        return self.address.replaces or self.address.kind is ReplyKind.EDIT

    async def __call__(self, message: Message) -> None:
        """Answer at the address; where that fails, in the person's direct message."""
        try:
            await self._send(message)
        except SlackError as exc:
            if self.address.kind in {ReplyKind.DIRECT, ReplyKind.EDIT}:
                raise
            _log.warning("cannot answer in place: %s", exc.code)
            await self._send_directly(message)

    async def _send(self, message: Message) -> None:
        slack, to = self.slack, self.address
        match to.kind:
            case ReplyKind.RESPONSE_URL:
                await slack.respond(
                    to.response_url, message, thread_ts=to.thread_ts, replaces=to.replaces
                )
            case ReplyKind.EPHEMERAL:
                await slack.post_ephemeral(
                    to.channel_id, to.user_id, message, thread_ts=to.thread_ts
                )
            case ReplyKind.IN_DM:
                await slack.post_plain(
                    to.channel_id, message, thread_ts=to.thread_ts, tries=self.tries
                )
            case ReplyKind.EDIT:
                await slack.edit(to.channel_id, to.message_ts, message, tries=self.tries)
            case ReplyKind.DIRECT:
                await self._send_directly(message)

    async def _send_directly(self, message: Message) -> None:
        dm = await self.slack.open_dm(self.address.user_id, tries=self.tries)
        await self.slack.post_plain(dm, message, tries=self.tries)
