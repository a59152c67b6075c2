"""What may be changed in a file: mutmut's operators, over everything that is worth a mutant.

Of mutmut only the operators are used. Its own run mutates functions behind a switch and skips
whatever is decorated or stands outside of functions; here a file is changed and imported anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from tests.mutants.pointless import find_told_only, is_pointless, is_same, is_sql_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One node of a file and everything that may stand in its place."""

    path: str
    module: cst.Module = field(repr=False)
    old: cst.CSTNode = field(repr=False)
    new: tuple[cst.CSTNode, ...] = field(repr=False)

    def render(self, choice: int) -> str:
        """Return the text of the file with one of the changes in it."""
        changed = self.module.deep_replace(self.old, self.new[choice])
        assert isinstance(changed, cst.Module)
        return changed.code


def find_candidates(path: str, code: str) -> Iterator[Candidate]:
    """Find everything that may be changed in a file, in the order in which it stands there."""
    module = cst.parse_module(code)
    visitor = _Visitor(find_told_only(code))
    module.visit(visitor)
    for old, new in visitor.found:
        yield Candidate(path=path, module=module, old=old, new=new)


class _Visitor(cst.CSTVisitor):
    def __init__(self, told_only: frozenset[str]) -> None:
        super().__init__()
        self._told_only = told_only
        self._sql_parts: set[int] = set()
        self.found: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Try every operator on a node, and go on to what is in it unless that is pointless."""
        if is_pointless(node, self._told_only):
            return False
        if isinstance(node, cst.ConcatenatedString):
            self._note_sql(node)
        changes = tuple(
            new
            for kind, operator in mutation_operators
            if isinstance(node, kind)
            for new in operator(node)
            if not is_same(node, new, is_sql=id(node) in self._sql_parts)
        )
        if changes:
            self.found.append((node, changes))
        return True

    def _note_sql(self, whole: cst.ConcatenatedString) -> None:
        """A statement over several lines reads like one in some of them only."""
        parts = list[cst.CSTNode]()
        rest: cst.BaseExpression = whole
        while isinstance(rest, cst.ConcatenatedString):
            parts.append(rest.left)
            rest = rest.right
        parts.append(rest)
        texts = [part for part in parts if isinstance(part, cst.SimpleString)]
        if any(is_sql_text(part.value) for part in texts):
            self._sql_parts.update(map(id, texts))
