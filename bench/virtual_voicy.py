"""The Voicy API as an in-process transport: calls that live, a limit, headers that tell it."""

import asyncio
import json
import math
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import accumulate
from typing import Any, Final

import httpx

from bench.traffic import Life, Plan
from bot.clock import Clock

_WINDOW_SECONDS: Final = 60
_AGENT: Final = {"agent_id": "0b6b2d52-5d5b-4a0e-9f33-8f5a3c1f7a10", "name": "Booker", "version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """A call of the account; `entered` tells when each status becomes true, in Unix seconds."""

    call_id: str
    facts: Mapping[str, Any]
    life: Life
    entered: tuple[tuple[str, float], ...]

    @property
    def ends_at(self) -> float:
        """When its last status becomes true, in Unix seconds."""
        return self.entered[-1][1]

    def status_at(self, moment: float) -> str:
        """Return the status that is true at a moment."""
        return next(status for status, at in reversed(self.entered) if at <= moment)


class VirtualVoicy(httpx.AsyncBaseTransport):
    """Answers like the API, half of `answer_seconds` after it has looked.

    Windows are fixed minutes that open with their first request. `limited` counts the 429s,
    `requests` when each request came in, in Unix seconds.
    """

    def __init__(
        self, clock: Clock, plan: Plan, lives: Mapping[str, Life], *, answer_seconds: float
    ) -> None:
        self.calls: dict[str, PlacedCall] = {}
        self.requests: list[tuple[float, str]] = []
        self.limited = 0
        self._clock = clock
        self._plan = plan
        self._lives = lives
        self._answer_seconds = answer_seconds
        self._chance = random.Random(len(lives))
        self._used = 0
        self._window_ends_at = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        half = self._answer_seconds / 2
        await asyncio.sleep(self._chance.uniform(0.5, 1.5) * half)
        response = self._answer(request)
        await asyncio.sleep(self._chance.uniform(0.5, 1.5) * half)
        return response

    def _answer(self, request: httpx.Request) -> httpx.Response:
        now = self._clock.now().timestamp()
        function, _, key = request.url.path.removeprefix("/").partition("/")
        self.requests.append((now, function))
        if now >= self._window_ends_at:
            self._used, self._window_ends_at = 0, math.ceil(now + _WINDOW_SECONDS)
        if self._used >= self._plan.requests_per_minute:
            self.limited += 1
            return self._tell(429, {"error": "Rate limit exceeded. Please retry after 30 seconds."})
        self._used += 1
        match function:
            case "call-dial":
                return self._dial(json.loads(request.content), now)
            case "call-list":
                return self._list(json.loads(request.content), now)
            case "call-get" if key in self.calls:
                return self._tell(200, _whole(self.calls[key], now))
            case "agent-list":
                return self._tell(200, {"agents": [_AGENT]})
        return self._tell(404, {"error": "Call not found"})

    def _dial(self, body: Mapping[str, Any], now: float) -> httpx.Response:
        if sum(call.ends_at > now for call in self.calls.values()) >= self._plan.slots:
            return self._tell(429, {"error": "Concurrent call limit reached"})
        call_id = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
        life = self._lives[body["to_number"]]
        starts = accumulate((seconds for _, seconds in life.stages), initial=now)
        words = (status for status, _ in life.stages)
        facts = {
            "call_id": call_id,
            "call_type": "phone_call",
            "agent": {"name": _AGENT["name"], "version": 1},
            "from_number": body["from_number"],
            "to_number": body["to_number"],
            "direction": "outgoing",
            "start_timestamp": int(now * 1000),
        }
        self.calls[call_id] = PlacedCall(
            call_id=call_id, facts=facts, life=life, entered=tuple(zip(words, starts, strict=False))
        )
        return self._tell(
            201, {**facts, "call_status": "initiated", "agent_id": _AGENT["agent_id"]}
        )

    def _list(self, body: Mapping[str, Any], now: float) -> httpx.Response:
        since_ms = body["filter_criteria"]["start_timestamp"]["lower_threshold"]
        found: list[dict[str, Any]] = []
        for call in reversed(self.calls.values()):
            if call.facts["start_timestamp"] < since_ms:
                break
            found.append(_light(call, now))
        return self._tell(200, {"calls": found[: body["limit"]], "total_count": len(found)})

    def _tell(self, status: int, body: Mapping[str, Any]) -> httpx.Response:
        left = max(0, self._plan.requests_per_minute - self._used)
        headers = {
            "Date": format_datetime(self._clock.now(), usegmt=True),
            "X-RateLimit-Limit": str(self._plan.requests_per_minute),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(self._window_ends_at),
        }
        content = json.dumps(body).encode()
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def _light(call: PlacedCall, now: float) -> dict[str, Any]:
    return {
        **call.facts,
        "call_status": call.status_at(now),
        "duration_ms": _talked_ms(call) if now >= call.ends_at else None,
    }


def _whole(call: PlacedCall, now: float) -> dict[str, Any]:
    has_result = call.life.is_answered and now >= call.ends_at
    has_summary = has_result and now >= call.ends_at + call.life.summary_after_seconds
    return {
        **_light(call, now),
        "transcript": [{"role": "agent", "content": "Hello!"}] if has_result else None,
        "recording_url": "https://voicy.invalid/recording" if has_result else None,
        "summary": "The appointment stands." if has_summary else None,
        "vars_provided": {},
        "vars_extracted": {"confirmed": "yes"} if has_summary else {},
        "vars_collected": {},
    }


def _talked_ms(call: PlacedCall) -> int:
    talks = [seconds for status, seconds in call.life.stages if status == "ongoing"]
    return int(1000 * sum(talks))
