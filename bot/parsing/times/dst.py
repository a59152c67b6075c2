"""Times on a wall clock as moments: the hour that is skipped and the hour that comes twice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from bot.parsing.times.zone_phrases import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments, aware UTC and oldest first, that a wall time may mean, and why if it is not one.

    `is_skipped` where the clock never shows it: the moments are then as far before and after.
    """

    at: tuple[datetime, ...]
    reason: str = ""
    is_skipped: bool = False


def find_moments(wall: datetime, place: Place) -> Moments:
    """Find when a naive wall time is at a place: once, twice, or never."""
    first, second = (wall.replace(tzinfo=place.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = f"{wall:%H:%M}"
    day = f"{wall.day} {wall:%B %Y}"
    if first > second:
        return Moments(
            at=(second, first),
            reason=f"{shown} does not exist on {day} in {place.name}: clocks go forward then.",
            is_skipped=True,
        )
    both = (first,) if first == second else (first, second)
    if place.offset_hours is not None:
        return _choose_by_letters(wall, place, both)
    reason = f"{shown} comes twice on {day} in {place.name}: clocks go back then."
    return Moments(at=both, reason=reason if len(both) > 1 else "")


def _choose_by_letters(wall: datetime, place: Place, moments: tuple[datetime, ...]) -> Moments:
    """Take the moment that letters such as EST strictly mean, or both where people mean another."""
    offset = timezone(timedelta(hours=place.offset_hours or 0.0))
    strict = wall.replace(tzinfo=offset).astimezone(UTC)
    if strict in moments:
        return Moments(at=(strict,))
    day = f"{wall.day} {wall:%B}"
    reason = (
        f"Clocks in {place.name} do not show {place.said} on {day}: it may be their time or "
        f"{offset.tzname(None)}."
    )
    return Moments(at=tuple(sorted({*moments, strict})), reason=reason)
