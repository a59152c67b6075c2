"""The store's SQL is spelled as SQLite and PostgreSQL both take it; migrations are SQLite's own."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SQL = Path(__file__).parents[4] / "bot" / "store" / "sqlite"
FORBIDDEN = {
    "INSERT OR": r"\bINSERT\s+OR\b",
    "an index that is named in a query": r"\bINDEXED\s+BY\b",
    "json_each": r"\bjson_each\b",
    "max or min of two values": r"\b(max|min)\([^()]*,[^()]*\)",
    "a sub-query without a name": r"\bFROM \(SELECT\b[^()]*\)(?!\s+AS\b)",
    "a comparison that is counted with": r"[+*-]\s*\([^()]*\s[=<>]+\s[^()]*\)",
    "an unbounded REPLACE": r"\bREPLACE\s+INTO\b",
    "a parameter without a name": r"[(,=]\s*\?[,\s)\"]",
    "SQLite's substring search": r"\binstr\(|\bglob\b",
}


@cache
def read_texts() -> list[str]:
    """Return all texts in the code; what is put into one of them stands there as {}."""
    return list(_find_texts())


def find_spellings(sql: str) -> list[str]:
    """Return what stands in a text and is forbidden."""
    return [each for each, found in FORBIDDEN.items() if re.search(found, sql, re.IGNORECASE)]


def _find_texts() -> Iterator[str]:
    for path in SQL.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    each.value if isinstance(each, ast.Constant) else "{}" for each in node.values
                ]
                yield "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_spelling_that_one_engine_alone_takes_is_nowhere() -> None:
    found = [(text, spelling) for text in read_texts() for spelling in find_spellings(text)]

    assert found == []


def test_texts_that_are_looked_through_hold_the_queries() -> None:
    assert sum("SELECT" in text for text in read_texts()) > 30


def test_spelling_is_noticed() -> None:
    examples = {
        "INSERT OR": "INSERT OR IGNORE INTO channels",
        "an index that is named in a query": "FROM calls INDEXED BY calls_waiting",
        "json_each": "IN (SELECT value FROM json_each(:ids))",
        "max or min of two values": "SET attempts = max(attempts, :attempt)",
        "a sub-query without a name": "SELECT id FROM (SELECT id FROM calls LIMIT 1) WHERE id",
        "a comparison that is counted with": "result_tries = result_tries + (is_over = 1)",
        "an unbounded REPLACE": "REPLACE INTO channels",
        "a parameter without a name": "VALUES (?, ?)",
        "SQLite's substring search": "instr(name, 'x')",
    }

    assert {each: each in find_spellings(sql) for each, sql in examples.items()} == dict.fromkeys(
        FORBIDDEN, True
    )
