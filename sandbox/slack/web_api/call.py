"""One request to the Web API: its method, its token and its arguments."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import JsonObject

_TRUE = (True, 1, "1", "true", "True")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """Hold the arguments of one call; forms carry everything as text, JSON carries values."""

    method: str
    token: str | None
    host: str
    arguments: JsonObject = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return an argument as text, None when it is absent or empty."""
        value = self.arguments.get(name)
        return str(value) if value not in (None, "") else None

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """Return an argument as text. Raise the error where it is missing."""
        value = self.text(name)
        if value is None:
            missing = f"[ERROR] missing required field: {name}"
            more = {"response_metadata": {"messages": [missing]}}
            raise SlackError(error, **(more if error == "invalid_arguments" else {}))
        return value

    def flag(self, name: str) -> bool:
        """Return an argument as a switch."""
        return self.arguments.get(name) in _TRUE

    def number(self, name: str, default: int, *, most: int) -> int:
        """Return a count between 1 and `most`. Raise `invalid_limit` for anything else."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise SlackError("invalid_limit")
        return int(value)

    def structure(self, name: str, error: str) -> Any:
        """Return an argument that is JSON, as text or as values; None when absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


async def read_call(request: web.Request, *, takes_json: bool) -> ApiCall:
    """Read a call from query, form or JSON body; a token in the query does not count."""
    arguments: JsonObject = {key: value for key, value in request.query.items() if key != "token"}
    if request.content_type == "application/json":
        body = _json_object(await request.text())
        arguments |= body if takes_json else {}
    elif request.content_type == _FORM:
        arguments.update((await request.post()).items())
    elif await request.read():
        raise SlackError("invalid_post_type")
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else arguments.get("token")
    return ApiCall(
        method=request.match_info["method"],
        token=str(token) if token else None,
        host=request.host,
        arguments=arguments,
    )


def _json_object(text: str) -> JsonObject:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
