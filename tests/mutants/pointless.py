"""What is not worth a mutant, because no test could or should notice it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import libcst as cst

# what carries a name for people who debug, or says what is so without being said
_SILENT_KEYWORDS: Final = frozenset({"name", "thread_name_prefix", "encoding"})
# `len` and `isinstance` as in mutmut: without their arguments everything fails, which shows nothing
_TYPES: Final = frozenset({"cast", "TypeVar", "ParamSpec", "NewType"})
_SKIPPED_CALLS: Final = _TYPES | {"len", "isinstance", "getLogger"}
_CODECS: Final = frozenset({"ascii", "utf-8"})
_SQL: Final = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|WHERE|JOIN|ORDER BY)\b")
_QUOTED: Final = re.compile(r"'[^']*'")
_LOGGERS: Final = frozenset({"_log", "logger"})


def is_pointless(node: cst.CSTNode, told_only: frozenset[str]) -> bool:
    """Tell whether neither a node nor what is in it is to be changed.

    `told_only` are the names that the file mentions in its log alone.
    """
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Decorator():
            return True
        case cst.Call():
            return _is_skipped_call(node)
        case cst.Arg(keyword=cst.Name(value=name)):
            return name in _SILENT_KEYWORDS
        case cst.BinaryOperation(operator=cst.BitOr(), right=cst.Name(value="None")):
            return True  # a type, though it stands where a value is built
        case cst.Param():
            # a default is built when the file is imported; a wrong one would stop everything
            return node.default is not None and not isinstance(
                node.default, cst.Name | cst.BaseNumber | cst.BaseString
            )
    return _is_pointless_statement(node, told_only)


def _is_pointless_statement(node: cst.CSTNode, told_only: frozenset[str]) -> bool:
    match node:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return _is_silent(name, told_only) or _is_skipped_call(node.value)
        case cst.AnnAssign(target=cst.Name(value=name)):
            return _is_silent(name, told_only)
        case cst.ClassDef():
            return any(_is_protocol(base.value) for base in node.bases)
    return False


def is_same(old: cst.CSTNode, new: cst.CSTNode, *, is_sql: bool = False) -> bool:
    """Tell whether a change of a node changes nothing that is ever seen.

    `is_sql` says of a text that it is a part of a statement.
    """
    if isinstance(old, cst.Call) and isinstance(new, cst.Call):
        return any(_find_keyword(arg) in _SILENT_KEYWORDS for arg in _find_changed(old, new))
    if isinstance(old, cst.SimpleString) and isinstance(new, cst.SimpleString):
        if old.raw_value in _CODECS:
            return new.raw_value.lower() == old.raw_value
        return (is_sql or is_sql_text(old.value)) and _is_same_sql(old.value, new.value)
    if isinstance(old, cst.Assign) and isinstance(new, cst.Assign):
        return _is_no_truth(old, new)
    return False


def is_sql_text(text: str) -> bool:
    """Tell whether a text reads like SQL."""
    return _SQL.search(text) is not None


def find_told_only(code: str) -> frozenset[str]:
    """Return the names of a file's own constants that it uses only in what it logs."""
    tree = ast.parse(code)
    made = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in ast.walk(statement)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    private = {name for name in made if name.startswith("_")}
    return frozenset(private - set(_find_used(tree)) - _LOGGERS)


def _find_used(node: ast.AST) -> Iterator[str]:
    """Find the names that are read outside the calls of the logger."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner in _LOGGERS:
            return
        case ast.Name(ctx=ast.Load()):
            yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _find_used(child)


def _is_silent(name: str, told_only: frozenset[str]) -> bool:
    return name.startswith("__") or name in _LOGGERS or name in told_only


def _is_protocol(base: cst.BaseExpression) -> bool:
    """A protocol is an annotation: nothing that stands in it is ever run."""
    name = base.value if isinstance(base, cst.Subscript) else base
    return isinstance(name, cst.Name) and name.value == "Protocol"


def _is_skipped_call(value: cst.BaseExpression) -> bool:
    match value:
        case cst.Call(func=cst.Attribute(value=cst.Name(value=owner), attr=cst.Name(value=name))):
            return owner in _LOGGERS or name in _SKIPPED_CALLS
        case cst.Call(func=cst.Name(value=name)):
            return name in _SKIPPED_CALLS
    return False


def _is_no_truth(old: cst.Assign, new: cst.Assign) -> bool:
    """What is only asked whether it is true is as untrue without a value."""
    match old.targets[0].target:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            is_asked = name.lstrip("_").startswith(("is_", "has_"))
        case _:
            return False
    values = cst.Name("False"), cst.Name("None")
    return is_asked and all(map(cst.CSTNode.deep_equals, (old.value, new.value), values))


def _find_changed(old: cst.Call, new: cst.Call) -> tuple[cst.Arg, ...]:
    kept = {id(arg) for arg in new.args}
    return tuple(arg for arg in old.args if id(arg) not in kept)


def _find_keyword(arg: cst.Arg) -> str:
    return arg.keyword.value if arg.keyword is not None else ""


def _is_same_sql(old: str, new: str) -> bool:
    """SQLite reads its words in either case, all but the names of the columns it gives back."""
    if old.lower() != new.lower():
        return False
    gives_back = "SELECT" in old and new == new.upper()
    return not gives_back and _QUOTED.findall(old) == _QUOTED.findall(new)
