"""An app that is not ours runs on the sandbox: Bolt's getting-started steps, over real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.pace import POST_SPACING_SECONDS
from tests.person import Person

PACE_SECONDS = POST_SPACING_SECONDS + 0.2  # a person is slower than Slack's limit
MANIFEST = {
    "display_information": {"name": "Greeter"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "greeter"},
        "slash_commands": [{"command": "/greet", "description": "Greet"}],
        "shortcuts": [
            {"name": "Greet", "type": "global", "callback_id": "greet", "description": "Greet"}
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "chat:write",
                "commands",
                "im:history",
                "im:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "app_mention", "message.channels", "message.im"]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
BUTTON = {
    "type": "button",
    "text": {"type": "plain_text", "text": "Click Me"},
    "action_id": "button_click",
}
FORM = {
    "type": "modal",
    "callback_id": "greet_form",
    "title": {"type": "plain_text", "text": "Greet"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "who",
            "label": {"type": "plain_text", "text": "Who"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        }
    ],
}


def build_greeter(sandbox: Sandbox) -> AsyncApp:
    """Build the app as anybody would who never saw ours: a token, and listeners."""
    app = AsyncApp(client=AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url))

    @app.message("hello")
    async def greet(message: dict[str, Any], say: AsyncSay) -> None:
        section = {"type": "mrkdwn", "text": f"Hey there <@{message['user']}>!"}
        await say(
            blocks=[{"type": "section", "text": section, "accessory": BUTTON}],
            text=f"Hey there <@{message['user']}>!",
        )

    @app.action("button_click")
    async def clicked(body: dict[str, Any], ack: AsyncAck, say: AsyncSay) -> None:
        await ack()
        await say(f"<@{body['user']['id']}> clicked the button")

    @app.command("/greet")
    async def open_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("greet_form")
    async def send(
        ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        name = view["state"]["values"]["who"]["name"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Greetings to {name}")

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        text = {"type": "mrkdwn", "text": "*Welcome home*"}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("message")
    async def ignore() -> None:
        """Take every other message, edits and deletions among them."""

    return app


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    manifest_path = tmp_path / "greeter.json"
    manifest_path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    sandbox = Sandbox(manifest_path=manifest_path)
    await sandbox.start()
    handler = AsyncSocketModeHandler(build_greeter(sandbox), sandbox.app_token)
    handler.client.web_client = AsyncWebClient(base_url=sandbox.slack_api_url)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await asyncio.wait_for(sandbox.workspace.sockets.wait_connected(), 8)
    try:
        yield sandbox
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await sandbox.stop()


async def test_an_app_of_somebody_else_greets_and_hears_the_click(alice: Person) -> None:
    await alice.type("#sales", "hello")
    greeting = await alice.wait_for_message("#sales", "Hey there <@U0ALICE>!")
    await asyncio.sleep(PACE_SECONDS)

    await alice.click(greeting, "button_click")

    await alice.wait_for_message("#sales", "<@U0ALICE> clicked the button")


async def test_an_app_of_somebody_else_does_not_answer_itself(
    sandbox: Sandbox, slack: AsyncWebClient, alice: Person
) -> None:
    posted = await slack.chat_postMessage(channel="C0GENERAL", text="hello from the app")
    await slack.chat_update(channel="C0GENERAL", ts=posted["ts"], text="hello again")
    await asyncio.sleep(PACE_SECONDS)
    await alice.type("#general", "hello")
    await alice.wait_for_message("#general", "Hey there")

    greetings = [one["text"] for one in alice.messages("#general") if "Hey" in one["text"]]
    assert greetings == ["Hey there <@U0ALICE>!"]


async def test_an_app_of_somebody_else_opens_its_form_and_its_home(alice: Person) -> None:
    await alice.type("#sales", "/greet")
    form = await alice.wait_for_view("Greet")
    await alice.fill(form, {"name": "John"})
    await alice.submit(form)
    await alice.wait_for_message("@greeter", "Greetings to John")

    await alice.open_home()

    await alice.wait_for_home("Welcome home")
