"""Who sees what, as Slack says it now; where Slack does not say it, nobody sees anything."""

from collections.abc import Sequence

import pytest

from bot.clock import Clock
from bot.errors import DeniedError
from bot.policies.verdicts import PolicyName
from bot.slack.call_access import CallAccess
from tests.builders.access import (
    build_access,
    build_facts,
    build_requester,
    describe_channel,
    describe_public,
    describe_user,
    read_default_rules,
)
from tests.builders.calls import build_call, build_order
from tests.builders.lists import build_sight
from tests.builders.slack_wire import Json, Responder, Wire, answer, answer_each, refuse
from tests.builders.store import channel


class HandTurnedClock(Clock):
    """A clock that shows what it is set to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def say(
    wire: Wire, *channel_ids: str, person: Json | None = None, public: Sequence[str] = ()
) -> None:
    """Have Slack say who somebody is, where, and which channels are public."""
    channels = {"ok": True, "channels": [{"id": each} for each in channel_ids]}
    wire.script = [
        answer_each(
            {
                "users.info": person or describe_user(),
                "users.conversations": channels,
                "conversations.list": describe_public(*public),
            }
        )
    ]


async def find_refusal(access: CallAccess, team_id: str = "T1") -> str:
    with pytest.raises(DeniedError) as caught:
        await access.find_sight(build_requester(team_id=team_id))
    assert caught.value.policy == PolicyName.RESULTS_ACCESS
    return caught.value.value


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (describe_user(is_admin=True), ("C1", "G1", "C2")),
        (describe_user(is_restricted=True), ("C1", "G1")),
        (describe_user(is_ultra_restricted=True), ("C1", "G1")),
    ],
    ids=["member", "guest", "guest of one channel"],
)
async def test_guests_see_where_they_are_and_members_what_is_public_too(
    wire: Wire, person: Json, seen: Sequence[str]
) -> None:
    say(wire, "C1", "G1", person=person, public=["C1", "C2"])

    sight = await build_access(wire).find_sight(build_requester())

    assert sight == build_sight(*seen)
    asked = dict(wire.asked)["users.conversations"]
    assert asked["types"] == "public_channel,private_channel,mpim"


async def test_all_pages_count(wire: Wire) -> None:
    more = {"channels": [{"id": "C1"}], "response_metadata": {"next_cursor": "2"}}
    wire.script = [
        answer(describe_user()),
        answer({"ok": True, **more}),
        answer({"ok": True, "channels": [{"id": "C2"}]}),
        answer(describe_public()),
    ]

    sight = await build_access(wire).find_sight(build_requester())

    assert sight.channel_ids == {"C1", "C2"}
    assert wire.asked[-2][1]["cursor"] == "2"


async def test_slack_is_asked_again_after_a_minute(wire: Wire) -> None:
    clock = HandTurnedClock()
    access = build_access(wire, clock)
    say(wire, public=["C1"])
    for _ in range(2):
        assert (await access.find_sight(build_requester())).channel_ids == {"C1"}
    assert wire.methods == ["users.info", "users.conversations", "conversations.list"]

    say(wire)
    clock.seconds = 61

    assert (await access.find_sight(build_requester())).channel_ids == frozenset()


@pytest.mark.parametrize(
    "person",
    [
        describe_user(team_id="T2"),
        describe_user(is_stranger=True),
        describe_user(deleted=True),
        describe_user(is_bot=True),
    ],
    ids=["other company", "stranger", "deactivated", "app"],
)
async def test_nobody_else_sees_anything(wire: Wire, person: Json) -> None:
    say(wire, "C1", person=person)

    assert await find_refusal(build_access(wire)) == "outsider"


async def test_who_acts_for_another_company_sees_nothing(wire: Wire) -> None:
    say(wire, "C1")

    assert await find_refusal(build_access(wire), team_id="T2") == "outsider"


@pytest.mark.parametrize("method", ["users.info", "users.conversations", "conversations.list"])
async def test_what_slack_does_not_say_is_denied(wire: Wire, method: str) -> None:
    known = {
        "users.info": describe_user(),
        "users.conversations": {"ok": True, "channels": []},
        "conversations.list": describe_public("C1"),
    }
    del known[method]
    wire.script = [answer_each(known)]

    assert await find_refusal(build_access(wire)) == "unknown"


@pytest.mark.parametrize(
    ("answered", "seen"),
    [
        (answer(describe_channel()), ("C1", "C2")),
        (answer(describe_channel(is_private=True)), ("C1", "C2")),
        (answer(describe_channel(is_ext_shared=True)), ("C1",)),
        (refuse("missing_scope"), ("C1",)),
    ],
    ids=["public", "private", "shared", "not allowed to ask"],
)
async def test_channel_hears_of_public_calls_unless_another_company_is_in_it(
    wire: Wire, answered: Responder, seen: Sequence[str]
) -> None:
    wire.script = [answered, answer(describe_public("C2"))]

    sight = await build_access(wire).find_common_sight(channel("C1"))

    assert sight == build_sight(*seen, user_id=None)


@pytest.mark.parametrize(
    ("answered", "seen"),
    [
        (answer(describe_public("C2")), {"C2"}),
        (answer({"ok": True, "channels": [{"id": "C2", "is_private": True}]}), frozenset()),
        (answer({"ok": True, "channels": [{"id": "C2"}]}), frozenset()),
        (refuse("missing_scope"), frozenset()),
    ],
    ids=["public", "private", "not said", "not allowed to ask"],
)
async def test_channel_is_public_only_where_slack_says_so(
    wire: Wire, answered: Responder, seen: frozenset[str]
) -> None:
    channels = {"ok": True, "channels": list[Json]()}
    wire.script = [answer(describe_user()), answer(channels), answered]

    assert (await build_access(wire).find_sight(build_requester())).channel_ids == seen


async def test_each_call_is_marked_by_whether_the_person_sees_it(wire: Wire) -> None:
    say(wire, "G1", public=["C1"])
    places = {"C1": True, "G1": True, "G2": False, "D1": True, "D2": False}
    calls = [
        build_call(
            order=build_order(
                channel_id=place, requested_by="U0BOB" if place == "D2" else "U0ALICE"
            )
        )
        for place in places
    ]

    marked = await build_access(wire).mark_seen(calls, build_requester())

    assert [each.is_seen for each in marked] == list(places.values())


async def test_where_slack_does_not_say_it_no_call_is_seen(wire: Wire) -> None:
    wire.script = [refuse("internal_error")]

    (marked,) = await build_access(wire).mark_seen([build_call()], build_requester())

    assert not marked.is_seen


async def test_conversations_that_somebody_sees_are_known_by_name(wire: Wire) -> None:
    seen = {"ok": True, "channels": [{"id": "G1", "name": "deals"}, {"id": "C2"}]}
    public = {"ok": True, "channels": [{"id": "C1", "name": "sales", "is_private": False}]}
    wire.script = [
        answer_each(
            {
                "users.info": describe_user(),
                "users.conversations": seen,
                "conversations.list": public,
            }
        )
    ]
    facts = build_facts(wire)

    await CallAccess(facts, read_default_rules).find_sight(build_requester())

    assert dict(facts.channel_names) == {"G1": "deals", "C1": "sales", "C2": ""}
