"""Cursors: a page of a list, and where the next one begins."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.call import ApiCall

_Item = TypeVar("_Item")


def take_page(
    call: ApiCall, items: Sequence[_Item], *, default: int, most: int
) -> tuple[list[_Item], str]:
    """Return one page and the next cursor, empty on the last page."""
    limit = call.number("limit", default, most=most)
    start = _read_cursor(call.text("cursor"))
    end = start + limit
    return list(items[start:end]), _write_cursor(end) if end < len(items) else ""


def _write_cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"next:{offset}".encode()).decode()


def _read_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, offset = base64.urlsafe_b64decode(cursor).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not offset.isdecimal():
        raise SlackError("invalid_cursor")
    return int(offset)
