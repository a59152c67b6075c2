"""Who asked for an answer, not for a call, hears why there is none, and nothing about calling."""

import pytest

from bot.ui.labels import NOBODY_CALLED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

_UPLOAD, _SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"


@pytest.mark.parametrize(
    ("typed", "method", "error", "why"),
    [
        ("export", _UPLOAD, "file_uploads_disabled", "not allow files to be uploaded"),
        ("export", _SHARE, "storage_limit_reached", "storage of this workspace is full"),
        ("stats 1d", _UPLOAD, "missing_scope", "lacks a permission"),
        ("stats 1d", _SHARE, "a_new_code", "a_new_code"),
    ],
)
async def test_reason_for_no_file_stands_alone(
    world: World, alice: Person, typed: str, method: str, error: str, why: str
) -> None:
    card = await ask(alice, "#sales", "/call +15559876543 name=Ann")
    await hear_the_end(alice, card, Head.ENDED)
    await world.break_slack(method, "error", error=error, times=0)

    await hear_reason_alone(alice, typed, why)


async def test_reason_for_no_agents_stands_alone(outside: World, alice: Person) -> None:
    await outside.break_voicy("agent-list", "status", status=403, times=0)
    await outside.start_bot()

    await hear_reason_alone(alice, "agents", "Internal server error")


async def hear_reason_alone(person: Person, typed: str, why: str) -> None:
    """Type a command and hear why there is no answer, and nothing more."""
    await person.type("#sales", f"/call {typed}")
    told = await person.wait_for_ephemeral("#sales", "❌", PATIENCE_SECONDS)
    assert why in shown_text(told)
    assert NOBODY_CALLED not in shown_text(told)
