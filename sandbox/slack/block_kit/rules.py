"""A small grammar for JSON shapes: rules that walk a value and note what is wrong, and where."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.slack.wire import JsonObject

Note = Callable[[str, str], None]  # (what is wrong, JSON pointer)
Rule = Callable[[Any, str, Note], None]


class Findings:
    """Collect what is wrong, each with its pointer, as Slack words it."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def note(self, problem: str, pointer: str) -> None:
        """Add one finding."""
        self.sentences.append(f"{problem} [json-pointer:{pointer}]")


def string(longest: int, *, shortest: int = 1) -> Rule:
    """Accept text of so many characters."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if not isinstance(value, str):
            note("must be a string", pointer)
        elif len(value) > longest:
            note(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            note(f"must be more than {shortest - 1} characters", pointer)

    return check


def boolean(value: Any, pointer: str, note: Note) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        note("must be a boolean", pointer)


def integer(lowest: int, highest: int) -> Rule:
    """Accept a whole number within bounds."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            note("must be an integer", pointer)
        elif value < lowest:
            note(f"must be greater than or equal to {lowest}", pointer)
        elif value > highest:
            note(f"must be less than or equal to {highest}", pointer)

    return check


def choice(*allowed: str) -> Rule:
    """Accept one of these words."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if value not in allowed:
            note(f"must be one of: {', '.join(allowed)}", pointer)

    return check


def pattern(matches: Callable[[str], object], what: str) -> Rule:
    """Accept text that the function accepts."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if not isinstance(value, str) or not matches(value):
            note(f"must be {what}", pointer)

    return check


def array(item: Rule, *, most: int, least: int = 1) -> Rule:
    """Accept a list of so many items that each follow a rule."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if not isinstance(value, list):
            note("must be an array", pointer)
            return
        if len(value) > most:
            note(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            note(f"must have at least {least} items", pointer)
        for index, one in enumerate(value):
            item(one, f"{pointer}/{index}", note)

    return check


def shape(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule
) -> Rule:
    """Accept an object with these keys and no other; `also` are checked on a sound object."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str, note: Note) -> None:
        if not isinstance(value, dict):
            note("must provide an object", pointer)
            return
        before = _Counting(note)
        for key in required:
            if key not in value or value[key] is None:
                before(f"missing required field: {key}", pointer)
        for key, one in value.items():
            if key not in known:
                before(f"additional property: {key}", pointer)
            elif one is not None:
                known[key](one, f"{pointer}/{key}", before)
        if not before.noted:
            for rule in also:
                rule(value, pointer, note)

    return check


class _Counting:
    """Pass findings on and remember that there were some."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self.noted = 0

    def __call__(self, problem: str, pointer: str) -> None:
        self.noted += 1
        self._note(problem, pointer)


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` names one of these rules, and that follows it."""

    def check(value: Any, pointer: str, note: Note) -> None:
        if not isinstance(value, dict):
            note("must provide an object", pointer)
        elif "type" not in value:
            note("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in rules:
            note(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            rules[value["type"]](value, pointer, note)

    return check


def exactly_one_of(*keys: str) -> Rule:
    """Accept an object with one of these keys."""

    def check(value: JsonObject, pointer: str, note: Note) -> None:
        if sum(value.get(key) is not None for key in keys) != 1:
            note(f"must define exactly one of: {', '.join(keys)}", pointer)

    return check


def at_least_one_of(*keys: str) -> Rule:
    """Accept an object with one or more of these keys."""

    def check(value: JsonObject, pointer: str, note: Note) -> None:
        if not any(value.get(key) for key in keys):
            note(f"must define either: {', '.join(keys)}", pointer)

    return check


def anything(_value: Any, _pointer: str, _note: Note) -> None:
    """Accept everything."""
