"""The Voicy API on the loopback: calls that stay live, and dials that live fast."""

import itertools
import json
import time
from typing import Any, Final

from aiohttp import web

from bench.filled_store import name_call, name_callee

# a dial rings after a second, is answered after four and over after ten
_LIFE: Final = ((10.0, "user_hangup"), (4.0, "ongoing"), (1.0, "ringing"), (0.0, "initiated"))
_REQUESTS_PER_MINUTE: Final = 600
_FROM_NUMBER: Final = "+15551234567"


class LoopbackVoicy:
    """Answers at once; the first `live` calls of a filled store go on for ever."""

    def __init__(self, *, live: int) -> None:
        self._calls = {name_call(n): build_call(n) for n in range(live)}
        self._lasting = json.dumps(list(self._calls.values()))[1:-1]
        self._dials: dict[str, tuple[float, dict[str, Any]]] = {}
        self._numbers = itertools.count(live)
        self._used = 0
        self._resets_at = time.time() + 60
        self._runner: web.AppRunner | None = None
        self._url = ""

    @property
    def api_url(self) -> str:
        """Where the API is."""
        return f"{self._url}/functions/v1"

    @property
    def dials(self) -> int:
        """How many phones rang."""
        return len(self._dials)

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/functions/v1/call-dial", self._dial)
        app.router.add_post("/functions/v1/call-list", self._list)
        app.router.add_get("/functions/v1/call-get/{call_id}", self._get)
        app.router.add_get("/functions/v1/agent-list", self._list_agents)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _dial(self, request: web.Request) -> web.Response:
        asked = await request.json()
        number = next(self._numbers)
        call = build_call(number) | {
            "to_number": asked["to_number"],
            "from_number": asked["from_number"],
            "call_status": "initiated",
        }
        self._dials[name_call(number)] = time.time(), call
        return self._tell(json.dumps(call), status=201)

    async def _list(self, _request: web.Request) -> web.Response:
        fresh = json.dumps([_age(*dial) for dial in self._dials.values()])[1:-1]
        calls = ", ".join(filter(None, (self._lasting, fresh)))
        total = len(self._calls) + len(self._dials)
        return self._tell(f'{{"calls": [{calls}], "total_count": {total}}}')

    async def _get(self, request: web.Request) -> web.Response:
        call_id = request.match_info["call_id"]
        call = self._calls.get(call_id) or _age(*self._dials[call_id])
        return self._tell(json.dumps(call | {"summary": "The appointment stands."}))

    async def _list_agents(self, _request: web.Request) -> web.Response:
        return self._tell('{"agents": [{"agent_id": "a1", "name": "Booker"}]}')

    def _tell(self, body: str, *, status: int = 200) -> web.Response:
        self._used += 1
        headers = {
            "X-RateLimit-Limit": str(_REQUESTS_PER_MINUTE),
            "X-RateLimit-Remaining": str(max(0, _REQUESTS_PER_MINUTE - self._used)),
            "X-RateLimit-Reset": str(int(self._resets_at)),
        }
        return web.Response(
            text=body, status=status, content_type="application/json", headers=headers
        )


def build_call(number: int) -> dict[str, Any]:
    """Build what the API's list tells of a call in which people are talking."""
    return {
        "call_id": name_call(number),
        "call_status": "ongoing",
        "call_type": "phone_call",
        "agent": {"name": "Booker", "version": 1},
        "from_number": _FROM_NUMBER,
        "to_number": name_callee(number),
        "direction": "outgoing",
        "start_timestamp": int(time.time() * 1000),
        "duration_ms": None,
    }


def _age(dialed_at: float, call: dict[str, Any]) -> dict[str, Any]:
    age = time.time() - dialed_at
    status = next(status for since, status in _LIFE if age >= since)
    return call | {"call_status": status, "duration_ms": 6_000 if age >= _LIFE[0][0] else None}
