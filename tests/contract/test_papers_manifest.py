"""The manifest against the code: scopes, commands, events and shortcuts are those that are used."""

import ast
from typing import Any

import yaml

from tests.contract.listeners import find_methods, find_names, parse
from tests.contract.papers import PROJECT

MANIFEST: dict[str, Any] = yaml.safe_load((PROJECT / "manifest.yml").read_text(encoding="utf-8"))

READING = {"channels:history", "groups:history", "im:history", "mpim:history"}
KNOWING = {"channels:read", "groups:read", "im:read", "mpim:read"}
# what Slack's pages say that each method needs; the app token has a scope of its own
SCOPES: dict[str, set[str]] = {
    "api_call": set(),  # blocks.validate, which needs none
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_history": READING,
    "conversations_info": KNOWING,
    "conversations_list": {"channels:read"},
    "conversations_join": {"channels:join"},
    "conversations_members": KNOWING,
    "conversations_open": {"im:write"},
    "conversations_replies": READING,
    "files_delete": {"files:write"},
    "files_upload_v2": {"files:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_conversations": KNOWING - {"im:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
# the name an event is listened to by, and what it is subscribed to as
SUBSCRIPTIONS = {"message": "message.im"}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "message": {"im:history"},
}


def test_every_method_that_is_called_has_its_scopes_here() -> None:
    assert find_methods() == set(SCOPES)


def test_manifest_asks_for_the_scopes_that_are_used() -> None:
    needed = set().union(*SCOPES.values(), *(EVENT_SCOPES[each] for each in find_names("event")))
    # by no method: the address of a file opens to it (bot/slack/downloads.py)
    needed |= {"files:read"}
    if find_names("command") or find_names("shortcut"):
        needed |= {"commands"}

    assert MANIFEST["oauth_config"]["scopes"] == {"bot": sorted(needed)}


def test_manifest_names_the_command_that_is_listened_to() -> None:
    commands = MANIFEST["features"]["slash_commands"]

    assert {each["command"] for each in commands} == find_names("command")
    # the bot undoes Slack's escapes of signs; escaped names of people and channels would hide them
    assert [each["should_escape"] for each in commands] == [False]


def test_manifest_subscribes_to_the_events_that_are_listened_to() -> None:
    subscribed = MANIFEST["settings"].get("event_subscriptions", {}).get("bot_events", [])

    listened = {SUBSCRIPTIONS.get(name, name) for name in find_names("event")}

    assert set(subscribed) == listened


def test_manifest_lists_the_shortcuts_that_are_listened_to() -> None:
    shortcuts = MANIFEST["features"].get("shortcuts", [])

    assert {each["callback_id"] for each in shortcuts} == find_names("shortcut")


def test_manifest_switches_on_what_the_bot_stands_on() -> None:
    settings = MANIFEST["settings"]

    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["socket_mode_enabled"] is True
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False


def test_listeners_leave_slack_to_its_door() -> None:
    users = [
        path.stem
        for path in (PROJECT / "handlers").rglob("*.py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.arg) and node.arg in {"client", "say"}
    ]

    assert users == []
