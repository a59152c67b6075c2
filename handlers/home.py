"""The Home: shown when it is opened, and as its buttons say."""

from typing import Any

from bot.domain.requesters import Requester
from bot.messaging.replies import Reply
from bot.store.records import Cursor
from bot.ui.home import HOME_NEWER, HOME_OLDER, NEW_CALL, HomeTab, decode_metadata
from bot.ui.notices import build_error
from handlers.call_form.opening import open_form
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_directly, reply_to_person

_CHOOSING = (*(tab.action_id for tab in HomeTab), HOME_NEWER, HOME_OLDER)


def register(listeners: Listeners) -> None:
    """Register the event and the buttons of the Home."""
    services = listeners.services

    async def opened(body: dict[str, Any], event: dict[str, Any], requester: Requester) -> None:
        if event.get("tab") != "home":
            return
        view = event.get("view") or {}
        # the tab stays as it was left, at its newest page
        tab, _ = decode_metadata(str(view.get("private_metadata") or ""))
        services.background.start(
            body.get("event_id"),
            services.home.show(
                requester,
                tab=tab,
                place=Cursor(),
                view_hash=view.get("hash"),
            ),
            reply=listeners.build_reply(reply_directly(requester.user_id)),
            explain=build_error,
        )

    listeners.app.event("app_home_opened")(opened)
    listeners.action(NEW_CALL, _open_form, reply_to=reply_to_person)
    for action_id in _CHOOSING:
        listeners.action(action_id, _choose, reply_to=reply_to_person)


async def _choose(services: Services, interaction: Interaction, reply: Reply) -> None:
    tab, cursor = decode_metadata(interaction.value)
    await services.home.show(
        interaction.requester,
        tab=tab,
        place=Cursor.decode(cursor),
        view_hash=interaction.view.get("hash"),
    )


async def _open_form(services: Services, interaction: Interaction, reply: Reply) -> None:
    await open_form(services, trigger_id=interaction.trigger_id, requester=interaction.requester)
