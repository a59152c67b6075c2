"""The short help in a chat with the bot: not more than once an hour."""

from handlers.mentions import Greetings
from tests.builders.virtual_time import VirtualTime

HOUR = 3_600.0


def test_person_is_greeted_once_an_hour() -> None:
    time = VirtualTime()
    greetings = Greetings(time)

    assert greetings.is_due("U0ALICE")
    greetings.record("U0ALICE")
    time.seconds += HOUR - 1
    assert not greetings.is_due("U0ALICE")
    assert greetings.is_due("U0BOB")
    greetings.record("U0BOB")
    time.seconds += 1
    assert greetings.is_due("U0ALICE")
    assert not greetings.is_due("U0BOB")
