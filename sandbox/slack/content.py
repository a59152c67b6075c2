"""The text and the metadata of messages: what is required, cut or refused."""

import json
import re
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import JsonObject

LONGEST_POST = 40_000
LONGEST_METADATA_BYTES = 16_000
WITHOUT_TEXT = "This content can't be displayed."
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_.\-]{1,255}")


def read_text(text: Any, *, has_blocks: bool) -> str:
    """Return the text of a message, cut at 40,000 characters. Raise `no_text` for nothing."""
    if not text and not has_blocks:
        raise SlackError("no_text")
    return str(text)[:LONGEST_POST] if text else WITHOUT_TEXT


def read_metadata(metadata: Any) -> JsonObject | None:
    """Return message metadata as it is kept. Raise Slack's errors for what it cannot be."""
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not _EVENT_TYPE.fullmatch(event_type):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(payload, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_schema")
    if not all(_is_allowed(value) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > LONGEST_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": event_type, "event_payload": payload}


def _is_allowed(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_allowed(item) for item in value)
    if isinstance(value, dict):
        return all(_is_allowed(item) for item in value.values())
    return isinstance(value, str | int | float | bool)


def escape(text: str) -> str:
    """Return what a person typed as Slack keeps it: only & < > become entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
