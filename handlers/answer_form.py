"""Forms that ask, at a click, for the words without which a draft or a call does not go on."""

import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.models.views import View

from bot.domain.consents import read_words
from bot.domain.requesters import Requester, decode_address, encode_address
from bot.messaging.replies import Reply
from bot.ui.form_submission import find_typed
from bot.ui.notices import build_error
from handlers.context import Services
from handlers.inbox import Received, Take, key_by_content
from handlers.interaction import Interaction
from handlers.listeners import Listeners
from handlers.replies import reply_at_click


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """A form with one field, and what is said where that is empty.

    `build` takes what a submission is read from again.
    """

    block_id: str
    missing: str
    build: Callable[[str], View]

    async def open(self, services: Services, interaction: Interaction, reply: Reply) -> None:
        """Open it for a button whose value says what the answer is about."""
        address = encode_address(reply_at_click(interaction))
        about = json.dumps({"about": interaction.value, "reply": address})
        await services.slack.open_view(interaction.trigger_id, self.build(about))

    def receive(
        self, listeners: Listeners, kind: str, take: Take
    ) -> Callable[..., Coroutine[Any, Any, None]]:
        """Build what takes its submissions, by the inbox."""

        async def submit(
            ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], requester: Requester
        ) -> None:
            if not self._find_words(view):
                await ack(response_action="errors", errors={self.block_id: self.missing})
                return
            address = decode_address(json.loads(view["private_metadata"])["reply"])
            await listeners.inbox.accept(kind, key_by_content(view), body, address, ack)

        listeners.inbox.register(kind, take, explain=build_error)
        return submit

    def read(self, received: Received) -> tuple[str, str]:
        """Return what a submission is about, and what was typed."""
        view = received.body["view"]
        return str(json.loads(view["private_metadata"])["about"]), self._find_words(view)

    def _find_words(self, view: Mapping[str, Any]) -> str:
        return read_words(find_typed(view, self.block_id))
