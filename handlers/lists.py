"""The buttons below lists: another page of a history or of the agents, statistics for everybody."""

from bot.messaging.replies import Reply
from bot.parsing.commands import ParsedSubcommand, parse_command
from bot.store.records import Cursor
from bot.ui.agent_list import NEXT_AGENTS, PREVIOUS_AGENTS
from bot.ui.audit import NEWER_AUDIT, OLDER_AUDIT
from bot.ui.call_list import NEWER, OLDER
from bot.ui.notices import build_note
from bot.ui.statistics import DRAWING, SHARE_STATS, SHARED_HERE
from handlers.answers.agents import show_agents
from handlers.answers.audit import show_audit
from handlers.answers.history import show_history
from handlers.answers.query import Query
from handlers.answers.statistics import share_statistics
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_at_click, reply_instead


def register(listeners: Listeners) -> None:
    """Register the buttons; the value says what is listed, the click itself where and to whom."""
    listeners.action(NEWER, _turn_history, reply_to=reply_at_click)
    listeners.action(OLDER, _turn_history, reply_to=reply_at_click)
    for action_id in (NEWER_AUDIT, OLDER_AUDIT):
        listeners.action(action_id, _turn_audit, reply_to=reply_at_click)
    listeners.action(PREVIOUS_AGENTS, _turn_agents, reply_to=reply_at_click)
    listeners.action(NEXT_AGENTS, _turn_agents, reply_to=reply_at_click)
    listeners.action(SHARE_STATS, _share, reply_to=reply_instead, key_of=_key_by_message)


def _key_by_message(interaction: Interaction) -> str:
    return f"share {interaction.message_ts} {interaction.user_id}"


async def _turn_history(services: Services, interaction: Interaction, reply: Reply) -> None:
    cursor, _, command = interaction.value.partition(" ")
    query = _read_query(services, interaction, command)
    if query is not None:
        await show_history(services, query, reply, cursor=Cursor.decode(cursor))


async def _turn_audit(services: Services, interaction: Interaction, reply: Reply) -> None:
    cursor, _, command = interaction.value.partition(" ")
    query = _read_query(services, interaction, command)
    if query is not None:
        await show_audit(services, query, reply, cursor=Cursor.decode(cursor))


async def _turn_agents(services: Services, interaction: Interaction, reply: Reply) -> None:
    await show_agents(
        services, interaction.requester, start=int(interaction.value or 0), reply=reply
    )


async def _share(services: Services, interaction: Interaction, reply: Reply) -> None:
    query = _read_query(services, interaction, interaction.value)
    if query is None:
        return
    await reply(build_note(DRAWING))
    shared_by = interaction.requester.user_name
    if await share_statistics(services, query, reply, shared_by=shared_by):
        await reply(build_note(SHARED_HERE))


def _read_query(services: Services, interaction: Interaction, command: str) -> Query | None:
    parsed = parse_command(command, default_region=services.config.default_region)
    if not isinstance(parsed, ParsedSubcommand):
        return None
    return Query(
        parsed=parsed,
        channel_id=interaction.channel_id,
        requester=interaction.requester,
        thread_ts=interaction.thread_ts,
    )
