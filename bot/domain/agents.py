"""What people call an agent: the beginning of its name, or of one of the words in it."""

import unicodedata


def fold_name(name: str) -> str:
    """Return what two spellings of a name share: no case, and composed letters as one character.

    See https://www.unicode.org/versions/latest/core-spec/chapter-3/#G53253, compatibility caseless
    matching. A database holds names in this form, so a change needs a migration.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def is_called(name: str | None, typed: str) -> bool:
    """Say whether an agent may be meant; case aside, and nothing typed fits every name."""
    return f" {fold_name(typed)}" in f" {fold_name(name or '')}"
