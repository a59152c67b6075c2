"""What the bot says of the audit and of what is kept of a number, with invented values."""

from collections.abc import Iterator

from bot.domain.statuses import CallStatus
from bot.ops.invented_calls import MIA, NOON, TEAM, invent_call
from bot.store.records import AuditEntry, AuditPage, AuditRow, Cursor, Hold, NumberFacts
from bot.ui import audit, erasure, number_file
from bot.ui.call_card import build_card
from bot.ui.call_thread import build_deleted_result
from bot.ui.rich_text import Message


def draw_number_samples() -> Iterator[tuple[str, Message]]:
    """Yield each kind of what can be sent, with a name for it."""
    entry = AuditEntry(
        at=NOON,
        workspace_id=TEAM,
        user_id="U1",
        action="allow_quiet_hours",
        order_id="o1",
        policy="quiet_hours",
    )
    row = AuditRow(id=7, entry=entry, to_number=MIA, channel_id="C1", quiet_reason="asked for it")
    page = AuditPage(rows=(row,), newer=Cursor(after=7), older=Cursor(before=7))
    yield "audit", audit.build_audit(page, "audit what=overrides")
    yield "card with a masked number", build_card(invent_call(CallStatus.ENDED).mask())
    yield "file of a number sent", number_file.build_sent(2)
    facts = NumberFacts(calls=2, waiting=1, is_live=False, is_suppressed=True, hold=None)
    yield "question whether to forget", erasure.build_forget_question(MIA, facts)
    hold = Hold(
        workspace_id=TEAM, number_hash="h1", held_at=NOON, held_by="U1", held_by_name="alice"
    )
    held = NumberFacts(calls=2, waiting=0, is_live=False, is_suppressed=False, hold=hold)
    yield "number on hold", erasure.build_not_forgotten(held)
    counts = {"calls": 2, "messages": 3, "files": 1, "unreached": 1}
    yield "result forgotten", build_deleted_result()
    yield "number forgotten", erasure.build_erased({"number": "+1…6543", **counts})
