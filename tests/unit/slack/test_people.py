"""Whose clock a time is read on: asked of Slack once in a while, and never trusted to exist."""

import pytest

from bot.errors import SlackError
from bot.slack import build_web_client
from bot.slack.people import People
from tests.builders.slack_wire import Wire, answer, refuse


class Seconds:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def people(wire: Wire, seconds: Seconds) -> People:
    client = build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=2)
    return People(client, monotonic=seconds)


async def test_zone_of_a_person_is_asked_once_in_ten_minutes(
    wire: Wire, people: People, seconds: Seconds
) -> None:
    wire.script = [
        answer({"ok": True, "user": {"tz": "Asia/Jerusalem"}}),
        answer({"ok": True, "user": {"tz": "Europe/London"}}),
    ]

    assert await people.user_time_zone("U0DANA") == "Asia/Jerusalem"
    seconds.now = 599.0
    assert await people.user_time_zone("U0DANA") == "Asia/Jerusalem"
    seconds.now = 600.0
    assert await people.user_time_zone("U0DANA") == "Europe/London"
    assert wire.methods == ["users.info", "users.info"]


async def test_zones_of_two_people_are_kept_apart(wire: Wire, people: People) -> None:
    wire.script = [
        answer({"ok": True, "user": {"tz": "Asia/Jerusalem"}}),
        answer({"ok": True, "user": {"tz": "Europe/London"}}),
    ]

    assert await people.user_time_zone("U0DANA") == "Asia/Jerusalem"
    assert await people.user_time_zone("U0BOB") == "Europe/London"
    assert await people.user_time_zone("U0DANA") == "Asia/Jerusalem"


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus", "../etc/passwd", "/etc/localtime"])
async def test_zone_that_is_none_is_utc(wire: Wire, people: People, tz: str | None) -> None:
    wire.script = [answer({"ok": True, "user": {"tz": tz}})]

    assert await people.user_time_zone("U0DANA") == "UTC"


async def test_zone_that_could_not_be_asked_for_is_not_guessed(wire: Wire, people: People) -> None:
    wire.script = [refuse("internal_error"), answer({"ok": True, "user": {"tz": "Asia/Tokyo"}})]

    with pytest.raises(SlackError):
        await people.user_time_zone("U0DANA")
    assert await people.user_time_zone("U0DANA") == "Asia/Tokyo"
