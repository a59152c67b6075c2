"""The key of the keyed hashes: whether it is still the one by which numbers are known again."""

from typing import Final

from bot.domain.number_hash import NumberHasher
from bot.errors import StoreError
from bot.store.sqlite.rows import Connection, one, run

# what is known by its hash alone and decides who may be called, and what may be forgotten
_KNOWN_BY_HASH: Final = """
    SELECT 1 AS found FROM suppressions WHERE substr(number, 1, 1) <> '+'
    UNION ALL SELECT 1 AS found FROM holds LIMIT 1
"""


def check_key(db: Connection, hasher: NumberHasher) -> None:
    """Raise StoreError where numbers that may not be called would not be known again."""
    if one(db, _KNOWN_BY_HASH) is None:
        return
    if hasher.is_lost:
        trouble = "is gone or broken"
    elif not hasher.is_new and _read_mark(db) not in {None, hasher.mark}:
        trouble = "belongs to another database"
    else:
        return
    raise StoreError(
        f"{hasher.path} {trouble}: without it, numbers that were forgotten and may not be called "
        "would be called. Put it back from a backup. If it is lost for good, put an empty file in "
        "its place: then those numbers are known no more"
    )


def note_key(db: Connection, hasher: NumberHasher) -> None:
    """Note which key it is, inside the caller's transaction."""
    run(db, "UPDATE file_notes SET key_mark = :mark", {"mark": hasher.mark})


def _read_mark(db: Connection) -> str | None:
    noted = one(db, "SELECT key_mark FROM file_notes")
    return None if noted is None else noted["key_mark"]
