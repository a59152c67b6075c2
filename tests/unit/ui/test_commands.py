"""Sentences that name what to type: with the slash command, as it is called here."""

import ast
import re
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

from slack_sdk.models.views import View

import bot.ui
from bot.ops.samples import draw_samples
from bot.parsing.commands import Subcommand
from bot.policies.verdicts import PolicyName
from bot.store.sqlite.priority_executor import PriorityExecutor
from bot.ui.commands import SLASH_COMMAND, name_command
from bot.ui.denials import format_denial
from bot.ui.number_file import HELD
from bot.ui.suppressions import HOW_TO_IMPORT

BARE = re.compile(rf"“(?:{'|'.join(Subcommand)})\b")
# a message with a file, which no slash command can be
IN_DM = "“dnc import” as its text"


def read_sentences() -> Iterator[str]:
    """Yield the texts that stand in the modules of words, and are no docstrings."""
    for path in Path(bot.ui.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in docstrings:
                yield str(node.value)


def say_all() -> list[str]:
    """Return what every kind of message and form says, and some that none of them shows."""
    shown = [str(each.to_dict() if isinstance(each, View) else each) for _, each in draw_samples()]
    denials = [("rules", "unreadable", ()), ("call_channels", "C1", ("2",))]
    said = [format_denial(PolicyName(name), value, more) for name, value, more in denials]
    return [*shown, *said, *map(name_command, (HELD, HOW_TO_IMPORT))]


def say_all_as(command: str) -> list[str]:
    def say() -> list[str]:
        SLASH_COMMAND.set(command)
        return say_all()

    return copy_context().run(say)


def test_no_sentence_names_a_command_without_its_slash() -> None:
    found = [each for each in read_sentences() if BARE.search(each.replace(IN_DM, ""))]
    assert found == []


def test_every_sentence_names_the_command_as_it_is_called_here() -> None:
    typed = f"/call (?:{'|'.join(Subcommand)})"
    usual = [len(re.findall(typed, each)) for each in say_all()]
    renamed = say_all_as("/dial")
    assert sum(usual) > 20
    assert [len(re.findall(typed.replace("call", "dial", 1), each)) for each in renamed] == usual
    assert [each for each in renamed if re.search(typed, each)] == []


async def test_words_that_are_found_in_the_thread_of_the_store_know_it_too() -> None:
    executor = PriorityExecutor("test")
    token = SLASH_COMMAND.set("/dial")
    try:
        said = await executor.run(lambda: name_command("type “/call resume”"))
    finally:
        SLASH_COMMAND.reset(token)
        executor.shutdown()
    assert said == "type “/dial resume”"
