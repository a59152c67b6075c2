"""What the code itself says of Slack: the names it listens to, the methods it calls."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType

from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Config
from tests.contract.papers import PROJECT

# what is listened to: a name, or a pattern of names
Listened = str | re.Pattern[str]

LISTENERS = ("action", "command", "event", "options", "shortcut", "view")
REGISTRARS = ("app", "listeners", "listeners.app")


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
    return (isinstance(node, ast.Attribute) and node.attr in {"_client", "client", "_uploads"}) or (
        isinstance(node, ast.Name) and node.id == "client"
    )


def find_names(kind: str) -> set[str]:
    """Return the names that listeners of a kind are registered for."""
    return {each for each in find_listeners()[kind] if isinstance(each, str)}


def find_patterns(kind: str) -> list[re.Pattern[str]]:
    """Return the patterns that listeners of a kind are registered for."""
    return [each for each in find_listeners()[kind] if isinstance(each, re.Pattern)]


@cache
def find_listeners() -> dict[str, set[Listened]]:
    """Return what listeners are registered for, by kind."""
    found: dict[str, set[Listened]] = {kind: set() for kind in LISTENERS}
    for path in sorted((PROJECT / "handlers").rglob("*.py")):
        tree = parse(path)
        module = importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
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
                func=ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=kind),
                args=[argument, *_],
            ) if kind in LISTENERS and ast.unparse(owner) in REGISTRARS:
                yield kind, argument


def resolve(node: ast.expr, module: ModuleType, loops: dict[str, ast.expr]) -> set[Listened]:
    """Return the names an expression stands for; fail where it cannot be known."""
    match node:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.Attribute(attr=attribute) if attribute in Config.model_fields:
            return {Config.model_fields[attribute].default}
        case ast.Attribute(value=ast.Name(id=enum), attr=member) if enum in vars(module):
            return {str(getattr(vars(module)[enum], member))}
        case ast.Name(id=name) if name in loops:
            iterated = ast.unparse(loops[name])
            return set(eval(iterated, vars(module)))  # noqa: S307 - an expression of our own
        case ast.Name(id=name):
            return {getattr(module, name)}
    raise AssertionError(f"cannot read the name of a listener: {ast.unparse(node)}")
