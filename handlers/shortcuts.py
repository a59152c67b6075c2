"""Shortcuts: a new call from anywhere, and a call to a number that stands in a message."""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.phone_numbers import find_numbers
from bot.messaging.replies import Reply
from bot.ui.found_numbers import list_notes
from bot.ui.home import NEW_CALL
from handlers.call_form.opening import open_form
from handlers.context import Services
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_to_person

CALL_FROM_MESSAGE: Final = "call_from_message"


def register(listeners: Listeners) -> None:
    """Register the shortcuts."""
    listeners.shortcut(NEW_CALL, _open_anywhere, reply_to=reply_to_person)
    listeners.shortcut(CALL_FROM_MESSAGE, _open_from_message)


async def _open_anywhere(services: Services, interaction: Interaction, reply: Reply) -> None:
    await open_form(services, trigger_id=interaction.trigger_id, requester=interaction.requester)


async def _open_from_message(services: Services, interaction: Interaction, reply: Reply) -> None:
    text = read_message(interaction.message)
    found = await find_numbers(text, services.config.default_region)
    await open_form(
        services,
        trigger_id=interaction.trigger_id,
        requester=interaction.requester,
        channel_id=interaction.channel_id,
        thread_ts=interaction.thread_of_message,
        numbers=tuple(number.e164 for number in found.numbers),
        is_chosen=found.is_clear,
        notes=list_notes(found),
    )


def read_message(message: Mapping[str, Any]) -> str:
    """Return the words of a message: its text, and what its blocks and attachments say."""
    parts = [str(message.get("text") or "")]
    parts += _words(message.get("attachments"))
    if not parts[0]:
        parts += _words(message.get("blocks"))
    return "\n".join(parts)


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if not isinstance(value, Mapping):
        return []
    own = [value[key] for key in ("text", "title", "value", "fallback") if key in value]
    found = [word for word in own if isinstance(word, str)]
    return found + [word for item in value.values() for word in _words(item)]
