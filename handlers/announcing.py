"""A change of what the team allows, told to everybody where it was made."""

from bot.domain.workspaces import is_direct
from bot.errors import SlackError
from bot.messaging.replies import Reply
from bot.ui.rich_text import Message
from handlers.context import Services


async def announce(services: Services, channel_id: str, message: Message, reply: Reply) -> None:
    """Tell a channel; the person alone where there is none, or the bot cannot post there."""
    if channel_id and not is_direct(channel_id):
        try:
            await services.slack.post_plain(channel_id, message)
        except SlackError:
            await reply(message)
        return
    await reply(message)
