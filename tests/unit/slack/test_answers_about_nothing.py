"""An answer that succeeds and is about nothing allows nothing: what is missing is no false flag."""

from typing import Any

import pytest

from tests.builders.access import build_facts, describe_channel, describe_user
from tests.builders.slack_wire import Wire, answer, answer_each

NOTHING: tuple[Any, ...] = (
    None,
    {},
    [],
    "",
    "U0GRACE",
    {"name": "grace"},
    {"id": ""},
    {"id": None},
)


@pytest.mark.parametrize("user", NOTHING, ids=str)
async def test_person_of_whom_nothing_is_said_is_not_known(wire: Wire, user: Any) -> None:
    facts = build_facts(wire)
    wire.script = [answer({"ok": True, "user": user}), answer({"ok": True})]

    assert await facts.find_person("U0GRACE") is None
    assert await facts.find_person("U0GRACE") is None


@pytest.mark.parametrize("channel", NOTHING, ids=str)
async def test_place_of_which_nothing_is_said_is_not_known(wire: Wire, channel: Any) -> None:
    facts = build_facts(wire)
    wire.script = [
        answer_each({"users.info": describe_user(), "conversations.info": {"channel": channel}})
    ]

    assert await facts.find_place("C0PARTNERS") is None
    assert await facts.sees_place("C0PARTNERS", "U0ALICE") is None


async def test_channel_that_is_not_said_to_be_public_is_not(wire: Wire) -> None:
    told = describe_channel()
    del told["channel"]["is_private"]
    wire.script = [answer(told)]

    place = await build_facts(wire).find_place("C0SALES")

    assert place is not None
    assert not place.is_public
