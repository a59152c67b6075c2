"""A mutant: one change to one file of the code that some test should notice."""

import ast
import difflib
from dataclasses import dataclass

_AROUND = 18
_MIDDLE = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change: the lines `first_line` to `last_line` of a file read `after` instead of `before`.

    `code` is the whole file with the change in it. A line that is only put in has no `before`.
    """

    name: str
    path: str
    first_line: int
    last_line: int
    before: str
    after: str
    code: str
    is_named: bool = False

    @property
    def place(self) -> str:
        """Return where it is, for people."""
        return f"{self.path}:{self.first_line}"

    def show(self) -> str:
        """Return what changed, in one short line."""
        before, after = " ".join(self.before.split()), " ".join(self.after.split())
        start = 0
        while start < min(len(before), len(after)) and before[start] == after[start]:
            start += 1
        end = 0
        while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
            end += 1
        return f"{_cut(before, start, end)} => {_cut(after, start, end)}"


def build_mutant(name: str, path: str, old: str, new: str, *, is_named: bool) -> Mutant | None:
    """Compare two texts of a file; None where they do not differ or the new one is no Python."""
    try:
        ast.parse(new)
    except SyntaxError:
        return None
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    if not changes:
        return None
    (_, first, _, new_first, _), (_, _, last, _, new_last) = changes[0], changes[-1]
    return Mutant(
        name=name,
        path=path,
        first_line=first + 1,
        last_line=max(first + 1, last),
        before="\n".join(before[first:last]).strip(),
        after="\n".join(after[new_first:new_last]).strip(),
        code=new,
        is_named=is_named,
    )


def _cut(text: str, start: int, end: int) -> str:
    """Return what is between the equal ends, with a little of them."""
    left = max(0, start - _AROUND)
    right = min(len(text), len(text) - end + _AROUND)
    middle = text[left:right]
    if len(middle) > _MIDDLE + 2 * _AROUND:
        middle = f"{middle[: _MIDDLE // 2 + _AROUND]}…{middle[-_MIDDLE // 2 - _AROUND :]}"
    return f"{'…' if left else ''}{middle}{'…' if right < len(text) else ''}" or "nothing"
