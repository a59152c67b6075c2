"""The papers against the code: manifest, README, .env.example and glossary say what is so."""

import ast
import importlib
import re
from collections.abc import Iterator
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from pydantic_core import PydanticUndefined
from slack_sdk.web.async_client import AsyncWebClient

from bot.calls import FINAL, CallStatus, Result
from bot.cards.agents import DescribedAgent, build_agents
from bot.cards.anchor import build_card
from bot.cards.call_list import build_call_list, build_title
from bot.cards.form import FormField, FormState, build_form
from bot.cards.help import build_help_with_form
from bot.cards.home import HomeState, HomeTab, build_home
from bot.cards.notices import build_invitation
from bot.cards.recording import build_recording
from bot.cards.reply import build_reply
from bot.cards.transcript import build_transcript
from bot.config import CallerId, Config
from bot.phone_numbers import E164
from bot.transcripts import Turn
from tests.unit.test_calls import build_call

PROJECT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((PROJECT / "manifest.yml").read_text(encoding="utf-8"))
LINKED = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]

READING = {"channels:history", "groups:history", "im:history", "mpim:history"}
KNOWING = {"channels:read", "groups:read", "im:read", "mpim:read"}
# what Slack's pages say that each method needs; the app token has a scope of its own
SCOPES: dict[str, set[str]] = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_history": READING,
    "conversations_info": KNOWING,
    "conversations_join": {"channels:join"},
    "conversations_members": KNOWING,
    "conversations_open": {"im:write"},
    "conversations_replies": READING,
    "files_upload_v2": {"files:write"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
# the name an event is listened to by, and what it is subscribed to as
SUBSCRIPTIONS = {"message": "message.im"}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message": {"im:history"},
}
LISTENERS = ("action", "command", "event", "options", "shortcut", "view")
CARDS_WITH_ELEMENTS = set(
    "agents anchor call_list form help home notices recording reply transcript".split()
)
WORDS = (
    "callee caller_id requested_by agent variables order call anchor transition delivery slot"
).split()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def find_methods() -> set[str]:
    """Return the methods of Slack's Web API that the bot calls."""
    return {
        node.attr
        for path in sorted((PROJECT / "bot" / "slack").glob("*.py"))
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute)
        and is_client(node.value)
        and iscoroutinefunction(getattr(AsyncWebClient, node.attr, None))
    }


def is_client(node: ast.expr) -> bool:
    """Tell whether an expression is slack_sdk's web client."""
    return (isinstance(node, ast.Attribute) and node.attr == "_client") or (
        isinstance(node, ast.Name) and node.id == "client"
    )


def find_listeners() -> dict[str, set[str]]:
    """Return the names that listeners are registered for, by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in LISTENERS}
    for path in sorted((PROJECT / "handlers").glob("*.py")):
        tree = parse(path)
        module = importlib.import_module(f"handlers.{path.stem}")
        loops = {
            node.target.id: node.iter
            for node in ast.walk(tree)
            if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
        }
        for kind, argument in find_registrations(tree):
            found[kind] |= resolve(argument, module, loops)
    return found


def find_registrations(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="app"), attr=kind), args=[argument, *_]
            ) if kind in LISTENERS:
                yield kind, argument


def resolve(node: ast.expr, module: ModuleType, loops: dict[str, ast.expr]) -> set[str]:
    """Return the names an expression stands for; fail where it cannot be known."""
    match node:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.Attribute(attr=attribute) if attribute in Config.model_fields:
            return {Config.model_fields[attribute].default}
        case ast.Name(id=name) if name in loops:
            iterated = ast.unparse(loops[name])
            return set(eval(iterated, vars(module)))  # noqa: S307 - an expression of our own
        case ast.Name(id=name):
            return {getattr(module, name)}
    raise AssertionError(f"cannot read the name of a listener: {ast.unparse(node)}")


def draw_everything() -> Iterator[dict[str, Any]]:
    """Yield the blocks of everything that people can click."""
    messages = [build_invitation("o1", "C1", "voicy", "not_in_channel")]
    for status in CallStatus:
        call = build_call(status)
        messages += [build_card(call), build_reply(call, 1)]
    messages += [build_card(build_call(place_in_line=1))]
    everything = Result(has_transcript=True, has_recording=True)
    over = build_call("ended", result=everything)
    messages += [
        build_reply(over, 1),
        build_recording(over, "https://recordings.example/1"),
        build_help_with_form("/call", "voicy", "1.1"),
    ]
    described = DescribedAgent(agent_id="a1", name="Booker", language="en", variables=())
    messages += [
        build_call_list(build_title("Here"), [(over, "")], nothing="", newer="n", older="o"),
        build_agents([described], "/call", previous_start=0, next_start=8),
    ]
    home = HomeState(
        tab=HomeTab.MINE,
        place="newest",
        live=[call],
        live_count=1,
        latest=[over],
        newer="mine after:1",
        older="mine before:1",
        command="/call",
        at=call.created_at,
    )
    yield from build_home(home).to_dict()["blocks"]
    turns = [Turn(speaker="agent", text="Hello")] * 120
    yield from build_transcript(over, turns, page=1).to_dict()["blocks"]
    for message in messages:
        yield from (block.to_dict() for block in message.blocks)
    sales = CallerId(number=E164("+15551234567"), label="Sales")
    fields = (FormField(name="name"),)
    yield from build_form(
        FormState(form_id="f1", channel_id="C1", caller_ids=(sales,), fields=fields)
    ).to_dict()["blocks"]


def find_elements() -> list[dict[str, Any]]:
    """Return the elements whose use is told to the app at once."""
    found: list[dict[str, Any]] = []
    for block in draw_everything():
        if block["type"] == "actions":
            found += block["elements"]
        elif block["type"] == "input" and block.get("dispatch_action"):
            found.append(block["element"])
        elif "accessory" in block:
            found.append(block["accessory"])
    return found


def read_table(path: Path) -> dict[str, list[str]]:
    """Return the rows of a Markdown file's tables whose first cell is one `name`."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    return {row[0][1:-1]: row[1:] for row in rows if re.fullmatch(r"`[^`]+`", row[0])}


