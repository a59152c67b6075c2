"""One fault: whom it strikes, and what it does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import parse_qs

SIDES = ("slack", "voicy")
KINDS = (
    "drop_before",
    "drop_after",
    "slow",
    "hang",
    "status",
    "status_after",
    "html",
    "html_after",
    "truncated",
    "rate_limited",
    "rate_limited_bare",
    "error",
    "empty",
    "stale",
)
# what only reading can be
_READ: Final = ("call-list", "call-get")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Describe one thing that goes wrong.

    `method` is `chat.postMessage`, `call-dial`, `response_url`, `recordings` or `*`; `times` 0
    means until cleared; `after` skips the first matches; `contains` looks into the raw body;
    `user` strikes what asks about one user; `seconds` (of `slow`, of `hang`, which else waits for
    ever, and of `stale`, which shows calls as they were so long ago) and `retry_after` are real
    seconds; `error` is the text or name in the body.
    """

    side: str
    method: str
    kind: str
    times: int = 1
    after: int = 0
    status: int | None = None
    seconds: float | None = None
    retry_after: float | None = None
    contains: str | None = None
    user: str | None = None
    error: str | None = None

    def matches(self, side: str, method: str, body: bytes, query: str = "") -> bool:
        """Tell whether this request is one the fault is meant for."""
        if self.side != side or self.method not in ("*", method):
            return False
        if self.user is not None and self.user not in _users_in(body, query):
            return False
        return self.contains is None or self.contains.encode() in body


_FIELD_TYPES: dict[str, tuple[type, ...]] = {
    "side": (str,),
    "method": (str,),
    "kind": (str,),
    "times": (int,),
    "after": (int,),
    "status": (int, type(None)),
    "seconds": (int, float, type(None)),
    "retry_after": (int, float, type(None)),
    "contains": (str, type(None)),
    "user": (str, type(None)),
    "error": (str, type(None)),
}


def _users_in(body: bytes, query: str) -> list[object]:
    """Return the users that a request names, wherever its arguments stand."""
    text = body.decode(errors="replace")
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        arguments = {name: each[0] for name, each in parse_qs(text).items()}
    arguments |= {name: each[0] for name, each in parse_qs(query).items()}
    return [arguments.get(name) for name in ("user", "user_id", "users")]


def parse_fault(payload: Mapping[str, object]) -> Fault:
    """Build a Fault from JSON. Raise ValueError with a sentence for a person when it is wrong."""
    for name, value in payload.items():
        if name not in _FIELD_TYPES:
            known = ", ".join(field.name for field in fields(Fault))
            raise ValueError(f"A fault has no field {name!r}; it has {known}.")
        if not isinstance(value, _FIELD_TYPES[name]) or isinstance(value, bool):
            raise ValueError(f"The field {name!r} of a fault cannot be {value!r}.")
    if missing := {"side", "method", "kind"} - payload.keys():
        raise ValueError(f"A fault needs {', '.join(sorted(missing))}.")
    for name, allowed in (("side", SIDES), ("kind", KINDS)):
        if payload[name] not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {payload[name]!r}.")
    is_read = payload["side"] == "voicy" and payload["method"] in _READ
    if payload["kind"] == "stale" and not is_read:
        raise ValueError(f"Only {' and '.join(_READ)} of voicy can be stale.")
    return Fault(**payload)  # type: ignore[arg-type]  # checked field by field above
