"""The client: dial, follow and look up the calls and agents of one Voicy account."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx
from cachetools import TTLCache

from bot.domain.phone_numbers import E164
from bot.domain.statuses import may_follow, read_status
from bot.errors import (
    ConfigError,
    DialUnconfirmedError,
    VoicyLimitError,
    VoicyRefusedError,
    VoicyUnavailableError,
    VoicyUnreadableError,
)
from bot.voicy.bodies import CODING
from bot.voicy.models import Agent, AgentList, CallPage, DialAccepted, VoicyCall
from bot.voicy.rate_limit.budget import RequestBudget
from bot.voicy.rate_limit.shares import Priority
from bot.voicy.responses import Answer, build_reason, build_sentence
from bot.voicy.transport import Failure, Lease, Payload, Transport, load_certificates

_KEPT_ALIVE: Final = httpx.Limits(keepalive_expiry=20.0)
_USED_ONCE: Final = httpx.Limits(max_keepalive_connections=0)
_LARGEST_PAGE: Final = 1000
_MOST_PAGES: Final = 10
_SLOT_PAUSE_SECONDS: Final = 5.0
DIAL_DEADLINE_SECONDS: Final = 45.0
# what is larger is read in a thread, so that the loop goes on
_READ_AT_ONCE_BYTES: Final = 50_000
# what is cut is cut at every poll, and said again after so long
_CUTS_KEPT: Final = 100
_CUTS_KEPT_SECONDS: Final = 600.0
_log = logging.getLogger(__name__)

_T = TypeVar("_T")


class VoicyClient:
    """Speak the Voicy API; create it inside the running loop and `aclose` it at the end.

    Every request waits for its turn in `budget` and for a connection, together up to the deadline;
    only after that it is sent, and its whole answer has the deadline once more. Dials
    have connections of their own, each used once: an idle one that the API closes in the moment
    of sending would lose the answer.

    What it raises:
        VoicyRefusedError      a 4xx, with the API's own sentence where it gives one
        VoicyLimitError        the limit of requests or of concurrent calls: nothing was done
        VoicyUnavailableError  a dial that was provably never sent; a read that failed in any way
        DialUnconfirmedError   a dial that may have arrived and whose answer is lost or nonsense
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        budget: RequestBudget,
        transport: httpx.AsyncBaseTransport | None = None,
        connect_timeout_seconds: float = 5.0,
        read_timeout_seconds: float = 10.0,
        dial_timeout_seconds: float = 30.0,
        deadline_seconds: float = 20.0,
        dial_deadline_seconds: float = DIAL_DEADLINE_SECONDS,
    ) -> None:
        if not (api_key.isascii() and api_key.isprintable()):
            raise ConfigError(("The Voicy API key contains characters that no key has.",))
        self.budget = budget
        self._cuts = TTLCache[tuple[str, str], None](
            _CUTS_KEPT, _CUTS_KEPT_SECONDS, timer=asyncio.get_running_loop().time
        )
        build = partial(
            httpx.AsyncClient,
            headers={
                "Authorization": f"Bearer {api_key}",
                "Accept": "application/json",
                "Accept-Encoding": CODING,
            },
            transport=transport,
            verify=load_certificates(),
            trust_env=False,
            follow_redirects=False,
        )
        build_timeout = partial(httpx.Timeout, connect=connect_timeout_seconds)
        self._reads = Transport(
            base_url=base_url,
            client=build(timeout=build_timeout(read_timeout_seconds), limits=_KEPT_ALIVE),
            deadline_seconds=deadline_seconds,
            failure=VoicyUnavailableError,
        )
        self._dials = Transport(
            base_url=base_url,
            client=build(timeout=build_timeout(dial_timeout_seconds), limits=_USED_ONCE),
            deadline_seconds=dial_deadline_seconds,
            failure=DialUnconfirmedError,
        )

    async def dial(
        self,
        *,
        from_number: E164,
        to_number: E164,
        agent_id: str | None,
        variables: Mapping[str, str],
        lease: Lease | None = None,
    ) -> DialAccepted:
        """Place a call; never repeat it after DialUnconfirmedError or a cancellation.

        `agent_id` None leaves the call to the agent of `from_number`. What `lease` raises leaves
        as it is: then nobody was called.
        """
        payload: dict[str, Any] = {"from_number": from_number, "to_number": to_number}
        if agent_id:
            payload["override_agent_id"] = agent_id
        if variables:
            payload["vars_provided"] = dict(variables)
        answer = await self._exchange(self._dials, Priority.DIAL, "/call-dial", payload, lease)
        try:
            return await _read(answer, DialAccepted.read, set())
        except ValueError as exc:
            raise DialUnconfirmedError(f"{build_reason(answer)}, without the id of a call") from exc

    async def get_call(self, call_id: str, *, priority: Priority = Priority.POLL) -> VoicyCall:
        """Return one call, whole."""
        call = await self._fetch(VoicyCall.read, priority, f"/call-get/{quote(call_id, safe='')}")
        is_other = call.call_id not in {None, call_id}
        if is_other or (call.call_id is None and not call.status):
            raise VoicyUnreadableError("its answer is not about this call")
        return call

    async def list_calls(
        self, *, started_since: datetime, page_size: int = _LARGEST_PAGE
    ) -> tuple[VoicyCall, ...]:
        """Return the outgoing calls started since, by our clock, newest first, light.

        Where the API's clock is behind, it is asked for more. Each page is a request of its own,
        ten at the most.
        """
        threshold = started_since.timestamp() + min(0.0, self.budget.clock_offset_seconds)
        payload: dict[str, Any] = {
            "filter_criteria": {
                "direction": ["outgoing"],
                "start_timestamp": {"lower_threshold": max(0, int(threshold * 1000))},
                "include_test_calls": True,
            },
            "sort_order": "descending",
            "limit": page_size,
        }
        found: dict[str, VoicyCall] = {}
        for _ in range(_MOST_PAGES):
            page = await self._fetch(CallPage.read, Priority.POLL, "/call-list", payload)
            fresh = {call.call_id: call for call in page.calls if call.call_id is not None}
            has_news = bool(fresh.keys() - found.keys())
            for call in page.calls:
                if call.call_id is not None and _is_newer(call, found.get(call.call_id)):
                    found[call.call_id] = call
            is_complete = page.total_count is not None and len(found) >= page.total_count
            if not has_news or is_complete or len(page.calls) < page_size:
                break
            payload["pagination_key"] = next(reversed(fresh))
        return tuple(found.values())

    async def list_agents(self) -> tuple[Agent, ...]:
        """Return the account's agents, without their variables."""
        return (await self._fetch(AgentList.read, Priority.LOOKUP, "/agent-list")).agents

    async def get_agent(self, agent_id: str, *, priority: Priority = Priority.LOOKUP) -> Agent:
        """Return one agent with the variables it takes."""
        return await self._fetch(Agent.read, priority, f"/agent-get/{quote(agent_id, safe='')}")

    async def aclose(self) -> None:
        """Close every connection."""
        await self._reads.aclose()
        await self._dials.aclose()

    async def _fetch(
        self,
        read: Callable[[Any, set[str]], _T],
        priority: Priority,
        path: str,
        payload: Payload = None,
    ) -> _T:
        """Ask for something that changes nothing, whatever becomes of the answer."""
        answer = await self._exchange(self._reads, priority, path, payload)
        cuts: set[str] = set()
        try:
            value = await _read(answer, read, cuts)
        except ValueError as exc:
            raise VoicyUnreadableError("its answer cannot be read") from exc
        for cut in {(path.split("/")[1], what) for what in cuts} - self._cuts.keys():
            self._cuts[cut] = None
            _log.warning("Voicy API, %s: more %s than are kept", *cut)
        return value

    async def _exchange(
        self,
        transport: Transport,
        priority: Priority,
        path: str,
        payload: Payload,
        lease: Lease | None = None,
    ) -> Answer:
        """Send one request when its turn has come; returns an answer that is a success."""
        async with AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(transport.deadline_seconds):
                    await turn.enter_async_context(self.budget.request(priority))
                    await turn.enter_async_context(transport.connections)
            except TimeoutError as exc:
                raise VoicyLimitError(
                    "Too many requests to the Voicy API are waiting; this one was not sent.",
                    retry_after_seconds=max(1.0, self.budget.resets_in_seconds),
                    for_slot=False,
                ) from exc
            if lease is not None:
                await lease.renew()
            answer = await transport.send(path, payload, lease=lease)
            pause_seconds = self.budget.observe(
                answer.headers,
                answer.status,
                words=answer.read_words() if answer.is_refusal else "",
                for_slot=answer.is_about_slots,
            )
        if answer.is_about_slots or answer.status == httpx.codes.TOO_MANY_REQUESTS:
            raise VoicyLimitError(
                build_sentence(answer),
                retry_after_seconds=pause_seconds or _SLOT_PAUSE_SECONDS,
                for_slot=not pause_seconds,
            )
        _check(answer, transport.failure)
        return answer


async def _read(answer: Answer, read: Callable[[Any, set[str]], _T], cuts: set[str]) -> _T:
    """Read the value that an answer holds, without holding up the loop; raises ValueError."""
    if len(answer.body) <= _READ_AT_ONCE_BYTES:
        return read(answer.read_json(), cuts)
    return await asyncio.to_thread(lambda: read(answer.read_json(), cuts))


def _is_newer(call: VoicyCall, known: VoicyCall | None) -> bool:
    """Say whether a row of the list tells more than another one of the same call."""
    if known is None:
        return True
    told = read_status(known.status, default="")
    return may_follow(read_status(call.status, default=told), [told])


def _check(answer: Answer, failure: Failure) -> None:
    """Raise what an answer other than a success means; `failure` where that is not known."""
    if httpx.codes.is_success(answer.status):
        return
    if answer.is_refusal:
        raise VoicyRefusedError(answer.status, build_sentence(answer))
    if httpx.codes.is_redirect(answer.status):  # nothing was done here, and nobody goes there
        raise VoicyUnavailableError(build_reason(answer))
    raise failure(build_reason(answer))
