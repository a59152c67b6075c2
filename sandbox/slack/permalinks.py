"""Permalinks: the address of a message, and the page that it opens."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from sandbox.slack.messages import Message

_STAMP = re.compile(r"p(\d+)(\d{6})")


def permalink(site: str, message: Message) -> str:
    """Return Slack's address of a message; one in a thread names its thread."""
    stem = f"{site}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if not message.is_reply:
        return stem
    return f"{stem}?{urlencode({'thread_ts': message.thread_ts, 'cid': message.channel})}"


async def open_permalink(request: web.Request) -> web.Response:
    """Send the browser to the page, to the thread of the message, as who the person was there."""
    stamp = _STAMP.fullmatch(request.match_info["stamp"])
    if stamp is None:
        raise web.HTTPNotFound
    ts = request.query.get("thread_ts") or f"{stamp.group(1)}.{stamp.group(2)}"
    came_from = parse_qs(urlsplit(request.headers.get("Referer", "")).query)
    user = request.query.get("user") or came_from.get("user", [""])[0]
    query = urlencode({"user": user}) if user else ""
    raise web.HTTPFound(f"/?{query}#{request.match_info['channel']}/{ts}")
