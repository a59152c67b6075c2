"""A call of which only what is counted is left: shown in words wherever calls are shown."""

from bot.ui.call_card import build_card
from bot.ui.call_list import build_call_list, build_list_title
from tests.builders.calls import build_call, build_order
from tests.builders.exported import write_table
from tests.builders.rich_text import draw

FORGOTTEN = build_call(
    "initiated",
    "user_hangup",
    order=build_order(to_number="", requested_by_name="", callee_time_zone="Europe/Rome"),
)


def test_card_names_neither_number_nor_requester() -> None:
    drawn = str(draw(build_card(FORGOTTEN)))

    assert "a deleted number" in drawn
    assert "@" not in drawn


def test_list_names_neither_number_nor_requester() -> None:
    listed = build_call_list(build_list_title("Calls"), [(FORGOTTEN, "")], nothing="Nothing.").text

    assert "a deleted number" in listed
    assert "requested by somebody" in listed


def test_table_has_a_row_with_empty_cells() -> None:
    table = write_table([FORGOTTEN])

    assert len(table.splitlines()) == 2
    assert ",Ended,the callee hung up," in table
