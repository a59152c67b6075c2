"""An app with everything a team uses: files, Home tab, shortcuts, mentions, channel events."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sandbox import Sandbox
from tests.contract.conftest import MANIFEST, SCOPES
from tests.contract.socket_app import JsonObject

GLOBAL = {"name": "New call", "type": "global", "callback_id": "new_call", "description": "Call"}
MESSAGE = {"name": "Call number", "type": "message", "callback_id": "from_message"}
EVENTS = [
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "group_archive",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
]
TEAM_SCOPES = [*SCOPES, "files:read", "files:write", "usergroups:read"]
TEAM_MANIFEST: dict[str, Any] = {
    **MANIFEST,
    "features": {
        **MANIFEST["features"],  # type: ignore[dict-item]  # the manifest is plain YAML
        "shortcuts": [GLOBAL, {**MESSAGE, "description": "Call"}],
    },
    "settings": {
        **MANIFEST["settings"],  # type: ignore[dict-item]  # the same
        "event_subscriptions": {"bot_events": EVENTS},
    },
}


@asynccontextmanager
async def open_sandbox(
    folder: Path,
    *,
    scopes: list[str] | None = None,
    events: list[str] | None = None,
    **features: Any,
) -> AsyncIterator[Sandbox]:
    """Open a sandbox for the team's app; `scopes`, `events` and `features` replace those it has."""
    granted = {"scopes": {"bot": TEAM_SCOPES if scopes is None else scopes}}
    changed = {"features": {**TEAM_MANIFEST["features"], **features}, "oauth_config": granted}
    subscribed = {"event_subscriptions": {"bot_events": EVENTS if events is None else events}}
    settings = {"settings": {**TEAM_MANIFEST["settings"], **subscribed}}
    manifest = {**TEAM_MANIFEST, **changed, **settings}
    path = folder / "team.yml"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    sandbox = Sandbox(manifest_path=path)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


async def control(sandbox: Sandbox, **asked: object) -> JsonObject:
    """Do one thing over the control path and return its answer."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{sandbox.url}/_control", json=asked) as response,
    ):
        told: JsonObject = await response.json()
        return told
