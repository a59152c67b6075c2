"""Replies: how one person is answered where they typed or clicked, else in a direct message."""

import logging
from collections.abc import Callable

from aiohttp import ClientError
from slack_bolt.async_app import AsyncRespond

from bot.errors import SlackError
from bot.slack import Slack
from bot.ui.rich_text import Message
from handlers.background import Reply
from handlers.interaction import Interaction

# how the reply to an interaction is made
ReplyTo = Callable[[Slack, Interaction, AsyncRespond], Reply]
_log = logging.getLogger(__name__)


def reply_by_url(
    respond: AsyncRespond,
    slack: Slack,
    user_id: str,
    *,
    thread_ts: str | None = None,
    replaces: bool = False,
) -> Reply:
    """Answer where the person typed or clicked, visible to them alone.

    `thread_ts` is the thread of what was clicked; an answer that `replaces` stands in its place.
    """

    async def reply(message: Message) -> None:
        try:
            # unlike other requests this one reports a refusal only in its status
            answer = await respond(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=replaces,
                thread_ts=None if replaces else thread_ts,
            )
            if answer is not None and answer.status_code == 200:
                return
            _log.warning("response_url refused: %s", getattr(answer, "status_code", "no answer"))
        except (ClientError, OSError, ValueError) as exc:
            _log.warning("response_url failed: %s", type(exc).__name__)
        await reply_by_dm(slack, user_id)(message)

    return reply


def reply_alone(slack: Slack, interaction: Interaction, respond: AsyncRespond) -> Reply:
    """Answer beside what was clicked, visible to the person alone."""
    thread_ts = interaction.thread_ts
    return reply_by_url(respond, slack, interaction.user_id, thread_ts=thread_ts)


def reply_instead(slack: Slack, interaction: Interaction, respond: AsyncRespond) -> Reply:
    """Answer in the place of the ephemeral message that was clicked."""
    return reply_by_url(respond, slack, interaction.user_id, replaces=True)


def reply_at_click(slack: Slack, interaction: Interaction, respond: AsyncRespond) -> Reply:
    """Answer in the place of the message that was clicked, whoever sees it."""
    if interaction.is_ephemeral:
        return reply_instead(slack, interaction, respond)

    async def reply(message: Message) -> None:
        await slack.edit(interaction.channel_id, interaction.message_ts, message)

    return reply


def reply_to_person(slack: Slack, interaction: Interaction, respond: AsyncRespond) -> Reply:
    """Answer a click in a view, which has no message beside it."""
    return reply_by_dm(slack, interaction.user_id)


def reply_in_place(slack: Slack, channel_id: str, user_id: str, *, thread_ts: str | None) -> Reply:
    """Answer one person where they wrote, in that very thread, visible to them alone."""

    async def reply(message: Message) -> None:
        try:
            await slack.post_ephemeral(channel_id, user_id, message, thread_ts=thread_ts)
        except SlackError as exc:
            _log.warning("cannot answer in place: %s", exc.code)
            await reply_by_dm(slack, user_id)(message)

    return reply


def reply_in_dm(slack: Slack, channel_id: str, *, thread_ts: str | None) -> Reply:
    """Answer a message that was written to the bot alone."""

    async def reply(message: Message) -> None:
        await slack.post_plain(channel_id, message, thread_ts=thread_ts)

    return reply


def reply_by_dm(slack: Slack, user_id: str) -> Reply:
    """Answer in the direct message with the bot, where there is nothing to respond to."""

    async def reply(message: Message) -> None:
        await slack.post_plain(await slack.open_dm(user_id), message)

    return reply
