"""Every act of the audit can be looked for, and is said in words."""

import ast
from pathlib import Path

from bot.domain.audit_kinds import KINDS
from bot.ui.audit import DONE

BOT = Path(__file__).parents[3] / "bot"
ROOMS = ("calling", "reporting", "subscriptions")
WRITERS = {"build_request", "record_request"}


def test_every_kind_has_words_and_every_word_a_kind() -> None:
    assert set(DONE) == frozenset().union(*KINDS.values())


def test_acts_that_are_written_have_words() -> None:
    written = set()
    for path in (path for room in ROOMS for path in (BOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                acts = [each for each in node.args[:1] if isinstance(each, ast.Constant)]
                written |= {act.value for act in acts if node.func.attr in WRITERS}
    assert {"forget", "watch"} <= written <= set(DONE)
