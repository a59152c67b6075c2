"""The requests this bot makes of Slack's Web API."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import aiohttp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.clock import Clock
from bot.domain.workspaces import WorkspaceId
from bot.errors import DeliveryUnknownError, SlackUnavailableError
from bot.slack.client import read_all, request, request_joining, send
from bot.slack.own_messages import OwnMessages
from bot.slack.rate_limits import PATIENT_TRIES, ChannelPace, insist
from bot.slack.speaking_client import SendingClaim, SpeakingClient, held_back
from bot.ui.rich_text import Message
from bot.workspace import Identity

_DELIVERY_EVENT: Final = "call_delivery"
# the sound of an hour over a slow line
_UPLOAD_SECONDS: Final = 120
_CHATS_AT_ONCE: Final = 999
_PAGES_OF_CHATS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that stands in Slack; `thread_ts` is None where it landed outside a thread."""

    ts: str
    thread_ts: str | None


class Slack:
    """The requests this bot makes; every method may raise SlackError.

    With `tries` a request is sent again after the pause that Slack asks for: a person waits for
    it. What is sent by itself says 1 and comes back later.
    """

    def __init__(self, client: AsyncWebClient, clock: Clock | None = None) -> None:
        self.client = client
        self.clock = clock or Clock()
        self.own_messages = OwnMessages(client)
        self._paces: dict[str, ChannelPace] = {}
        self._speaking = SpeakingClient(client)
        self._uploads = AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=_UPLOAD_SECONDS,
            retry_handlers=list(client.retry_handlers),
        )

    def pace_of(self, channel_id: str) -> ChannelPace:
        """Return the rhythm in which everybody here speaks in a conversation."""
        return self._paces.setdefault(channel_id, ChannelPace(self.clock))

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        await self._speaking.aclose()

    async def identify(self) -> Identity:
        """Ask who the token belongs to."""
        answer = await request(self.client.auth_test)
        self.identity = Identity(
            team_id=WorkspaceId(str(answer.get("team_id", ""))),
            user_id=str(answer.get("user_id", "")),
            bot_id=str(answer.get("bot_id", "")),
            name=str(answer.get("user", "the bot")),
            team_name=str(answer.get("team", "")),
            enterprise_id=str(answer.get("enterprise_id") or ""),
        )
        return self.identity

    async def granted_scopes(self) -> frozenset[str] | None:
        """Return the scopes that the bot token has, None where Slack does not say."""
        answer = await send(self.client.auth_test)
        scopes = answer.headers.get("X-OAuth-Scopes")
        return None if scopes is None else frozenset(scopes.replace(" ", "").split(","))

    async def open_socket(self, app_token: str) -> None:
        """Ask for a Socket Mode address, which proves that the app token is accepted."""
        await request(self.client.apps_connections_open, app_token=app_token)

    async def post(
        self,
        channel_id: str,
        message: Message,
        *,
        thread_ts: str | None,
        delivery_id: str,
        claim: SendingClaim,
    ) -> Posted:
        """Post a message that can be found again by its delivery id.

        `claim` is taken right before the first byte; what taking it raises leaves as it is.
        """
        mark = {"event_type": _DELIVERY_EVENT, "event_payload": {"delivery_id": delivery_id}}
        await self.pace_of(channel_id).take_turn()
        client = self._speaking.lend()
        with held_back(claim):
            answer = await request(
                client.chat_postMessage,
                channel=channel_id,
                text=message.text,
                blocks=message.blocks or None,
                thread_ts=thread_ts,
                metadata=mark,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        ts, sent = answer.get("ts"), answer.get("message")
        if not isinstance(ts, str) or not ts:
            raise DeliveryUnknownError("the answer names no message")
        # an answer that does not show the message is taken to have gone where it was sent
        landed = sent.get("thread_ts") if isinstance(sent, dict) and sent else thread_ts
        return Posted(ts=ts, thread_ts=landed)

    async def edit(
        self,
        channel_id: str,
        ts: str,
        message: Message,
        *,
        claim: SendingClaim | None = None,
        tries: int = PATIENT_TRIES,
    ) -> None:
        """Replace text and blocks of a message; `claim` is taken as that of a post is."""
        client = self._speaking.lend()
        edit = partial(
            request,
            client.chat_update,
            channel=channel_id,
            ts=ts,
            text=message.text,
            blocks=message.blocks,
            parse="none",
            link_names=False,
        )
        with held_back(claim):
            await insist(self.clock, edit, tries=tries)

    async def delete(self, channel_id: str, ts: str) -> None:
        await request(self.client.chat_delete, channel=channel_id, ts=ts)

    async def delete_file(self, file_id: str) -> None:
        await request(self.client.files_delete, file=file_id)

    async def open_dm(self, user_id: str, *, tries: int = PATIENT_TRIES) -> str:
        """Return the id of the direct message with a user."""
        open_ = partial(request, self.client.conversations_open, users=user_id)
        answer = await insist(self.clock, open_, tries=tries)
        return str((answer.get("channel") or {}).get("id", user_id))

    async def list_chats(self) -> list[str]:
        """Return the direct messages that the bot has with people."""
        chats = read_all(
            partial(request, self.client.users_conversations),
            "channels",
            pages=_PAGES_OF_CHATS,
            types="im",
            limit=_CHATS_AT_ONCE,
        )
        return [str(each["id"]) async for each in chats]

    async def post_ephemeral(
        self, channel_id: str, user_id: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        """Say something in a channel, or in a thread, that only one user sees."""
        await request(
            self.client.chat_postEphemeral,
            channel=channel_id,
            user=user_id,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread_ts,
        )

    async def respond(
        self, response_url: str, message: Message, *, thread_ts: str | None, replaces: bool
    ) -> None:
        """Answer a command or a click at its response URL, visible to one person alone."""
        body: dict[str, Any] = {
            "text": message.text,
            "blocks": list(message.blocks),
            "response_type": "ephemeral",
            "replace_original": replaces,
        }
        # an answer that stands in the place of another stays where that is
        if thread_ts is not None and not replaces:
            body["thread_ts"] = thread_ts
        try:
            answer = await AsyncWebhookClient(response_url).send_dict(body)
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise SlackUnavailableError(type(exc).__name__) from exc
        if answer.status_code != 200:
            raise SlackUnavailableError(f"response_url {answer.status_code}")

    async def post_plain(
        self,
        channel_id: str,
        message: Message,
        *,
        thread_ts: str | None = None,
        tries: int = PATIENT_TRIES,
    ) -> None:
        """Say something that belongs to no call, when the channel's next second has come."""

        async def post() -> None:
            await self.pace_of(channel_id).take_turn()
            await request(
                self.client.chat_postMessage,
                channel=channel_id,
                text=message.text,
                blocks=message.blocks,
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
            )

        await insist(self.clock, post, tries=tries)

    async def share_file(
        self,
        channel_id: str,
        content: bytes,
        *,
        name: str,
        title: str,
        thread_ts: str | None = None,
        comment: str | None = None,
        alt_text: str | None = None,
        tries: int = PATIENT_TRIES,
    ) -> None:
        """Upload a file and share it in a conversation.

        `name` is that of the saved file, `title` what people see, `comment` mrkdwn that is already
        escaped. `alt_text` says in at most 1,000 characters what a picture shows, for who cannot
        see it.
        Raises DeliveryUnknownError where the file may be there or not.
        """
        share = partial(
            request_joining,
            self._uploads,
            self._uploads.files_upload_v2,
            channel=channel_id,
            filename=name,
            title=title,
            content=content,
            thread_ts=thread_ts,
            initial_comment=comment,
            alt_txt=alt_text,
        )
        await insist(self.clock, share, tries=tries)

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal; returns its view id."""
        answer = await request(self.client.views_open, trigger_id=trigger_id, view=view)
        return str((answer.get("view") or {}).get("id", ""))

    async def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        await request(self.client.views_update, view_id=view_id, hash=view_hash, view=view)

    async def publish_home(self, user_id: str, view: View, *, view_hash: str | None) -> str | None:
        """Show a person's Home; returns the hash of what they see now.

        Raises InvalidPayloadError with `hash_conflict` where that is newer than `view_hash`.
        """
        answer = await request(
            self.client.views_publish, user_id=user_id, view=view, hash=view_hash
        )
        shown = (answer.get("view") or {}).get("hash")
        return str(shown) if shown else None

    async def validate(self, content: Message | View, *, tries: int = PATIENT_TRIES) -> None:
        """Let Slack judge what nobody is shown; raises InvalidPayloadError with what is wrong."""
        if isinstance(content, View):
            kind, shown = "view", content.to_dict()
        else:
            blocks = [block.to_dict() for block in content.blocks]
            kind, shown = "message", {"text": content.text, "blocks": blocks}
        # in the body, for the SDK's own method would put all of it into the address
        data = {kind: json.dumps(shown)}
        judge = partial(request, self.client.api_call, api_method="blocks.validate", data=data)
        await insist(self.clock, judge, tries=tries)

    async def permalink(self, channel_id: str, ts: str) -> str:
        answer = await request(self.client.chat_getPermalink, channel=channel_id, message_ts=ts)
        if not answer.get("permalink"):
            raise DeliveryUnknownError("the answer names no link")
        return str(answer["permalink"])
