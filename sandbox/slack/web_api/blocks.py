"""blocks.validate: Block Kit judged by the rules that posting and opening go by."""

import json
import re
from typing import Any

from sandbox.slack.block_kit import check_message_blocks, check_view
from sandbox.slack.errors import InvalidBlocksError, SlackError
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.web_api.views import LARGEST_VIEW_BYTES
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

_FINDING = re.compile(r"(?P<message>.*) \[json-pointer:(?P<pointer>.*)\]", re.DOTALL)


def _validate(_workspace: Workspace, call: ApiCall) -> JsonObject:
    given = [name for name in ("blocks", "message", "view") if call.arguments.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments")
    (kind,) = given
    try:
        _check(kind, call.structure(kind, "invalid_arguments"))
    except InvalidBlocksError as refusal:
        errors = [_describe(each, kind) for each in refusal.findings]
        raise SlackError(f"invalid_{kind}", errors=errors) from refusal
    except SlackError as refusal:
        error = {"pointer": "", "code": refusal.error, "message": refusal.error}
        raise SlackError(f"invalid_{kind}", errors=[error]) from refusal
    return {}


def _check(kind: str, given: Any) -> None:
    if kind == "view":
        if len(json.dumps(given, ensure_ascii=False).encode()) > LARGEST_VIEW_BYTES:
            raise SlackError("view_too_large")
        check_view(given, {"modal", "home"})
    elif kind == "blocks":
        check_message_blocks(given)
    elif isinstance(given, dict):
        check_message_blocks(given.get("blocks") or [])
    else:
        raise SlackError("invalid_arguments")


def _describe(finding: str, kind: str) -> JsonObject:
    found = _FINDING.fullmatch(finding)
    message, pointer = (found["message"], found["pointer"]) if found else (finding, "")
    # a pointer begins in what was sent
    begin = {"view": "/view", "blocks": "/blocks"}.get(kind, "")
    return {
        "pointer": pointer.removeprefix(begin),
        "code": "failed_constraint",
        "message": message,
    }


# "special rate limits apply", says Slack, and not which
METHODS = {
    "blocks.validate": Method(run=_validate, takes_json=True, needs_token=False),
}
