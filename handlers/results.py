"""What a call brought: the transcript in a modal, the recording for one person, both for keeps."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.calls import Call
from bot.errors import CallBotError
from bot.policies import Viewer, require_access
from bot.ui.notices import build_error, build_note, format_error
from bot.ui.results import (
    EARLIER,
    LATER,
    SAVE_RECORDING,
    SAVE_TRANSCRIPT,
    SHOW_RECORDING,
    SHOW_TRANSCRIPT,
    build_recording,
    build_transcript,
    build_transcript_note,
)
from bot.ui.rich_text import Message
from handlers.background import Reply
from handlers.context import Services
from handlers.orders import Requester
from handlers.replies import reply_by_url
from handlers.views import update_view

_LOOKING_UP = "Looking up what was said …"
_SAVING = "Saving to the thread …"
_SAVED = "✅ Saved to the thread."


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons below a finished call, in its transcript and at its recording."""

    async def show_transcript(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        services.background.start(
            body.get("trigger_id"),
            _show_transcript(services, body, str(payload.get("value"))),
            reply=_answer(services, body, respond),
            explain=build_error,
        )

    async def turn_page(ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any]) -> None:
        await ack()
        page = _page(payload)
        services.background.start(
            body.get("trigger_id"),
            _redraw(services, body, page=page),
            reply=_reply_in_modal(services, body),
            explain=build_error,
        )

    async def save_transcript(ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any]) -> None:
        await ack()
        # once for each time the transcript was opened, however often the button is clicked
        services.background.start(
            f"save {body['view']['id']}",
            _save_transcript(services, body, _page(payload)),
            reply=_reply_in_modal(services, body),
            explain=build_error,
        )

    async def show_recording(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        reply = _answer(services, body, respond)
        services.background.start(
            body.get("trigger_id"),
            _show_recording(services, body, str(payload.get("value")), reply),
            reply=reply,
            explain=build_error,
        )

    async def save_recording(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        reply = _answer(services, body, respond, replaces=True)
        services.background.start(
            f"save {body['container']['message_ts']} {body['user']['id']}",
            _save_recording(services, body, str(payload.get("value")), reply),
            reply=reply,
            explain=build_error,
        )

    app.action(SHOW_TRANSCRIPT)(show_transcript)
    app.action(EARLIER)(turn_page)
    app.action(LATER)(turn_page)
    app.action(SAVE_TRANSCRIPT)(save_transcript)
    app.action(SHOW_RECORDING)(show_recording)
    app.action(SAVE_RECORDING)(save_recording)


async def _show_transcript(services: Services, body: Mapping[str, Any], order_id: str) -> None:
    waiting = build_transcript_note(build_note(_LOOKING_UP), order_id=order_id)
    view_id = await services.slack.open_view(body["trigger_id"], waiting)
    try:
        call = await _get_call(services, body, order_id)
        view = build_transcript(call, await services.playback.read_transcript(call))
    except CallBotError as exc:
        view = build_transcript_note(build_error(exc), order_id=order_id)
    await update_view(services, view_id, view)


async def _redraw(
    services: Services, body: Mapping[str, Any], *, page: int, note: str | None = None
) -> None:
    call = await _get_call(services, body, body["view"]["private_metadata"])
    turns = await services.playback.read_transcript(call)
    view = build_transcript(call, turns, page=page, note=note)
    await update_view(services, body["view"]["id"], view)


async def _save_transcript(services: Services, body: Mapping[str, Any], page: int) -> None:
    await _redraw(services, body, page=page, note=_SAVING)
    call = await _get_call(services, body, body["view"]["private_metadata"])
    try:
        await services.playback.save_transcript(call, saved_by=_name(body))
    except CallBotError as exc:
        await _redraw(services, body, page=page, note=f"❌ {format_error(exc)}")
    else:
        await _redraw(services, body, page=page, note=_SAVED)


async def _show_recording(
    services: Services, body: Mapping[str, Any], order_id: str, reply: Reply
) -> None:
    call = await _get_call(services, body, order_id)
    url = await services.playback.find_recording(call)
    await reply(build_recording(call, url))


async def _save_recording(
    services: Services, body: Mapping[str, Any], order_id: str, reply: Reply
) -> None:
    call = await _get_call(services, body, order_id)
    await reply(build_note(_SAVING))
    await services.playback.save_recording(call, saved_by=_name(body))
    await reply(build_note(_SAVED))


async def _get_call(services: Services, body: Mapping[str, Any], order_id: str) -> Call:
    """Return a call if the person who clicked may see what it brought; raises PolicyError."""
    call = await services.store.calls.get(order_id)
    user, channel_id = body["user"], call.order.channel_id
    team_id = user.get("team_id") or (body.get("team") or {}).get("id") or ""
    # a click on a message of the channel proves that the person sees it; one in a modal does not
    is_there = (body.get("channel") or {}).get("id") == channel_id
    sees = is_there or await services.slack.people.can_see_channel(channel_id, user["id"])
    require_access(call.order, Viewer(team_id=str(team_id), sees_channel=sees))
    return call


def _answer(
    services: Services, body: Mapping[str, Any], respond: AsyncRespond, *, replaces: bool = False
) -> Reply:
    return reply_by_url(
        respond,
        services.slack,
        body["user"]["id"],
        thread_ts=_thread_ts(body),
        replaces=replaces,
    )


def _reply_in_modal(services: Services, body: Mapping[str, Any]) -> Reply:
    view = body["view"]

    async def reply(message: Message) -> None:
        note = build_transcript_note(message, order_id=view["private_metadata"])
        await update_view(services, view["id"], note)

    return reply


def _thread_ts(body: Mapping[str, Any]) -> str | None:
    message, container = body.get("message") or {}, body.get("container") or {}
    thread_ts = message.get("thread_ts") or container.get("thread_ts")
    return str(thread_ts) if thread_ts else None


def _page(payload: Mapping[str, Any]) -> int:
    return int(payload.get("value") or 0)


def _name(body: Mapping[str, Any]) -> str:
    return Requester.from_interaction(body).user_name
