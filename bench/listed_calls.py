"""The API's list of many live calls as an in-process transport that costs next to nothing."""

import json
from typing import Any, Final

import httpx

from bench.loopback_voicy import build_call

_PAGE: Final = 1000
_HEADERS: Final = {
    "Content-Type": "application/json",
    "X-RateLimit-Limit": "1000000",
    "X-RateLimit-Remaining": "999999",
}


class ListedCalls(httpx.AsyncBaseTransport):
    """Answers call-list page by page, newest first, and call-get; both were written before."""

    def __init__(self, *, live: int) -> None:
        self.requests = 0
        calls = [build_call(number) for number in reversed(range(live))]
        self._single = {call["call_id"]: json.dumps(call).encode() for call in calls}
        self._pages: dict[str | None, bytes] = {}
        key = None
        for start in range(0, live, _PAGE):
            page = calls[start : start + _PAGE]
            self._pages[key] = json.dumps({"calls": page, "total_count": live}).encode()
            key = page[-1]["call_id"]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests += 1
        if request.method == "GET":
            body = self._single[request.url.path.rpartition("/")[2]]
        else:
            asked: dict[str, Any] = json.loads(request.content)
            body = self._pages[asked.get("pagination_key")]
        return httpx.Response(200, headers=_HEADERS, stream=httpx.ByteStream(body))
