"""An interaction: what somebody clicked, chose or submitted, and where that stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.phone_numbers import E164, parse_e164
from bot.domain.requesters import Requester
from bot.errors import OrderNotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What was used, by whom, and in which message or view; absent parts are empty."""

    requester: Requester
    action_id: str
    value: str
    trigger_id: str
    channel_id: str
    thread_ts: str | None
    message_ts: str
    message: Mapping[str, Any]
    view: Mapping[str, Any]
    is_ephemeral: bool
    response_url: str

    @property
    def user_id(self) -> str:
        """The person, by Slack's id."""
        return self.requester.user_id

    @property
    def thread_of_message(self) -> str:
        """The thread that a message is in, or begins."""
        return self.thread_ts or self.message_ts

    def read_number(self) -> E164:
        """Read the number that it is about; raises OrderNotFoundError where that is none."""
        if parse_e164(self.value) is None:
            raise OrderNotFoundError
        return E164(self.value)


def read_interaction(
    body: Mapping[str, Any], payload: Mapping[str, Any], requester: Requester
) -> Interaction:
    """Read the body of a click, a shortcut or a submission."""
    message: Mapping[str, Any] = body.get("message") or {}
    container: Mapping[str, Any] = body.get("container") or {}
    thread_ts = message.get("thread_ts") or container.get("thread_ts")
    # a menu tells what was chosen in it
    chosen: Mapping[str, Any] = payload.get("selected_option") or payload
    return Interaction(
        requester=requester,
        action_id=str(payload.get("action_id") or ""),
        value=str(chosen.get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        channel_id=str((body.get("channel") or {}).get("id") or ""),
        thread_ts=str(thread_ts) if thread_ts else None,
        message_ts=str(
            container.get("message_ts") or message.get("ts") or body.get("message_ts") or ""
        ),
        message=message,
        view=body.get("view") or {},
        is_ephemeral=bool(container.get("is_ephemeral")),
        response_url=str(body.get("response_url") or ""),
    )
