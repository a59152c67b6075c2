"""The statements of a file: which lines run together, and which run when it is imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The lines of one statement, of a compound one only the head; `last` is part of it.

    `is_run_on_import` is true outside of functions; `names` are then what it defines, by which
    the code that is run by tests gets hold of it.
    """

    first: int
    last: int
    is_run_on_import: bool = False
    names: frozenset[str] = frozenset()

    @property
    def lines(self) -> range:
        """Return all lines."""
        return range(self.first, self.last + 1)


class Statements:
    """The statements of one file."""

    def __init__(self, code: str) -> None:
        self._found = tuple(_walk(ast.parse(code), None))

    def at(self, line: int) -> Statement | None:
        """Return the innermost statement that a line belongs to, None between them."""
        holding = [each for each in self._found if each.first <= line <= each.last]
        return min(holding, key=lambda each: each.last - each.first, default=None)


def _walk(node: ast.AST, inside: _Scope | None) -> Iterator[Statement]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield _build(child, inside)
        yield from _walk(child, child if isinstance(child, _Scope) else inside)


def _build(node: ast.stmt, inside: _Scope | None) -> Statement:
    first, last = node.lineno, node.end_lineno or node.lineno
    body = getattr(node, "body", None)
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(body, list) and not is_function:
        last = max(first, body[0].lineno - 1)
    elif is_function and isinstance(body, list):
        # the default of a parameter is known by what the function does with it: all its lines
        return Statement(first=first, last=last)
    is_on_import = inside is None or isinstance(inside, ast.ClassDef)
    names = frozenset(_find_names(node, inside)) if is_on_import else frozenset[str]()
    return Statement(first=first, last=last, is_run_on_import=is_on_import, names=names)


def _find_names(node: ast.stmt, inside: _Scope | None) -> Iterator[str]:
    """Find what a statement outside of functions defines."""
    match node:
        case ast.Assign(targets=targets):
            made: list[ast.expr] = targets
        case ast.AnnAssign(target=target):
            made = [target]
            if inside is not None:
                # a field: who builds the thing without naming it has its default
                yield inside.name
        case ast.ClassDef(name=name):
            yield name
            return
        case _:
            return
    yield from (each.id for part in made for each in ast.walk(part) if isinstance(each, ast.Name))
