"""What contract tests stand on: a sandbox with an app and two people, each API by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.voicy import VoicyClient
from sandbox import Sandbox
from tests.contract.outbox_stage import Stage, opened_stage
from tests.contract.scripted_voicy import ScriptedApi, opened_client, started_api
from tests.contract.socket_app import SocketApp, connected_app
from tests.contract.voicy_fixtures import LocalVoicy, started_voicy
from tests.person import Person

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
]
MANIFEST = {
    "display_information": {"name": "Voicy"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Voicy"},
        "slash_commands": [
            {"command": "/call", "description": "Call", "usage_hint": "[number]"},
            {"command": "/linked", "description": "Links", "should_escape": True},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_mention", "member_joined_channel"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    manifest_path = tmp_path / "manifest.yml"
    manifest_path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    sandbox = Sandbox(manifest_path=manifest_path)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        yield stage


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[])


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncIterator[SocketApp]:
    async with connected_app(sandbox) as app:
        yield app


@pytest.fixture
async def alice(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0ALICE") as alice:
        yield alice


@pytest.fixture
async def bob(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0BOB") as bob:
        yield bob


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    async with started_api() as api:
        yield api


@pytest.fixture
async def client(api: ScriptedApi) -> AsyncIterator[VoicyClient]:
    async with opened_client(api.base_url) as client:
        yield client


@pytest.fixture
async def voicy() -> AsyncIterator[LocalVoicy]:
    async with started_voicy() as voicy:
        yield voicy
