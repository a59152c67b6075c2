"""Requests that are no order yet, drafts that wait for an answer, and open forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.orders import CallOrder
from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.store.records import Form, InboxEntry, LastUsed


class Inbox(Protocol):
    """Requests that may lead to a call, each once; every method may raise StoreError."""

    async def add(self, entry: InboxEntry) -> bool:
        """Write a request down; False where it is a repetition."""

    async def close(self, request_key: str) -> None:
        """Delete the payload of a request that was answered; its key is kept for a day."""

    async def refuse(self, request_key: str, *, kind: str, body: str) -> bool:
        """Let a request come to nothing, durably; False where it is an order.

        `kind` and `body` are what is left to do: to say so.
        """

    async def unanswered(self) -> tuple[InboxEntry, ...]:
        """Return the requests that were neither answered nor became an order, oldest first."""

    async def untold(self) -> tuple[str, ...]:
        """Return the orders that ended without a card, and whose requester was not told."""

    async def forget_reply(self, order_id: str) -> None:
        """Delete where to answer the request of an order, which was answered."""

    async def find_reply(self, order_id: str) -> str | None:
        """Return where to answer the request of an order whose card does not stand yet."""


class Drafts(Protocol):
    """Drafts that wait for an answer of their requester; every method may raise StoreError."""

    async def add(
        self,
        draft_id: str,
        *,
        workspace_id: WorkspaceId,
        user_id: str,
        payload: str,
        expires_at: datetime,
    ) -> None:
        """Write down a draft that only one person can answer, in place of one of its id."""

    async def find(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        """Return a draft's payload; None where it does not wait for this person."""

    async def close(self, draft_id: str, *, at: datetime) -> None:
        """Delete a draft that was answered, and all that nobody can answer any more."""


class Forms(Protocol):
    """Open forms and what people used last: what the form needs to remember between two clicks."""

    async def add(self, form: Form, *, at: datetime) -> None:
        """Remember a form that was opened; forms older than a day are forgotten."""

    async def find(self, form_id: str) -> Form | None:
        """Return an open form, None where it is unknown or was forgotten."""

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        """Remember what was typed into a form, also for an agent no longer chosen."""

    async def record_used(self, order: CallOrder, *, at: datetime) -> None:
        """Remember what a person used in the channel where the call was asked for."""

    async def last_used(self, channel: ChannelKey, user_id: str) -> LastUsed | None:
        """Return what a person used last in a channel, None where that is nothing."""
