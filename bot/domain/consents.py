"""Consents: on what basis somebody is called, as people of the team wrote it down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LONGEST_BASIS: Final = 150


class ConsentSource(StrEnum):
    """Where the basis of a call was written."""

    ORDER = "order"
    CHANNEL = "channel"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Why somebody may be called, `given_by` whom of the team, by name, and when."""

    basis: str
    source: ConsentSource
    given_by: str
    given_at: datetime


def read_words(text: str) -> str:
    """Return a basis, or another reason, as it was typed; "" without a letter or a digit."""
    return text.strip() if any(map(str.isalnum, text)) else ""