def read_defaults() -> dict[str, str]:
    """Return every setting with its default as people write it, "" where there is none."""
    return {
        name.upper(): "" if field.default in {None, PydanticUndefined} else str(field.default)
        for name, field in Config.model_fields.items()
    }


def test_every_method_that_is_called_has_its_scopes_here() -> None:
    assert find_methods() == set(SCOPES)


def test_manifest_asks_for_the_scopes_that_are_used() -> None:
    listeners = find_listeners()
    needed = set().union(*SCOPES.values(), *(EVENT_SCOPES[each] for each in listeners["event"]))
    if listeners["command"] or listeners["shortcut"]:
        needed |= {"commands"}

    assert MANIFEST["oauth_config"]["scopes"] == {"bot": sorted(needed)}


def test_manifest_names_the_command_that_is_listened_to() -> None:
    commands = MANIFEST["features"]["slash_commands"]

    assert {each["command"] for each in commands} == find_listeners()["command"]
    # the bot undoes Slack's escapes of signs; escaped names of people and channels would hide them
    assert [each["should_escape"] for each in commands] == [False]


def test_manifest_subscribes_to_the_events_that_are_listened_to() -> None:
    subscribed = MANIFEST["settings"].get("event_subscriptions", {}).get("bot_events", [])

    listened = {SUBSCRIPTIONS.get(name, name) for name in find_listeners()["event"]}

    assert set(subscribed) == listened


def test_manifest_lists_the_shortcuts_that_are_listened_to() -> None:
    shortcuts = MANIFEST["features"].get("shortcuts", [])

    assert {each["callback_id"] for each in shortcuts} == find_listeners()["shortcut"]


def test_manifest_switches_on_what_the_bot_stands_on() -> None:
    settings = MANIFEST["settings"]

    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["socket_mode_enabled"] is True
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False


def test_everything_that_can_be_clicked_is_listened_to() -> None:
    drawn = {element["action_id"] for element in find_elements()}

    assert drawn == find_listeners()["action"]


def test_everything_that_is_searched_is_listened_to() -> None:
    searched = {
        element["action_id"] for element in find_elements() if element["type"] == "external_select"
    }

    assert searched == find_listeners()["options"]


def test_form_that_is_drawn_is_listened_to() -> None:
    drawn = {
        node.value.value
        for path in (PROJECT / "bot" / "cards").glob("*.py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "CALLBACK_ID"
        and isinstance(node.value, ast.Constant)
    }

    assert drawn == find_listeners()["view"]


def test_every_card_with_elements_is_drawn_here() -> None:
    cards = (PROJECT / "bot" / "cards").glob("*.py")

    assert {
        path.stem for path in cards if "action_id" in path.read_text(encoding="utf-8")
    } == CARDS_WITH_ELEMENTS


def test_listeners_leave_slack_to_its_door() -> None:
    users = [
        path.stem
        for path in (PROJECT / "handlers").glob("*.py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.arg) and node.arg in {"client", "say"}
    ]

    assert users == []


def test_readme_lists_every_setting_with_its_default() -> None:
    table = read_table(PROJECT / "README.md")

    assert {name: row[0].strip("`") for name, row in table.items()} == read_defaults()
    assert [name for name, row in table.items() if not row[-1]] == []


def test_example_of_the_environment_names_every_setting_with_its_default() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")

    assert dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE)) == read_defaults()


def test_example_of_the_environment_sets_nothing_before_it_is_filled_in() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    required = [name for name, field in Config.model_fields.items() if field.is_required()]

    assert [line for line in lines if line and not line.startswith("#")] == [
        f"{name.upper()}=" for name in required
    ]


@pytest.mark.parametrize("word", WORDS)
def test_glossary_explains_the_word(word: str) -> None:
    assert read_table(PROJECT / "docs" / "glossary.md")[word][-1]


def test_glossary_explains_every_status_in_the_order_of_a_call() -> None:
    table = read_table(PROJECT / "docs" / "glossary.md")
    explained = [name for name in table if name in set(CallStatus)]

    assert explained == list(CallStatus)
    assert [name for name in explained if not table[name][-1]] == []


def test_glossary_says_which_statuses_are_words_of_the_bot() -> None:
    table = read_table(PROJECT / "docs" / "glossary.md")
    ours = {"queued", "dialing", "unconfirmed", "refused", "withdrawn", "untraced", "lost"}

    assert {name for name in table if table[name][0] == "bot"} == ours
    assert {name for name in table if table[name][0] == "API"} == set(CallStatus) - ours
    assert FINAL - ours < set(table)


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_between_the_papers_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []
