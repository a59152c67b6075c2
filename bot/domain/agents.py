"""What people call an agent: the beginning of its name, or of one of the words in it."""

import unicodedata
from collections import Counter
from collections.abc import Iterable


def fold_name(name: str) -> str:
    """Return what two spellings of a name share: no case, and composed letters as one character.

    See https://www.unicode.org/versions/latest/core-spec/chapter-3/#G53253, compatibility caseless
    matching. A database holds names in this form, so a change needs a migration.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def is_called(name: str | None, typed: str) -> bool:
    """Say whether an agent may be meant; case aside, and nothing typed fits every name."""
    return f" {fold_name(typed)}" in f" {fold_name(name or '')}"


def find_shared_names(names: Iterable[str]) -> frozenset[str]:
    """Return, folded, the names that several agents have, so that none can be meant by it."""
    counts = Counter(fold_name(name).strip() for name in names)
    return frozenset(name for name, count in counts.items() if count > 1)
