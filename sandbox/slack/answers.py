"""What the app answers to an interaction: to one person, to the channel, or in place."""

import json

from aiohttp import web

from sandbox.slack.block_kit import check_message_blocks
from sandbox.slack.content import read_text
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER_ID
from sandbox.slack.pictures import check_pictures
from sandbox.slack.response_urls import ResponseUrl
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

RESPONSE_TYPES = ("ephemeral", "in_channel")


class Answers:
    """Show the app's answers, checked like every message."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: web.Request) -> web.Response:
        """Serve a POST to a response URL: a bare `ok`, or 404 when it is over."""
        try:
            hook = self._workspace.response_urls.use(request.match_info["id"])
        except SlackError as refusal:
            return web.json_response(refusal.to_wire(), status=404)
        try:
            self.show(hook, _json_body(await request.text()))
        except SlackError as refusal:
            return web.json_response(refusal.to_wire(), status=400)
        return web.Response(text="ok")

    def show(self, hook: ResponseUrl, body: JsonObject) -> None:
        """Show one answer. Raise SlackError when Slack would not."""
        original = self._original(hook)
        if body.get("delete_original"):
            self._delete(hook, original)
            return
        text, blocks = self._content(body)
        if body.get("replace_original") and original is not None:
            self._replace(hook, original, text, blocks)
            return
        response_type = body.get("response_type", "ephemeral")
        if response_type not in RESPONSE_TYPES:
            raise SlackError("invalid_response_type")
        self._post(hook, text, blocks, body, in_channel=response_type == "in_channel")

    def _content(self, body: JsonObject) -> tuple[str, list[JsonObject] | None]:
        given = body.get("blocks")
        blocks = check_message_blocks(given) if given else None
        check_pictures(self._workspace.files, blocks or [])
        return read_text(body.get("text"), has_blocks=bool(blocks)), blocks

    def _post(
        self,
        hook: ResponseUrl,
        text: str,
        blocks: list[JsonObject] | None,
        body: JsonObject,
        *,
        in_channel: bool,
    ) -> None:
        thread_ts = body.get("thread_ts") or hook.thread_ts
        if in_channel:
            self._workspace.messages.post(
                channel=hook.channel,
                user=BOT_USER_ID,
                text=text,
                blocks=blocks,
                thread_ts=thread_ts,
            )
            return
        self._workspace.ephemerals.post(
            to=hook.user,
            channel=hook.channel,
            author=BOT_USER_ID,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
        )

    def _original(self, hook: ResponseUrl) -> Message | None:
        if hook.original_ts is None:
            return None
        if hook.is_ephemeral:
            return self._workspace.ephemerals.get(hook.user, hook.channel, hook.original_ts)
        return self._workspace.messages.get(hook.channel, hook.original_ts)

    def _replace(
        self, hook: ResponseUrl, original: Message, text: str, blocks: list[JsonObject] | None
    ) -> None:
        if hook.is_ephemeral:
            self._workspace.ephemerals.edit(hook.user, original, text=text, blocks=blocks)
        else:
            self._workspace.messages.edit(original, text=text, blocks=blocks)

    def _delete(self, hook: ResponseUrl, original: Message | None) -> None:
        if original is None:
            return
        if hook.is_ephemeral:
            self._workspace.ephemerals.delete(hook.user, original)
        else:
            self._workspace.messages.delete(original)


def _json_body(text: str) -> JsonObject:
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
