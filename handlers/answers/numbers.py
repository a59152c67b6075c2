"""What admins ask of one number: its file, a hold, and that it be forgotten."""

from bot.domain.phone_numbers import E164
from bot.messaging.replies import Reply
from bot.ui.commands import name_command
from bot.ui.erasure import build_forget_question
from bot.ui.notices import build_note
from bot.ui.number_file import (
    HELD,
    HELD_ALREADY,
    NOT_HELD,
    RELEASED,
    build_sent,
)
from handlers.answers.query import Query
from handlers.context import Services


async def answer_file(services: Services, query: Query, reply: Reply) -> None:
    """Send the file of a number, or hold it; raises DeniedError, StoreError or SlackError."""
    file, requester = services.number_file, query.requester
    match query.parsed.words:
        case (number, "hold"):
            is_new = await file.hold(requester, E164(number))
            await reply(build_note(name_command(HELD) if is_new else HELD_ALREADY))
        case (number, "release"):
            was_held = await file.release(requester, E164(number))
            await reply(build_note(RELEASED if was_held else NOT_HELD))
        case (number, *_):
            await reply(build_sent(await file.send(requester, E164(number))))


async def ask_to_forget(services: Services, query: Query, reply: Reply) -> None:
    """Ask an admin once more whether a number is to be forgotten.

    Raises DeniedError or StoreError.
    """
    number = E164(query.parsed.words[0])
    await reply(build_forget_question(number, await services.eraser.look(query.requester, number)))
