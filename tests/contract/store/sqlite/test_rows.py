"""What a value becomes in a row, and a row in a value."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.domain.subscriptions import DigestSchedule
from bot.domain.workspaces import WorkspaceId
from bot.store.sqlite.rows import encode, from_row, to_columns
from tests.builders.calls import NOON, build_order

ORDER = build_order(variables={"name": "Zoë"}, is_unusual_number=True, due_at=NOON)
SCHEDULE = DigestSchedule(
    workspace_id=WorkspaceId("T1"),
    channel_id="C1",
    wall_time=time(8, 5),
    zone="Europe/Berlin",
    added_by="U1",
    added_at=NOON,
    last_day=date(2026, 3, 1),
    last_until=datetime(2026, 3, 1, 7, 5, tzinfo=UTC),
)


def write(value: Any) -> dict[str, Any]:
    return {name: encode(each) for name, each in to_columns(value).items()}


@pytest.mark.parametrize(
    "value",
    [ORDER, replace(ORDER, due_at=None), SCHEDULE, replace(SCHEDULE, last_day=None)],
)
def test_value_comes_back_as_it_was_written(value: Any) -> None:
    assert repr(from_row(type(value), write(value))) == repr(value)


def test_columns_hold_text_and_numbers_alone() -> None:
    kinds = {type(each) for value in (ORDER, SCHEDULE) for each in write(value).values()}

    assert kinds <= {str, int, float, bool, type(None)}


def test_what_is_given_stands_in_for_columns() -> None:
    row = write(ORDER) | {"due_at": "no time at all"}

    assert from_row(type(ORDER), row, due_at=None) == replace(ORDER, due_at=None)
