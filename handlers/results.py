"""Call results: the transcript in a modal, the recording for one person, both saved on demand."""

from slack_bolt.async_app import AsyncRespond

from bot.domain.calls import Call
from bot.errors import CallBotError
from bot.policies import Viewer, require_access
from bot.slack import Slack
from bot.ui.buttons import CallAction
from bot.ui.notices import build_error, build_note, format_error
from bot.ui.results import (
    EARLIER,
    LATER,
    LOOKING_UP_TRANSCRIPT,
    SAVE_RECORDING,
    SAVE_TRANSCRIPT,
    SAVED,
    SAVING,
    build_recording,
    build_transcript,
    build_transcript_note,
)
from bot.ui.rich_text import Message
from handlers.background import Reply
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.open_views import update_view
from handlers.replies import reply_instead


def register(listeners: Listeners) -> None:
    """Register the buttons below a finished call, in its transcript and at its recording."""
    listeners.action(CallAction.SHOW_TRANSCRIPT, _show_transcript)
    listeners.action(EARLIER, _turn_page, reply_to=_reply_in_modal)
    listeners.action(LATER, _turn_page, reply_to=_reply_in_modal)
    listeners.action(
        SAVE_TRANSCRIPT, _save_transcript, reply_to=_reply_in_modal, key_of=_key_by_view
    )
    listeners.action(CallAction.SHOW_RECORDING, _show_recording)
    listeners.action(
        SAVE_RECORDING, _save_recording, reply_to=reply_instead, key_of=_key_by_message
    )


def _key_by_view(interaction: Interaction) -> str:
    """Save once for each time the transcript was opened, however often the button is clicked."""
    return f"save {interaction.view['id']}"


def _key_by_message(interaction: Interaction) -> str:
    return f"save {interaction.message_ts} {interaction.user_id}"


async def _show_transcript(services: Services, interaction: Interaction, reply: Reply) -> None:
    order_id = interaction.value
    waiting = build_transcript_note(build_note(LOOKING_UP_TRANSCRIPT), order_id=order_id)
    view_id = await services.slack.open_view(interaction.trigger_id, waiting)
    try:
        call = await _get_call(services, interaction, order_id)
        view = build_transcript(call, await services.result_files.read_transcript(call))
    except CallBotError as exc:
        view = build_transcript_note(build_error(exc), order_id=order_id)
    await update_view(services.slack, view_id, view)


async def _turn_page(services: Services, interaction: Interaction, reply: Reply) -> None:
    await _show_page(services, interaction, note=None)


async def _show_page(services: Services, interaction: Interaction, *, note: str | None) -> None:
    call = await _get_call(services, interaction, interaction.view["private_metadata"])
    turns = await services.result_files.read_transcript(call)
    view = build_transcript(call, turns, page=int(interaction.value or 0), note=note)
    await update_view(services.slack, interaction.view["id"], view)


async def _save_transcript(services: Services, interaction: Interaction, reply: Reply) -> None:
    await _show_page(services, interaction, note=SAVING)
    call = await _get_call(services, interaction, interaction.view["private_metadata"])
    try:
        await services.result_files.save_transcript(call, saved_by=interaction.requester.user_name)
    except CallBotError as exc:
        await _show_page(services, interaction, note=f"❌ {format_error(exc)}")
    else:
        await _show_page(services, interaction, note=SAVED)


async def _show_recording(services: Services, interaction: Interaction, reply: Reply) -> None:
    call = await _get_call(services, interaction, interaction.value)
    await reply(build_recording(call, await services.result_files.find_recording(call)))


async def _save_recording(services: Services, interaction: Interaction, reply: Reply) -> None:
    call = await _get_call(services, interaction, interaction.value)
    await reply(build_note(SAVING))
    await services.result_files.save_recording(call, saved_by=interaction.requester.user_name)
    await reply(build_note(SAVED))


async def _get_call(services: Services, interaction: Interaction, order_id: str) -> Call:
    """Return a call if the person who clicked may see what it brought; raises PolicyError."""
    call = await services.store.calls.get(order_id)
    channel_id = call.order.channel_id
    # a click on a message of the channel proves that the person sees it; one in a modal does not
    is_there = interaction.channel_id == channel_id
    sees = is_there or await services.slack.people.can_see_channel(channel_id, interaction.user_id)
    viewer = Viewer(team_id=interaction.requester.team_id or "", sees_channel=sees)
    require_access(call.order, viewer)
    return call


def _reply_in_modal(slack: Slack, interaction: Interaction, respond: AsyncRespond) -> Reply:
    view = interaction.view

    async def reply(message: Message) -> None:
        note = build_transcript_note(message, order_id=view["private_metadata"])
        await update_view(slack, view["id"], note)

    return reply
