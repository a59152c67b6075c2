"""The Home: shown when it is opened, and as its buttons say."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.store.sqlite.history import Cursor
from bot.ui.home import HOME_NEWER, HOME_OLDER, NEW_CALL, HomeTab, decode_metadata
from bot.ui.notices import build_error
from handlers.context import Services
from handlers.replies import reply_by_dm
from handlers.shortcuts import open_anywhere

_CHOOSING: Final = (*(tab.action_id for tab in HomeTab), HOME_NEWER, HOME_OLDER)


def register(app: AsyncApp, services: Services) -> None:
    """Register the event and the buttons of the Home."""

    async def opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") != "home":
            return
        view: Mapping[str, Any] = event.get("view") or {}
        # the tab stays as it was left, at its newest page
        tab, _ = decode_metadata(str(view.get("private_metadata") or ""))
        start(body, event["user"], view, tab, Cursor())

    async def choose(ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any]) -> None:
        await ack()
        tab, place = decode_metadata(str(payload.get("value") or ""))
        start(body, body["user"]["id"], body["view"], tab, Cursor.decode(place))

    async def new_call(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        user_id = body["user"]["id"]
        services.background.start(
            body.get("trigger_id"),
            open_anywhere(services, body["trigger_id"], user_id),
            reply=reply_by_dm(services.slack, user_id),
            explain=build_error,
        )

    def start(
        body: Mapping[str, Any], user_id: str, view: Mapping[str, Any], tab: HomeTab, place: Cursor
    ) -> None:
        services.background.start(
            body.get("event_id") or body.get("trigger_id"),
            services.home.show(user_id, tab=tab, place=place, view_hash=view.get("hash")),
            reply=reply_by_dm(services.slack, user_id),
            explain=build_error,
        )

    app.event("app_home_opened")(opened)
    app.action(NEW_CALL)(new_call)
    for action_id in _CHOOSING:
        app.action(action_id)(choose)
