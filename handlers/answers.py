"""How a person is answered alone: where they typed or clicked, else in a direct message."""

import logging

from aiohttp import ClientError
from slack_bolt.async_app import AsyncRespond

from bot.cards.lines import Message
from bot.slack import Slack
from handlers.errands import Tell

_log = logging.getLogger(__name__)


def answer_by_url(respond: AsyncRespond, slack: Slack, user_id: str) -> Tell:
    """Answer where the person typed or clicked, visible to them alone."""

    async def tell(message: Message) -> None:
        try:
            # unlike other requests this one reports a refusal only in its status
            answer = await respond(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=False,
            )
            if answer is not None and answer.status_code == 200:
                return
            _log.warning("response_url refused: %s", getattr(answer, "status_code", "no answer"))
        except (ClientError, OSError, ValueError) as exc:
            _log.warning("response_url failed: %s", type(exc).__name__)
        await answer_by_dm(slack, user_id)(message)

    return tell


def answer_by_dm(slack: Slack, user_id: str) -> Tell:
    """Answer in the direct message with the bot, where there is nothing to respond to."""

    async def tell(message: Message) -> None:
        await slack.say(await slack.open_dm(user_id), message)

    return tell
