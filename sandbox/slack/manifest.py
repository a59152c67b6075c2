"""The app as its manifest describes it: commands, scopes, events, what is switched on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from sandbox.slack.wire import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """Describe one command as people see it in the composer."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool

    def to_page(self) -> JsonObject:
        """Return the command as the page lists it."""
        return {
            "command": self.command,
            "usage_hint": self.usage_hint,
            "description": self.description,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """Describe one shortcut; `type` is `global` or `message`."""

    callback_id: str
    name: str
    type: str
    description: str

    def to_page(self) -> JsonObject:
        """Return the shortcut as the page lists it."""
        return {
            "callback_id": self.callback_id,
            "name": self.name,
            "type": self.type,
            "description": self.description,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AppManifest:
    """Say what the installed app may do."""

    bot_name: str
    commands: Mapping[str, SlashCommand]
    shortcuts: Mapping[str, Shortcut]
    scopes: tuple[str, ...]
    bot_events: frozenset[str]
    is_interactive: bool
    is_socket_mode: bool
    has_home_tab: bool
    has_messages_tab: bool

    @property
    def provided(self) -> str:
        """Return the granted scopes as Slack writes them in headers and errors."""
        return ",".join(self.scopes)


def read_manifest(path: Path) -> AppManifest:
    """Read a manifest from YAML or JSON, as it is pasted into Slack."""
    return _parse(path.read_text(encoding="utf-8"))


@cache
def _parse(text: str) -> AppManifest:
    manifest: JsonObject = yaml.load(text, yaml.CSafeLoader)
    features: JsonObject = manifest.get("features") or {}
    settings: JsonObject = manifest.get("settings") or {}
    home: JsonObject = features.get("app_home") or {}
    scopes: JsonObject = (manifest.get("oauth_config") or {}).get("scopes") or {}
    events: JsonObject = settings.get("event_subscriptions") or {}
    return AppManifest(
        bot_name=features["bot_user"]["display_name"],
        commands={
            entry["command"]: _command(entry)
            for entry in _listed("slash_commands", features, scopes)
        },
        shortcuts={
            entry["callback_id"]: _shortcut(entry)
            for entry in _listed("shortcuts", features, scopes)
        },
        scopes=tuple(scopes.get("bot") or ()),
        bot_events=frozenset(events.get("bot_events") or ()),
        is_interactive=bool((settings.get("interactivity") or {}).get("is_enabled")),
        is_socket_mode=bool(settings.get("socket_mode_enabled")),
        has_home_tab=bool(home.get("home_tab_enabled")),
        has_messages_tab=bool(home.get("messages_tab_enabled", True)),
    )


def _listed(feature: str, features: JsonObject, scopes: JsonObject) -> list[JsonObject]:
    """Return commands or shortcuts; both exist by the scope `commands` alone."""
    if "commands" not in (scopes.get("bot") or ()):
        return []
    return features.get(feature) or []


def _command(entry: JsonObject) -> SlashCommand:
    return SlashCommand(
        command=entry["command"],
        description=entry["description"],
        usage_hint=entry.get("usage_hint", ""),
        should_escape=bool(entry.get("should_escape")),
    )


def _shortcut(entry: JsonObject) -> Shortcut:
    return Shortcut(
        callback_id=entry["callback_id"],
        name=entry["name"],
        type=entry["type"],
        description=entry["description"],
    )
