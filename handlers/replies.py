"""Where each kind of request is answered."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.requesters import ReplyAddress, ReplyKind
from handlers.interaction import Interaction

# how the reply to an interaction is addressed
ReplyTo = Callable[[Interaction], ReplyAddress]


def reply_to_command(command: Mapping[str, Any]) -> ReplyAddress:
    """Answer where the command was typed, visible to the person alone."""
    return ReplyAddress(
        kind=ReplyKind.RESPONSE_URL,
        user_id=str(command["user_id"]),
        response_url=str(command.get("response_url") or ""),
    )


def reply_alone(interaction: Interaction) -> ReplyAddress:
    """Answer beside what was clicked, visible to the person alone.

    Who clicks on a card in the channel may not have its thread open.
    """
    begins_thread = interaction.thread_ts == interaction.message_ts
    return ReplyAddress(
        kind=ReplyKind.RESPONSE_URL,
        user_id=interaction.user_id,
        thread_ts=None if begins_thread else interaction.thread_ts,
        response_url=interaction.response_url,
    )


def reply_instead(interaction: Interaction) -> ReplyAddress:
    """Answer in the place of the ephemeral message that was clicked."""
    return ReplyAddress(
        kind=ReplyKind.RESPONSE_URL,
        user_id=interaction.user_id,
        response_url=interaction.response_url,
        replaces=True,
    )


def reply_at_click(interaction: Interaction) -> ReplyAddress:
    """Answer in the place of the message that was clicked, whoever sees it."""
    if interaction.is_ephemeral:
        return reply_instead(interaction)
    return ReplyAddress(
        kind=ReplyKind.EDIT,
        user_id=interaction.user_id,
        channel_id=interaction.channel_id,
        message_ts=interaction.message_ts,
    )


def reply_to_person(interaction: Interaction) -> ReplyAddress:
    """Answer a click in a view, which has no message beside it."""
    return reply_directly(interaction.user_id)


def reply_directly(user_id: str) -> ReplyAddress:
    """Answer in the direct message with the bot, where there is nothing to respond to."""
    return ReplyAddress(kind=ReplyKind.DIRECT, user_id=user_id)


def reply_to_mention(event: Mapping[str, Any]) -> ReplyAddress:
    """Answer one person where they wrote, in that very thread, visible to them alone."""
    return _reply_to_event(event, ReplyKind.EPHEMERAL)


def reply_to_direct_message(event: Mapping[str, Any]) -> ReplyAddress:
    """Answer a message that was written to the bot alone."""
    return _reply_to_event(event, ReplyKind.IN_DM)


def _reply_to_event(event: Mapping[str, Any], kind: ReplyKind) -> ReplyAddress:
    return ReplyAddress(
        kind=kind,
        user_id=str(event["user"]),
        channel_id=str(event["channel"]),
        thread_ts=event.get("thread_ts"),
    )
