"""A local Voicy of a test's own: started on a free port, asked over real sockets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import Fault, FaultBook, fault_middleware
from sandbox.voicy import VoicyAccount

API_KEY = "voicy_sk_live_testtesttesttesttesttesttest"
SALES, SUPPORT = "+15551234567", "+15551234568"
ANSWERED = "+15559876543"
FINAL_STATUSES = {
    "ended",
    "user_hangup",
    "agent_hangup",
    "inactivity",
    "error_inactivity",
    "busy",
    "no_answer",
    "error",
    "canceled",
}
DEADLINE_SECONDS = 20
POLL_SECONDS = 0.05
TLS = ssl.create_default_context()  # never used on loopback, and slow to build for each client

Json = dict[str, Any]


class LocalVoicy:
    """Ask the account as a client would, and see what it counted."""

    def __init__(
        self,
        account: VoicyAccount,
        clock: SandboxClock,
        book: FaultBook,
        http: httpx.AsyncClient,
    ) -> None:
        self.account = account
        self.clock = clock
        self.book = book
        self.http = http

    async def dial(self, to_number: str = ANSWERED, **fields: Any) -> httpx.Response:
        body = {"from_number": SUPPORT, "to_number": to_number, **fields}
        return await self.http.post("call-dial", json=body)

    async def place(self, to_number: str = ANSWERED, **fields: Any) -> str:
        answer = await self.dial(to_number, **fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["call_id"])

    async def get_call(self, call_id: str) -> Json:
        answer = await self.http.get(f"call-get/{call_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def list_calls(self, **fields: object) -> Json:
        answer = await self.http.post("call-list", json=fields)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def wait_for(self, call_id: str, is_true: Callable[[Json], object]) -> Json:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not is_true(call := await self.get_call(call_id)):  # noqa: ASYNC110 - it is an API
                await asyncio.sleep(POLL_SECONDS)
        return call

    async def wait_for_end(self, call_id: str) -> Json:
        return await self.wait_for(call_id, lambda call: call["call_status"] in FINAL_STATUSES)

    async def wait_for_summary(self, call_id: str) -> Json:
        return await self.wait_for(call_id, lambda call: call["summary"])

    def dials(self) -> list[Json]:
        dials = self.account.ledger()["dials"]
        assert isinstance(dials, list)
        return dials

    def strike(self, method: str, kind: str, **fields: Any) -> None:
        self.book.add(Fault(side="voicy", method=method, kind=kind, **fields))

    def statuses(self, call_id: str) -> list[str]:
        return [change["status"] for change in self._changes(call_id)]

    def find_moment(self, call_id: str, status: str) -> float:
        """Return when a call came to a status, in Unix seconds."""
        (at,) = [each["at"] for each in self._changes(call_id) if each["status"] == status]
        return float(at)

    def _changes(self, call_id: str) -> list[Json]:
        calls = self.account.ledger()["calls"]
        assert isinstance(calls, list)
        (lived,) = (call for call in calls if call["call_id"] == call_id)
        return list(lived["statuses"])


@asynccontextmanager
async def started_voicy(
    *, speed: float = 50.0, requests_per_minute: int = 1_000_000
) -> AsyncIterator[LocalVoicy]:
    """Start a local Voicy; it allows many requests unless the test is about the limit."""
    clock, book = SandboxClock(speed=speed), FaultBook()
    urls: list[str] = []
    numbers = {SALES: "Sales", SUPPORT: "Support"}
    account = VoicyAccount(clock, book, API_KEY, numbers, lambda: urls[0])
    account.set_plan(requests_per_minute=requests_per_minute)
    app = web.Application(middlewares=[fault_middleware(book)])
    account.register(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    urls.append(f"http://{host}:{port}")
    await account.start()
    http = httpx.AsyncClient(
        base_url=f"{urls[0]}/functions/v1/",
        headers={"Authorization": f"Bearer {API_KEY}"},
        timeout=DEADLINE_SECONDS,
        verify=TLS,
    )
    try:
        async with http:
            yield LocalVoicy(account, clock, book, http)
    finally:
        await account.stop()
        await runner.cleanup()
