"""Digest times as tests build them."""

from datetime import UTC, datetime, time
from typing import Any

from bot.domain.subscriptions import DigestTime

ADDED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def build_digest_time(**changes: Any) -> DigestTime:
    plain: dict[str, Any] = {
        "channel_id": "C1",
        "wall_time": time(12),
        "zone": "UTC",
        "added_by": "U1",
        "added_at": ADDED_AT,
    }
    return DigestTime(**{**plain, **changes})
