"""Slack behind the SDK's own client: one message a second per channel, fifty edits a minute."""

import asyncio
import math
import random
from collections import deque
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock

_POST_SPACING_SECONDS: Final = 1.0
_EDITS_PER_MINUTE: Final = 50


class VirtualSlack(AsyncWebClient):
    """Answers posts and edits half of `answer_seconds` after they stand.

    `stands_at` tells, by delivery id, when a message came to stand in its channel (Unix seconds);
    `limited` counts the 429s.
    """

    def __init__(self, clock: Clock, *, answer_seconds: float) -> None:
        super().__init__(token="xoxb-virtual", base_url="http://slack.invalid/api/")  # noqa: S106
        self.stands_at: dict[str, float] = {}
        self.limited = 0
        self._clock = clock
        self._answer_seconds = answer_seconds
        self._chance = random.Random(0)
        self._posted_at: dict[str, float] = {}
        self._edits: deque[float] = deque()

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        """Answer one request."""
        half = self._answer_seconds / 2
        await asyncio.sleep(self._chance.uniform(0.5, 1.5) * half)
        now = self._clock.now().timestamp()
        sent = request["json"]
        wait = self._find_wait(api_method, sent["channel"], now)
        data: dict[str, Any] = {"ok": not wait, "channel": sent["channel"]}
        if wait:
            self.limited += 1
            data["error"] = "ratelimited"
        elif api_method == "chat.postMessage":
            data |= self._post(sent, now)
        await asyncio.sleep(self._chance.uniform(0.5, 1.5) * half)
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=data,
            headers={"Retry-After": str(wait)} if wait else {},
            status_code=429 if wait else 200,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response

    def _find_wait(self, api_method: str, channel_id: str, now: float) -> int:
        if api_method == "chat.postMessage":
            ready_at = self._posted_at.get(channel_id, 0.0) + _POST_SPACING_SECONDS
            if now >= ready_at:
                self._posted_at[channel_id] = now
                return 0
            return math.ceil(ready_at - now)
        while self._edits and now - self._edits[0] >= 60:
            self._edits.popleft()
        if len(self._edits) >= _EDITS_PER_MINUTE:
            return math.ceil(60 - (now - self._edits[0]))
        self._edits.append(now)
        return 0

    def _post(self, sent: dict[str, Any], now: float) -> dict[str, Any]:
        self.stands_at[sent["metadata"]["event_payload"]["delivery_id"]] = now
        thread_ts = sent.get("thread_ts")
        message = {"thread_ts": thread_ts} if thread_ts else {"text": sent["text"]}
        return {"ts": f"{now:.6f}", "message": message}
