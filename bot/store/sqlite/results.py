"""Results of calls, as far as it is known, and when to ask for the rest."""

from datetime import datetime
from typing import Final

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.store.interface import Results
from bot.store.records import DueResult
from bot.store.sqlite.attempt_rows import find_latest, read_call, update_attempt
from bot.store.sqlite.listings import SET_AGENT, build_agent
from bot.store.sqlite.meanings import may_be_tried_again, record_meaning
from bot.store.sqlite.messages import refresh_card, refresh_last_reply, release_last_reply
from bot.store.sqlite.moved_threads import tell_result_elsewhere
from bot.store.sqlite.rows import Connection, Row, run, to_columns
from bot.store.sqlite.store_part import StorePart, writes
from bot.store.sqlite.suppressions import suppress_refused
from bot.store.sqlite.watches import announce, refresh_watch_lines

_DUE: Final = """
    SELECT id AS attempt_id, order_id, call_id, result_tries AS tries,
        (SELECT max(at) FROM transitions WHERE attempt_id = attempts.id) AS ended_at
    FROM attempts WHERE result_due_at <= :at ORDER BY result_due_at
"""
_NEXT_DUE: Final = "SELECT min(result_due_at) AS at FROM attempts WHERE result_due_at IS NOT NULL"
_RECORD: Final = f"""
    UPDATE attempts SET duration_ms = coalesce(:duration_ms, duration_ms),
        summary = coalesce(:summary, summary),
        extracted = CASE :extracted WHEN '{{}}' THEN extracted ELSE :extracted END,
        collected = CASE :collected WHEN '{{}}' THEN collected ELSE :collected END,
        has_transcript = CASE has_transcript WHEN 1 THEN 1 ELSE :has_transcript END,
        has_recording = CASE has_recording WHEN 1 THEN 1 ELSE :has_recording END,
        callee_spoke = coalesce(:callee_spoke, callee_spoke),
        {SET_AGENT},
        result_tries = result_tries + CASE is_over WHEN 1 THEN 1 ELSE 0 END,
        result_due_at = :due_at
    WHERE id = :id
"""


class SqliteResults(StorePart, Results):
    """The results in SQLite."""

    async def due(self, *, at: datetime) -> tuple[DueResult, ...]:
        return await self._database.find_all(DueResult, _DUE, {"at": at})

    async def next_at(self) -> datetime | None:
        return await self._database.fetch_moment(_NEXT_DUE)

    @writes
    def postpone(self, db: Connection, attempt_id: int, *, until: datetime) -> None:
        if find_latest(db, attempt_id) is not None:
            run(
                db,
                "UPDATE attempts SET result_due_at = :until "
                "WHERE id = :id AND result_due_at IS NOT NULL",
                {"until": until, "id": attempt_id},
            )

    @writes
    def record(
        self,
        db: Connection,
        attempt_id: int,
        result: Result,
        *,
        agent_name: str | None,
        ask_again_at: datetime | None,
    ) -> None:
        latest = find_latest(db, attempt_id)
        if latest is None or latest["is_forgotten"]:
            return
        before = read_call(db, attempt_id, self._slots)
        params = {**to_columns(result), **build_agent(agent_name), "due_at": ask_again_at}
        run(db, _RECORD, {**params, "id": attempt_id})
        record_meaning(db, attempt_id)
        after = read_call(db, attempt_id, self._slots)
        if before is None or after is None:
            return
        if before.outcomes != after.outcomes and after.transitions:
            suppress_refused(db, after, self._database.hasher)
        _follow_up(db, latest, after)
        if after.is_final and _said(before) != _said(after):
            tell_result_elsewhere(db, after.order_id)
        # an edit costs: the reply tells what the card has told only together with something else
        if _shown_in_reply(before) != _shown_in_reply(after):
            refresh_last_reply(db, after.order_id)
        if _said_on_card(before) != _said_on_card(after):
            refresh_card(db, after.order_id)
        elif _offered_on_card(before) != _offered_on_card(after):
            # goes together with what the next question finds
            refresh_card(db, after.order_id, not_before=ask_again_at)
        if _shown_elsewhere(before) != _shown_elsewhere(after):
            refresh_watch_lines(db, attempt_id)


def _follow_up(db: Connection, attempt: Row, call: Call) -> None:
    """Let another attempt follow a voicemail once all is known of it; else tell who watches."""
    if not call.is_final:
        return
    if call.will_be_tried_again or not call.is_result_awaited:
        release_last_reply(db, call.order_id)
    if call.will_be_tried_again:
        update_attempt(db, call.attempt_id, retry_pending=not call.is_result_awaited)
    elif not (call.is_result_awaited and may_be_tried_again(db, attempt)):
        announce(db, call.attempt_id)


def _said(call: Call) -> tuple[object, ...]:
    return call.result.summary, call.result.extracted, call.result.collected


def _shown_in_reply(call: Call) -> tuple[object, ...]:
    # that it was answered it has told as a transition
    meant = () if call.outcomes == (Outcome.ANSWERED,) else call.outcomes
    return *_said(call), meant, call.is_result_awaited and not call.result.summary


def _said_on_card(call: Call) -> tuple[object, ...]:
    return call.told_by_summary, *_shown_elsewhere(call)


def _offered_on_card(call: Call) -> tuple[object, ...]:
    return call.result.has_transcript, call.result.has_recording


def _shown_elsewhere(call: Call) -> tuple[object, ...]:
    return call.result.duration_ms, call.agent_name, call.outcomes, call.headline, call.call_back
