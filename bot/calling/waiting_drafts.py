"""Drafts that wait for an answer of their requester."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pydantic import TypeAdapter

from bot.clock import Clock
from bot.domain.drafts import WaitingDraft
from bot.domain.orders import CallOrder
from bot.domain.quiet_hours import Silence
from bot.domain.requesters import Requester
from bot.policies.duplicates import EarlierCall
from bot.policies.verdicts import PolicyName
from bot.store.interface import Store

# somebody who does not answer for so long has given up
_ANSWER_TIME: Final = timedelta(days=1)
_PREVIEW_TIME: Final = timedelta(minutes=10)
_DRAFT: Final = TypeAdapter(WaitingDraft)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A draft waits for its requester's answer; `sentence` says what about where it is a time.

    `earlier` are the calls to its number that it is about, if it is, and `silence` is why its
    moment is none to call at. `preview` is the order that is to be confirmed.
    """

    draft_id: str
    waiting: WaitingDraft
    sentence: str = ""
    earlier: tuple[EarlierCall, ...] = ()
    silence: Silence | None = None
    preview: CallOrder | None = None


class WaitingDrafts:
    """Keeps them; methods raise StoreError."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def ask(self, waiting: WaitingDraft, sentence: str = "") -> Asked:
        """Let a draft wait until its requester answers, or has given up."""
        draft = waiting.draft
        is_preview = waiting.policy == PolicyName.PREVIEW
        answer_time = _PREVIEW_TIME if is_preview else _ANSWER_TIME
        # the same for every repetition, so that two answers to what was asked twice are one order
        draft_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{waiting.policy} {draft.request_key}").hex
        await self._store.drafts.add(
            draft_id,
            workspace_id=draft.requester.workspace_id,
            user_id=draft.requester.user_id,
            payload=_DRAFT.dump_json(waiting).decode(),
            expires_at=self._clock.now() + answer_time,
        )
        return Asked(draft_id=draft_id, waiting=waiting, sentence=sentence)

    async def find(self, draft_id: str, requester: Requester) -> WaitingDraft | None:
        """Return a draft that waits for an answer of this person."""
        text = await self._store.drafts.find(
            draft_id, user_id=requester.user_id, at=self._clock.now_for_age(_ANSWER_TIME)
        )
        return None if text is None else _DRAFT.validate_json(text)

    async def close(self, draft_id: str) -> None:
        """Let a draft wait no more."""
        await self._store.drafts.close(draft_id, at=self._clock.now())
