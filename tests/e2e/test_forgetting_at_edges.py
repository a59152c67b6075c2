"""A number that is forgotten while Slack stumbles: only its final word leaves something behind."""

from typing import Any

import pytest

from tests.e2e.test_forgetting import be_called, dana, find_in_slack, forget
from tests.e2e.world import World
from tests.person import Person
from tests.screen import shown_text

__all__ = ["dana"]
STANDS = "Slack did not let me"
PASSING: dict[str, dict[str, Any]] = {
    "a word nobody listed": {"kind": "error", "error": "a_word_nobody_listed"},
    "not let in": {"kind": "error", "error": "accesslimited"},
    "in doubt": {"kind": "error", "error": "fatal_error"},
    "lost": {"kind": "drop_before"},
    "lost afterwards": {"kind": "drop_after"},
    "503": {"kind": "status", "status": 503},
    "429": {"kind": "rate_limited", "retry_after": 7},
}
METHODS = ("conversations.open", "conversations.replies", "chat.delete", "files.delete")


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
async def test_what_slack_may_say_otherwise_later_leaves_nothing_behind(
    world: World, alice: Person, dana: Person, fault: dict[str, Any]
) -> None:
    await be_called(world, alice)
    for method in METHODS:
        await world.break_slack(method, times=1, **fault)

    told = await forget(dana)

    assert STANDS not in shown_text(told)
    assert find_in_slack(world) == []


@pytest.mark.parametrize("code", ["a_word_nobody_listed", "fatal_error", "cant_delete_message"])
async def test_what_slack_never_lets_be_deleted_is_told_and_holds_up_nothing_else(
    world: World, alice: Person, dana: Person, code: str
) -> None:
    await be_called(world, alice)
    await world.break_slack("chat.delete", "error", error=code, times=0)

    told = await forget(dana)

    assert STANDS in shown_text(told)
