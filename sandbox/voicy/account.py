"""The Voicy account as the rest of the sandbox knows it: routes, controls and counts."""

from collections.abc import Callable, Mapping

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import FaultBook
from sandbox.voicy.agents import agent_of_number
from sandbox.voicy.api import VoicyApi
from sandbox.voicy.dialing import DialRequest
from sandbox.voicy.fate import Fate
from sandbox.voicy.fates import FATES, parse_stages
from sandbox.voicy.limits import Plan, change_plan
from sandbox.voicy.recording import build_recording
from sandbox.voicy.switchboard import Switchboard

# longer than any plan allows
LONGEST_TALK_SECONDS = 24 * 60 * 60


class VoicyAccount:
    """Stand in for Voicy: one account with a key, numbers, agents, calls and limits.

    `from_numbers` maps the account's numbers (E.164) to their labels; `base_url` is asked late,
    because the port is known only after the start. Faults strike in `fault_middleware(faults)`.
    """

    def __init__(
        self,
        clock: SandboxClock,
        faults: FaultBook,
        api_key: str,
        from_numbers: Mapping[str, str],
        base_url: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._from_numbers = from_numbers
        self._switchboard = Switchboard(clock, from_numbers)
        self._api = VoicyApi(
            clock=clock,
            switchboard=self._switchboard,
            api_key=api_key,
            from_numbers=dict(from_numbers),
            base_url=base_url,
        )

    @property
    def plan(self) -> Plan:
        """Return the limits in force."""
        return self._switchboard.plan

    def register(self, app: web.Application) -> None:
        """Add the account's routes to the sandbox's one application."""
        self._api.register(app)
        app.on_shutdown.append(self._release)

    async def start(self) -> None:
        """Build the recording's sound now, so that no request waits for it."""
        build_recording()

    async def stop(self) -> None:
        """End all calls where they are."""
        await self._switchboard.stop()

    async def _release(self, app: web.Application) -> None:
        self._faults.clear()

    def count_live(self) -> int:
        """Return how many calls take a slot now."""
        return self._switchboard.count_live()

    def set_plan(
        self,
        name: str | None = None,
        *,
        requests_per_minute: int | None = None,
        concurrent_calls: int | None = None,
        longest_call_seconds: float | None = None,
    ) -> Plan:
        """Change to a named plan, or single limits of it, for what comes; raise ValueError."""
        self._switchboard.plan = change_plan(
            self._switchboard.plan,
            name,
            requests_per_minute,
            concurrent_calls,
            longest_call_seconds,
        )
        return self._switchboard.plan

    def decide(self, number: str, path: str, *, summary_after_seconds: float) -> None:
        """Let calls to a number go a way such as `initiated 2 > ringing 4 > busy` from now on.

        Raise ValueError for what is no way.
        """
        fate = Fate(
            suffix=number[-4:],
            name="decided",
            label="Decided from outside",
            story=path,
            stages=parse_stages(path),
            summary_after_seconds=summary_after_seconds,
        )
        self._switchboard.decide(number, fate)

    def talk(self, number: str) -> str:
        """Place a call without the API, and let people talk in it; returns its id.

        It lasts as long as the plan allows. Raise RefusalError where no slot is free.
        """
        self.decide(number, f"ongoing {LONGEST_TALK_SECONDS} > ended", summary_after_seconds=0)
        from_number, label = next(iter(self._from_numbers.items()))
        agent = agent_of_number(label)
        request = DialRequest(
            from_number=from_number, to_number=number, agent=agent, vars_provided={}
        )
        _, call = self._switchboard.dial(request)
        return "" if call is None else call.call_id

    def set_clock_offset(self, seconds: float) -> None:
        """Let every time the API tells be wrong by so many seconds."""
        self._clock.offset_seconds = seconds

    def fates(self) -> list[Fate]:
        """Return what the listed numbers do, for the page and the README."""
        return list(FATES)

    def ledger(self) -> dict[str, object]:
        """Return what happened, counted from this side; times are real Unix seconds."""
        return {
            **self._switchboard.ledger(),
            "voicy_requests": self._faults.requests("voicy"),
            "rate_limited": self._api.rate_limited,
        }
