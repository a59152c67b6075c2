"""The export: the calls that a person may list, as a file for them alone."""

from bot.messaging.replies import Reply
from bot.ui.csv import NOTHING_TO_EXPORT, format_exported
from bot.ui.notices import build_note
from handlers.answers.history import find_since, name_all_lists
from handlers.answers.query import Query
from handlers.context import Services


async def send_export(services: Services, query: Query, reply: Reply) -> None:
    """Send a person all that they may list from where they are.

    Raises DeniedError, StoreError or SlackError.
    """
    count = await services.csv_export.send(
        query.requester, lists=name_all_lists(query), since=await find_since(services, query)
    )
    if not count:
        await reply(build_note(NOTHING_TO_EXPORT))
        return
    await reply(build_note(format_exported(count)))
