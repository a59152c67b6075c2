"""Everything that can be done to us through the sandbox is done by a test."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sandbox import Sandbox
from sandbox.faults import KINDS, SIDES
from tests.contract.team_app import control

TESTS = Path(__file__).parents[1]
STORIES = sorted(
    path
    for folder in ("contract", "e2e")
    for path in (TESTS / folder).glob("test_*.py")
    if path != Path(__file__)
)
# how tests ask for a fault, and on which side it strikes
STRIKES = {"break_slack": "slack", "break_voicy": "voicy", "strike": "voicy"}
ASKS = {"do", "control"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def find_functions(path: Path) -> list[Function]:
    """Return the functions of a module, those inside of others left to them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, Function)]


def find_called(function: Function) -> set[str]:
    """Return the names of everything a function calls."""
    called = set()
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
                called.add(name)
    return called


def find_words(function: Function) -> Iterator[str]:
    """Yield the words that are passed on: as an argument, in a row of a table, in a mapping."""
    for node in ast.walk(function):
        match node:
            case ast.Call(args=values, keywords=keywords):
                yield from read_words([*values, *(each.value for each in keywords)])
            case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Dict(values=values):
                yield from read_words(values)


def read_words(values: list[ast.expr]) -> Iterator[str]:
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


@cache
def find_used() -> dict[str, set[str]]:
    """Return what tests pass on, by what they do it with; helpers count for who calls them."""
    used: dict[str, set[str]] = defaultdict(set)
    for path in STORIES:
        functions = find_functions(path)
        called = {function.name: find_called(function) for function in functions}
        for function in functions:
            reached = set(called[function.name])
            for helper in called[function.name] & called.keys():
                reached |= called[helper]
            for name in reached & (STRIKES.keys() | ASKS):
                used[name] |= set(find_words(function))
    return used


def test_every_kind_of_fault_strikes_either_side_in_a_test() -> None:
    used = find_used()
    struck = {(side, kind) for name, side in STRIKES.items() for kind in set(KINDS) & used[name]}

    # only Voicy has anything to show late
    there_are = {(side, kind) for side in SIDES for kind in KINDS} - {("slack", "stale")}
    assert there_are - struck == set()


async def test_every_deed_is_done_in_a_test(sandbox: Sandbox) -> None:
    sentence = (await control(sandbox, do="dance"))["error"]
    deeds = set(sentence.removeprefix('"do" must be one of ').rstrip(".").split(", "))
    used = find_used()

    assert "fault" in deeds
    assert deeds - used["do"] - used["control"] == set()
