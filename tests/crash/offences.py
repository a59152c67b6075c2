"""What can be wrong in a world."""

from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """What can be wrong."""

    DIALS = "dials>1"
    LOST = "lost"
    DOUBLED = "doubled"
    ORDER = "out of order"
    INVENTED = "invented"
    FALSE = "false"
    ASTRAY = "astray"
    CARDS = "cards wrong"
    FORBIDDEN = "forbidden"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One thing that is wrong; `tag` is empty where no order can be named."""

    column: Column
    tag: str
    detail: str
