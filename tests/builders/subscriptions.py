"""Digest schedules as tests build them."""

from datetime import UTC, datetime, time
from typing import Any

from bot.domain.subscriptions import DigestSchedule
from tests.builders.calls import WORKSPACE

ADDED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def build_schedule(**changes: Any) -> DigestSchedule:
    plain: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "channel_id": "C1",
        "wall_time": time(12),
        "zone": "UTC",
        "added_by": "U1",
        "added_at": ADDED_AT,
    }
    return DigestSchedule(**{**plain, **changes})
