"""Mutants that have a name: what must never be lost, each taken out of the code once.

Each must be killed. The old text has to stand exactly once in its file, so that nothing here goes
on to be counted after the code it is about is gone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant, build_mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A text of a file and what stands in its place in the mutant."""

    name: str
    path: str
    old: str
    new: str


class NamedTextMovedError(Exception):
    """The old text does not stand exactly once in its file any more."""


NAMED: Final = (
    Named(
        name="cards-that-are-behind-wait-for-results",
        path="bot/store/sqlite/turns.py",
        old="    ORDER BY CASE WHEN behind_since IS NULL THEN 1 ELSE 0 END,\n       ",
        new="    ORDER BY",
    ),
    Named(
        name="two-writers-at-once",
        path="bot/store/sqlite/database_file.py",
        old="fcntl.LOCK_EX | fcntl.LOCK_NB",
        new="fcntl.LOCK_SH | fcntl.LOCK_NB",
    ),
    Named(
        name="half-a-transaction-stays",
        path="bot/store/sqlite/connections.py",
        old="            db.rollback()",
        new="            db.commit()",
    ),
    Named(
        name="one-call-more-than-slots",
        path="bot/store/sqlite/queue.py",
        old='["n"] >= self._slots',
        new='["n"] > self._slots',
    ),
    Named(
        name="the-same-request-dials-again",
        path="bot/store/sqlite/orders.py",
        old="        if before is not None:\n",
        new="        if before is not None and not before:\n",
    ),
    Named(
        name="a-lost-answer-counts-as-not-sent",
        path="bot/voicy/transport.py",
        old="VoicyUnavailableError if is_unsent else self.failure",
        new="VoicyUnavailableError",
    ),
    Named(
        name="a-timeout-counts-as-refusal",
        path="bot/voicy/responses.py",
        old=" and self.status != HTTPStatus.REQUEST_TIMEOUT",
        new="",
    ),
    Named(
        name="dialed-at-night",
        path="bot/policies/quiet_hours.py",
        old="    if silence is None:\n",
        new="    if silence is None or silence:\n",
    ),
    Named(
        name="results-for-strangers",
        path="bot/policies/permissions.py",
        old="if judge_standing(requester.team_id, person, home_team_ids) not in {None, GUEST}:",
        new="if False:",
    ),
    Named(
        name="sent-before-it-is-claimed",
        path="bot/messaging/message_claim.py",
        old="        if not await self._is_granted():\n",
        new="        if await self._is_granted() is None:\n",
    ),
    Named(
        name="another-company-counts-as-home",
        path="bot/policies/permissions.py",
        old="return bool(team_id) and team_id not in home_team_ids",
        new="return False",
    ),
    Named(
        name="a-half-written-dial-counts-as-not-sent",
        path="bot/voicy/transport.py",
        old="    httpx.PoolTimeout,\n    httpx.ProxyError,",
        new="    httpx.PoolTimeout,\n    httpx.WriteTimeout,\n    httpx.ProxyError,",
    ),
    Named(
        name="acknowledged-before-it-is-written-down",
        path="handlers/inbox.py",
        old="        entry = await self.receive(kind, key, body, address)\n        await ack()\n",
        new="        await ack()\n        entry = await self.receive(kind, key, body, address)\n",
    ),
    Named(
        name="begun-though-not-written-down",
        path="handlers/inbox.py",
        old="            return None\n        return entry if is_new else None",
        new="            is_new = True\n        return entry if is_new else None",
    ),
    Named(
        name="the-call-of-another-order-is-ours",
        path="bot/calling/dial_answers.py",
        old="        if is_ours:\n",
        new="        if is_ours is not None:\n",
    ),
    Named(
        name="a-call-may-have-two-orders",
        path="bot/store/sqlite/calls.py",
        old='return bool(taken["id"] == attempt_id)',
        new="return True",
    ),
    Named(
        name="dials-after-stop",
        path="bot/calling/dialer.py",
        old="self._is_stopping = True",
        new="self._is_stopping = False",
    ),
    Named(
        name="a-missing-call-is-lost-at-once",
        path="bot/calling/tracker.py",
        old="now - max(since, call.dialing_at) >= _MAY_BE_MISSING",
        new="now >= since",
    ),
    Named(
        name="a-call-is-missing-since-its-dial",
        path="bot/calling/tracker.py",
        old="now - max(since, call.dialing_at) >= _MAY_BE_MISSING",
        new="now - call.dialing_at >= _MAY_BE_MISSING",
    ),
    Named(
        name="a-list-is-asked-for-too-soon",
        path="bot/calling/tracker.py",
        old="pause = max(pause, exc.retry_after_seconds)",
        new="pause = max(pause, 0.0)",
    ),
    Named(
        name="the-limit-is-the-trouble-of-one-call",
        path="bot/calling/polling/unlisted_calls.py",
        old="(isinstance(failure, VoicyLimitError) or not is_well)",
        new="not is_well",
    ),
    Named(
        name="a-message-in-doubt-counts-as-not-sent",
        path="bot/messaging/relay.py",
        old="        if not delivery.is_in_doubt:\n",
        new="        if delivery.is_in_doubt is not None:\n",
    ),
    Named(
        name="an-order-waits-for-an-app-that-is-gone",
        path="bot/messaging/relay.py",
        old="if delivery.is_card and await self._store.inbox.find_reply(delivery.order_id):",
        new="if False:",
    ),
    Named(
        name="a-stray-reply-stays",
        path="bot/messaging/sender.py",
        old="        await self._take_back(delivery, ts)\n",
        new="",
    ),
    Named(
        name="a-result-is-complete-without-values",
        path="bot/calling/results.py",
        old="return bool(found.extracted or found.collected) or age >= _LATEST_VALUES",
        new="return True",
    ),
    Named(
        name="tried-again-after-any-end",
        path="bot/domain/statuses.py",
        old="UNREACHED: Final = frozenset({CallStatus.BUSY, CallStatus.NO_ANSWER})",
        new="UNREACHED: Final = frozenset(CallStatus) - WAITING - {CallStatus.ONGOING}",
    ),
    Named(
        name="listens-while-it-stops",
        path="call_bot.py",
        old="            await self._link.close()\n",
        new="",
    ),
    Named(
        name="no-requests-are-kept-for-later-dials",
        path="bot/voicy/rate_limit/shares.py",
        old="NEW_CALLS_SHARE: Final = 0.08",
        new="NEW_CALLS_SHARE: Final = 0.0",
    ),
    Named(
        name="likely-changes-take-all-polls",
        path="bot/calling/polling/interval.py",
        old="max(harm, 0.0) ** (1 / _HARM_EXPONENT)",
        new="max(harm, 0.0)",
    ),
    Named(
        name="late-results-are-asked-for-sooner",
        path="bot/calling/summary_wait.py",
        old="1 / self._step if has_found else self._step**_WEIGHT_OF_NONE",
        new="1 / self._step if not has_found else self._step**_WEIGHT_OF_NONE",
    ),
    Named(
        name="reply-that-is-being-sent-is-told-by-another-too",
        path="bot/store/sqlite/messages.py",
        old="kind = 'call_thread' AND state = 'pending'",
        new="kind = 'call_thread' AND state IN ('pending', 'sending')",
    ),
    Named(
        name="details-use-what-polls-need",
        path="bot/voicy/rate_limit/shares.py",
        old="int(limit * DETAILS_SHARE) if priority == Priority.DETAIL else 0",
        new="0",
    ),
    Named(
        name="the-busy-share-is-not-learned",
        path="bot/calling/polling/quota.py",
        old="(is_busy - self._busy_share) * (",
        new="(is_busy - is_busy) * (",
    ),
    Named(
        name="nobody-is-asked-at-the-claim",
        path="bot/store/sqlite/queue.py",
        old="gate(call, self._rules.read_facts_of_claim(db, call.order, at)) if gate else None",
        new="None",
    ),
    Named(
        name="a-guest-may-call",
        path="bot/policies/permissions.py",
        old="return GUEST if person.is_guest else None",
        new="return None",
    ),
    Named(
        name="anybody-may-answer-a-question",
        path="bot/store/sqlite/inbox.py",
        old="WHERE draft_id = :id AND user_id = :user_id AND",
        new="WHERE draft_id = :id AND",
    ),
    Named(
        name="an-old-lease-may-send",
        path="bot/calling/leases.py",
        old="self._clock.boottime() - self._renewed_at > FRESH_SECONDS",
        new="self._clock.boottime() < self._renewed_at",
    ),
    Named(
        name="a-restart-forgets-requests",
        path="call_bot.py",
        old="        await inbox.take_up()\n",
        new="",
    ),
)


def build_named(root: Path, one: Named) -> Mutant:
    """Return the mutant; raises NamedTextMovedError where its text does not stand there once."""
    place = root / one.path
    code = place.read_text(encoding="utf-8") if place.is_file() else ""
    if (times := code.count(one.old)) != 1:
        found = f"stands {times} times" if place.is_file() else "has no file"
        raise NamedTextMovedError(f"{one.name}: its text {found}: {one.path}: {one.old!r}")
    new = code.replace(one.old, one.new)
    mutant = build_mutant(one.name, one.path, code, new, is_named=True)
    if mutant is None:
        raise NamedTextMovedError(
            f"{one.name}: with its new text {one.path} is no Python, or the same"
        )
    return mutant
