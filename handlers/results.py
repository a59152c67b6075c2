"""Call results: the transcript in a modal, the recording for one person, both saved on demand."""

from collections.abc import Awaitable

from slack_sdk.models.views import View

from bot.errors import CallBotError
from bot.messaging.replies import Reply
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
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.open_views import update_view
from handlers.replies import reply_instead, reply_to_person


def register(listeners: Listeners) -> None:
    """Register the buttons below a finished call, in its transcript and at its recording."""
    listeners.action(CallAction.SHOW_TRANSCRIPT, _show_transcript)
    listeners.action(EARLIER, _turn_page, reply_to=reply_to_person)
    listeners.action(LATER, _turn_page, reply_to=reply_to_person)
    listeners.action(
        SAVE_TRANSCRIPT, _save_transcript, reply_to=reply_to_person, key_of=_key_by_view
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
    await _fill(services, view_id, order_id, _build_page(services, interaction, order_id))


async def _turn_page(services: Services, interaction: Interaction, reply: Reply) -> None:
    await _show_page(services, interaction)


async def _save_transcript(services: Services, interaction: Interaction, reply: Reply) -> None:
    await _show_page(services, interaction, note=SAVING)
    order_id = interaction.view["private_metadata"]
    try:
        is_saved = await services.result_files.save_transcript(order_id, interaction.requester)
    except CallBotError as exc:
        await _show_page(services, interaction, note=f"❌ {format_error(exc)}")
    else:
        await _show_page(services, interaction, note=SAVED if is_saved else None)


async def _show_page(
    services: Services, interaction: Interaction, *, note: str | None = None
) -> None:
    view_id, order_id = interaction.view["id"], interaction.view["private_metadata"]
    number = int(interaction.value or 0)
    page = _build_page(services, interaction, order_id, page=number, note=note, is_open=True)
    await _fill(services, view_id, order_id, page)


async def _build_page(
    services: Services,
    interaction: Interaction,
    order_id: str,
    *,
    page: int = 0,
    note: str | None = None,
    is_open: bool = False,
) -> View:
    call, turns = await services.result_files.read_transcript(
        order_id, interaction.requester, is_open=is_open
    )
    return build_transcript(call, turns, page=page, note=note)


async def _fill(services: Services, view_id: str, order_id: str, building: Awaitable[View]) -> None:
    """Show a page in a modal, or why there is none."""
    try:
        view = await building
    except CallBotError as exc:
        view = build_transcript_note(build_error(exc), order_id=order_id)
    await update_view(services.slack, view_id, view)


async def _show_recording(services: Services, interaction: Interaction, reply: Reply) -> None:
    call, url = await services.result_files.find_recording(interaction.value, interaction.requester)
    await reply(build_recording(call, url))


async def _save_recording(services: Services, interaction: Interaction, reply: Reply) -> None:
    await reply(build_note(SAVING))
    await services.result_files.save_recording(interaction.value, interaction.requester)
    await reply(build_note(SAVED))
