"""What a database is found to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found of a database that nobody opened: its schema, and what is not applied yet."""

    exists: bool
    version: int = 0
    pending: int = 0
