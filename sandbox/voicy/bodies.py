"""Request bodies: JSON read strictly, with a sentence for each thing that is wrong."""

import json
import uuid
from collections.abc import Collection, Mapping

from aiohttp import web

from sandbox.voicy.refusal import RefusalError

Body = Mapping[str, object]


async def read_body(request: web.Request) -> Body:
    """Return the JSON object of a request; raise RefusalError for anything else."""
    if request.content_type != "application/json":
        raise RefusalError(400, "Content-Type must be application/json")
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise RefusalError(400, "Invalid JSON body") from None
    if not isinstance(body, dict):
        raise RefusalError(400, "The JSON body must be an object")
    return body


def check_fields(body: Body, known: Collection[str], where: str = "") -> None:
    """Raise RefusalError for a field the API does not document."""
    for name in body:
        if name not in known:
            raise RefusalError(400, f"Unknown field: {where}{name}")


def read_object(body: Body, name: str) -> Body:
    """Return an optional object, empty when absent."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise RefusalError(400, f"{name} must be an object")
    return value


def read_integer(body: Body, name: str) -> int | None:
    """Return an optional whole number."""
    if name not in body:
        return None
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusalError(400, f"{name} must be an integer")
    return value


def read_words(body: Body, name: str, allowed: Collection[str] | None) -> frozenset[str] | None:
    """Return an optional list of words, each one of `allowed` where that is given."""
    if name not in body:
        return None
    value = body[name]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise RefusalError(400, f"{name} must be a list of strings")
    for word in value:
        if allowed is not None and word not in allowed:
            raise RefusalError(400, f"{name} cannot be {word!r}")
    return frozenset(value)


def read_uuid(body: Body, name: str) -> str | None:
    """Return an optional UUID as it was given, in lower case."""
    if name not in body:
        return None
    value = body[name]
    if not isinstance(value, str) or not is_uuid(value):
        raise RefusalError(400, f"{name} must be a UUID")
    return value.lower()


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in its usual form with dashes."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
