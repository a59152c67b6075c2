"""An app on a real Socket Mode connection that answers as a test tells it to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.person import Person

JsonObject = dict[str, Any]
SILENCE = object()  # an answer that is never sent

DEADLINE_SECONDS = 8


class SocketApp:
    """Record what Slack sends, and acknowledge it.

    `answers` maps a payload's type (`/call` for a command) to what is sent along with the
    acknowledgement, or to SILENCE.
    """

    def __init__(self, web: AsyncWebClient) -> None:
        self.web = web
        self.answers: dict[str, Any] = {}
        self.hellos: list[JsonObject] = []
        self.received: asyncio.Queue[SocketModeRequest] = asyncio.Queue()

    async def take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Answer one envelope."""
        self.received.put_nowait(request)
        answer = self.answers.get(kind_of(request))
        if answer is not SILENCE:
            response = SocketModeResponse(envelope_id=request.envelope_id, payload=answer)
            await client.send_socket_mode_response(response)

    async def hear(
        self, client: AsyncBaseSocketModeClient, message: JsonObject, raw: str | None
    ) -> None:
        """Remember the greetings."""
        if message.get("type") == "hello":
            self.hellos.append(message)

    async def next_envelope(self) -> SocketModeRequest:
        """Return the next envelope received."""
        return await asyncio.wait_for(self.received.get(), DEADLINE_SECONDS)

    async def next_payload(self) -> JsonObject:
        """Return the next payload received."""
        return (await self.next_envelope()).payload


def kind_of(request: SocketModeRequest) -> str:
    """Return the key of `answers` that fits an envelope."""
    return str(request.payload.get("command") or request.payload["type"])


async def open_modal(app: SocketApp, person: Person, view: JsonObject) -> JsonObject:
    """Open a modal as apps do, in answer to a command; return it as the person sees it."""
    await person.type("#sales", "/call")
    payload = await app.next_payload()
    await app.web.views_open(trigger_id=payload["trigger_id"], view=view)
    return await person.wait_for_view("form")


async def refusal(call: Any) -> str:
    """Return the error name that a call of the Web API is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@asynccontextmanager
async def connected_app(sandbox: Sandbox, connections: int = 1) -> AsyncIterator[SocketApp]:
    """Connect an app to the sandbox, over so many connections."""
    app = SocketApp(AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[]))
    clients = []
    for _ in range(connections):
        client = SocketModeClient(
            app_token=sandbox.app_token,
            web_client=AsyncWebClient(base_url=sandbox.slack_api_url),
            ping_interval=0.5,
        )
        client.socket_mode_request_listeners.append(app.take)
        client.message_listeners.append(app.hear)
        await client.connect()  # type: ignore[no-untyped-call]
        clients.append(client)
    await asyncio.wait_for(sandbox.workspace.sockets.wait_connected(), DEADLINE_SECONDS)
    try:
        yield app
    finally:
        for client in clients:
            await client.close()  # type: ignore[no-untyped-call]
