"""The export: the calls that a person may list, as a file for them alone."""

from bot.ui.notices import build_note
from handlers.answers.history import find_since, name_all_lists
from handlers.answers.query import Query
from handlers.background import Reply
from handlers.context import Services


async def send_export(services: Services, query: Query, reply: Reply) -> None:
    """Send a person all that they may list from where they are; raises StoreError, SlackError."""
    count = await services.csv_export.send(
        query.user_id, lists=name_all_lists(query), since=await find_since(services, query)
    )
    if not count:
        await reply(build_note("There is no such call, so there is no file either."))
        return
    calls = "1 call is" if count == 1 else f"{count:,} calls are"
    await reply(build_note(f"📄 {calls} in the file in your direct message with me."))
