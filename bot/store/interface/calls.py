"""Calls that are dialed and followed."""

from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.store.records import LiveCall


class Calls(Protocol):
    """What is known of each call, which are live, and how they move on."""

    async def get(self, order_id: str) -> Call:
        """Return the latest attempt of an order; raises OrderNotFoundError."""

    async def get_attempt(self, attempt_id: int) -> Call:
        """Return one attempt; raises OrderNotFoundError."""

    async def record_placed(
        self,
        attempt_id: int,
        *,
        call_id: str,
        status: str,
        agent_name: str | None,
        at: datetime,
        is_unseen: bool = False,
        agent_id: str | None = None,
    ) -> bool:
        """Write down which call a dial became; False where none, or one of another attempt.

        `is_unseen` says, as below, that what it says happened while nobody looked. `agent_id` is
        who talks: its caller ID's own agent, where the order names no other.
        """

    async def find_own_agent(self, from_number: E164) -> str | None:
        """Return the id of the agent that a caller ID has of its own, as far as it is known."""

    async def add_transition(
        self, attempt_id: int, status: str, *, at: datetime, reason: str | None = None
    ) -> bool:
        """Write a transition and its message in one transaction; False where it is old news."""

    async def record_observed(
        self,
        attempt_id: int,
        status: str,
        *,
        at: datetime,
        duration_ms: int | None,
        agent_name: str | None,
        is_unseen: bool = False,
    ) -> bool:
        """Write down what the API shows of a call; False where none of it is news."""

    async def record_action(self, order_id: str, action: str) -> None:
        """Have the card say what somebody did to a call."""

    async def live(self) -> tuple[LiveCall, ...]:
        """Return all calls that may be ringing or talking now, the longest-standing first."""

    async def count_open(self) -> tuple[int, int]:
        """Return how many calls hold a slot and how many wait for one."""

    async def known(self, call_ids: tuple[str, ...]) -> frozenset[str]:
        """Return which of these calls of the API are ours already."""

    async def recover(self, *, at: datetime, reason: str, include_own: bool = False) -> int:
        """Turn every `dialing` whose process is gone into `unconfirmed`; returns how many.

        Gone is a process whose claim expired. `include_own` says that this one, too, began anew.
        """
