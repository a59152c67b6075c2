"""The do-not-call list: put on by whoever may call, taken off and exported by admins, audited."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.domain.do_not_call_lists import (
    MOST_BYTES,
    ListEntry,
    ListTerms,
    NumberList,
    decode_list,
    read_list,
    restore_list,
    write_list,
)
from bot.domain.phone_numbers import E164
from bot.domain.requesters import Requester
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.errors import InputError
from bot.reporting.audited_service import AuditedService, ServiceParts
from bot.signals import Signal, Signals
from bot.slack.downloads import SharedFile, download
from bot.ui.suppressions import ONE_FILE, OVER_ALREADY, format_list, format_taken_back

_PAGE: Final = 5_000
# so that neither the event loop nor another writer waits for long
_TAKEN_AT_ONCE: Final = 1_000
# how long a registry may be used before it is read anew (16 CFR 310.4(b)(3)(iv))
_USUAL: Final = timedelta(days=31)
_FIRST: Final = ("", "")
_ANSWER_TIME: Final = timedelta(days=1)


class DoNotCall(AuditedService):
    """Changes and shows the list; methods raise DeniedError, StoreError and SlackError."""

    def __init__(self, parts: ServiceParts, signals: Signals) -> None:
        super().__init__(parts)
        self._signals = signals

    async def add(
        self, requester: Requester, number: E164, scope: SuppressionScope, reason: str
    ) -> int | None:
        """Put a number on the list; returns how many orders were canceled for that.

        None where it stood there already.
        """
        await self._access.require_restrainer(requester)
        name = await self._facts.find_name(requester)
        suppression = Suppression(
            workspace_id=requester.workspace_id,
            number=number,
            scope=scope,
            reason=reason,
            added_at=self._clock.now(),
            added_by=requester.user_id,
            added_by_name=name,
        )
        taken_back = await self._store.suppressions.add(
            suppression,
            at=self._clock.now(),
            reason=format_taken_back(name),
            audit=self._audit.build_request("dnc_add", requester, value=scope, number=number),
        )
        self._signals.emit(Signal.QUEUE_CHANGED)
        return taken_back

    async def read_list(
        self, requester: Requester, text: str, terms: ListTerms, *, default_region: str
    ) -> NumberList:
        """Read a list that is to be imported; an admin may then take it, as `take` says.

        Raises InputError, too, also for one that has expired.
        """
        await self._access.require_admin(requester)
        now = self._clock.now()
        return await asyncio.to_thread(_read_current, text, terms, default_region, now)

    async def read_file(self, requester: Requester, files: Sequence[SharedFile]) -> str:
        """Return the text of the one file that an admin sent; raises InputError, too."""
        await self._access.require_admin(requester)
        if len(files) != 1:
            raise InputError(ONE_FILE, field="file")
        content = await download(self._slack, files[0], most_bytes=MOST_BYTES)
        return await asyncio.to_thread(decode_list, content)

    async def keep(self, requester: Requester, numbers: NumberList) -> str:
        """Keep a list until the admin decided about it; returns the name of the draft."""
        draft_id = uuid.uuid4().hex
        payload = await asyncio.to_thread(write_list, numbers)
        await self._store.drafts.add(
            draft_id,
            workspace_id=requester.workspace_id,
            user_id=requester.user_id,
            payload=payload,
            expires_at=self._clock.now() + _ANSWER_TIME,
        )
        return draft_id

    async def take_kept(
        self, requester: Requester, draft_id: str, *, is_taken: bool
    ) -> tuple[int, int] | None:
        """Take a list that was kept, or forget it; None where it does not wait for this person."""
        now = self._clock.now()
        text = await self._store.drafts.find(draft_id, user_id=requester.user_id, at=now)
        if text is None:
            return None
        numbers = await asyncio.to_thread(restore_list, text)
        counts = await self.take(requester, numbers) if is_taken else (0, 0)
        await self._store.drafts.close(draft_id, at=now)
        return counts

    async def take(self, requester: Requester, numbers: NumberList) -> tuple[int, int]:
        """Put the numbers of a list on the list, part by part.

        Returns how many, and how many orders were canceled for that.
        The row of the audit comes first: a part that is taken is accounted for.
        """
        await self._access.require_admin(requester)
        name = await self._facts.find_name(requester)
        now, taken_back = self._clock.now(), 0
        audit = self._audit.build_request("dnc_import", requester, value=str(numbers.count))
        await self._store.audit.add(audit)
        for start in range(0, len(numbers.entries), _TAKEN_AT_ONCE):
            suppressions = [
                _build_suppression(entry, numbers.terms, requester, name, now)
                for entry in numbers.entries[start : start + _TAKEN_AT_ONCE]
            ]
            taken_back += await self._store.suppressions.bring_in(
                suppressions, at=now, reason=format_taken_back(name), audit=audit
            )
        self._signals.emit(Signal.QUEUE_CHANGED)
        return numbers.count, taken_back

    async def remove(self, requester: Requester, number: E164) -> bool:
        """Take a number off the list; False where it does not stand there."""
        await self._access.require_admin(requester)
        audit = self._audit.build_request("dnc_remove", requester, value="", number=number)
        return await self._store.suppressions.remove(requester.workspace_id, number, audit=audit)

    async def find(self, requester: Requester, number: E164) -> tuple[Suppression, ...]:
        """Return what the list says of a number, and has not expired."""
        await self._access.require_restrainer(requester)
        found = await self._store.suppressions.find(requester.workspace_id, number)
        return tuple(each for each in found if each.binds(self._clock.now()))

    async def count(self, requester: Requester) -> int:
        """Count the entries of the list that have not expired."""
        await self._access.require_restrainer(requester)
        return await self._store.suppressions.count(requester.workspace_id, at=self._clock.now())

    async def export(self, requester: Requester) -> int:
        """Send an admin what has not expired as a file; returns how many entries it has."""
        await self._access.require_admin(requester)
        found, after, now = list[Suppression](), _FIRST, self._clock.now()
        while page := await self._store.suppressions.page(
            requester.workspace_id, at=now, after=after, limit=_PAGE
        ):
            found += page
            after = page[-1].number, page[-1].scope
        if not found:
            return 0
        await self._audit.record_request("dnc_export", requester, value=str(len(found)))
        table = await asyncio.to_thread(format_list, found)
        dm = await self._slack.open_dm(requester.user_id)
        name = f"do-not-call-{now:%Y%m%d-%H%M}.csv"
        await self._slack.share_file(dm, table.encode(), name=name, title="Do not call")
        return len(found)


def _find_expiry(entry: ListEntry, terms: ListTerms) -> tuple[SuppressionScope, datetime | None]:
    """Find which calls an import is about, and until when; one for marketing is read anew."""
    scope = terms.scope or entry.scope or SuppressionScope.MARKETING
    expires = terms.expires or entry.expires
    if expires is None and scope == SuppressionScope.MARKETING:
        expires = terms.day + _USUAL
    return scope, datetime.combine(expires, time(), UTC) if expires else None


def _read_current(text: str, terms: ListTerms, default_region: str, now: datetime) -> NumberList:
    """Read a list; raises InputError, too, for one that has expired."""
    entries, bad = read_list(text, default_region, now.date())
    if any(_is_over(each, terms, now) for each in entries):
        raise InputError(OVER_ALREADY, field="expires")
    return NumberList(terms=terms, entries=entries, bad=bad)


def _is_over(entry: ListEntry, terms: ListTerms, now: datetime) -> bool:
    _, expires_at = _find_expiry(entry, terms)
    return expires_at is not None and expires_at <= now


def _build_suppression(
    entry: ListEntry, terms: ListTerms, requester: Requester, name: str, now: datetime
) -> Suppression:
    """Build what an import says of a number."""
    scope, expires_at = _find_expiry(entry, terms)
    return Suppression(
        workspace_id=requester.workspace_id,
        number=entry.number,
        scope=scope,
        reason=entry.reason or f"registry of {terms.day}",
        added_at=now,
        added_by=requester.user_id,
        added_by_name=name,
        expires_at=expires_at,
    )
