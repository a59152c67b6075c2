"""The glossary against the code: classes are named by its words, and each word has one meaning."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.domain.statuses import FINAL, CallStatus
from tests.contract.papers import PROJECT, read_rows

GLOSSARY = PROJECT / "docs" / "glossary.md"
SECTIONS = re.findall(r"^## (.+)$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
ROWS = [row for section in SECTIONS[:-1] for row in read_rows(GLOSSARY, under=section)]
STATUSES = {row[0]: row[1:] for row in read_rows(GLOSSARY, under="Statuses")}
BY_THE_BOT = set(
    "scheduled overdue queued dialing unconfirmed refused withdrawn untraced lost".split()
)
# classes named by a participle: what it is that was accepted, posted, used
NOUN_OF = {
    "DialAccepted": "dial",
    "LastUsed": "form",
    "Allow": "verdict",
    "Ask": "verdict",
    "Asked": "question",
    "CallAccess": "access",
    "Delay": "verdict",
    "Deny": "verdict",
    "Placed": "order",
    "PolicyName": "policy",
    "RuleName": "rule",
    "CapName": "cap",
    "Received": "inbox",
    "ReplyAddress": "address",
    "Posted": "message",
}
UNCHANGED = {"people", "process", "statistics", "status"}


@cache
def find_classes() -> list[tuple[str, Path]]:
    """Return the public classes of bot/ and handlers/, each with its module."""
    return list(_list_classes())


def _list_classes() -> Iterator[tuple[str, Path]]:
    for room in ("bot", "handlers"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield node.name, path


def find_noun(name: str) -> str:
    """Return what a class is, in the singular: `delivery` of `PendingDeliveries`."""
    last = str(re.findall(r"[A-Z][a-z0-9]*", name)[-1]).lower()
    if name in NOUN_OF or last in UNCHANGED:
        return NOUN_OF.get(name, last)
    for plural, singular in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if last.endswith(plural):
            return last.removesuffix(plural) + singular
    return last


@pytest.mark.parametrize(
    ("name", "noun"),
    [("Call", "call"), ("UnlistedCalls", "call"), ("CallStatus", "status"), ("Watches", "watch")],
)
def test_noun_of_a_class_is_its_last_word_in_the_singular(name: str, noun: str) -> None:
    assert find_noun(name) == noun


def test_every_public_class_is_named_by_a_word_of_the_glossary() -> None:
    words = {row[0] for row in ROWS}

    assert {
        name: find_noun(name) for name, _ in find_classes() if find_noun(name) not in words
    } == {}


def test_every_word_is_explained_once() -> None:
    times = Counter(row[0] for row in ROWS)

    assert [word for word, count in times.items() if count > 1] == []
    assert [row[0] for row in ROWS if not row[-1]] == []


def test_no_word_is_the_name_of_two_classes() -> None:
    modules = defaultdict(list)
    for name, path in find_classes():
        modules[name.lower()].append(path.relative_to(PROJECT).as_posix())
    words = {row[0].replace(" ", "").replace("_", "") for row in ROWS}

    assert {word: modules[word] for word in words if len(modules[word]) > 1} == {}


def test_every_status_is_explained_in_the_order_of_a_call() -> None:
    assert list(STATUSES) == list(CallStatus)
    assert [name for name, row in STATUSES.items() if not row[-1]] == []


def test_each_status_is_a_word_of_the_bot_or_of_the_api() -> None:
    assert {name for name, row in STATUSES.items() if row[0] == "bot"} == BY_THE_BOT
    assert {name for name, row in STATUSES.items() if row[0] == "API"} == set(STATUSES) - BY_THE_BOT
    assert set(STATUSES) > FINAL - BY_THE_BOT
