"""When a draft is to be dialed and until when it is wanted, as its requester said it."""

from dataclasses import dataclass, replace

from bot.domain.drafts import CallDraft, WaitingDraft
from bot.errors import AmbiguousTimeError
from bot.parsing.times import SpokenTime, read_end, read_time
from bot.policies.verdicts import PolicyName


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTimes:
    """A draft whose times are settled, but for the one that is `unclear`, and their zone."""

    draft: CallDraft
    zone: str | None
    unclear: AmbiguousTimeError | None = None

    def ask(self) -> WaitingDraft:
        """Return what waits for an answer about the unclear time."""
        is_end = self.unclear is not None and self.unclear.field == "until"
        return WaitingDraft(
            draft=self.draft,
            policy=PolicyName.UNTIL if is_end else PolicyName.SCHEDULE,
            moments=self.unclear.choices if self.unclear else (),
        )


def read_times(draft: CallDraft, own_zone: str | None) -> DraftTimes:
    """Read both times: on the callee's clock where that is named, else on the requester's own.

    Raises AmbiguousTimeError for one that cannot be asked about.
    """
    zone = own_zone
    try:
        start = _read_start(draft, own_zone)
        if start is not None:
            draft, zone = replace(draft, at_text=None, due_at=start.at), start.zone
        end = _read_end(draft, own_zone)
        if end is not None:
            draft, zone = replace(draft, until_text=None, until_at=end.at), end.zone
    except AmbiguousTimeError as unclear:
        if not unclear.choices:
            raise
        return DraftTimes(draft=draft, zone=zone, unclear=unclear)
    return DraftTimes(draft=draft, zone=zone)


def _read_start(draft: CallDraft, own_zone: str | None) -> SpokenTime | None:
    if draft.due_at is not None or draft.at_text is None:
        return None
    zone = draft.zone_text or draft.callee_time_zone or own_zone
    return read_time(draft.at_text, zone=zone, now=draft.received_at, own_zone=own_zone)


def _read_end(draft: CallDraft, own_zone: str | None) -> SpokenTime | None:
    if draft.until_at is not None or draft.until_text is None:
        return None
    return read_end(
        draft.until_text,
        zone=draft.zone_text or draft.callee_time_zone or own_zone,
        now=draft.received_at,
        start=draft.due_at or draft.received_at,
        own_zone=own_zone,
    )
