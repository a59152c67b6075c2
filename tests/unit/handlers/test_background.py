"""BackgroundTasks: once for each request, and a person hears how it failed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.errors import DeliveryUnknownError, InputError
from bot.ui.labels import NOBODY_CALLED
from bot.ui.rich_text import Message
from handlers.background import BackgroundTasks

GRACE_SECONDS = 5.0


class Person:
    """Somebody who is told things."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def reply(self, message: Message) -> None:
        self.heard.append(message.text)


class Doing:
    """Work that counts how often it was done."""

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure
        self.times = 0

    async def once(self) -> None:
        self.times += 1
        if self._failure is not None:
            raise self._failure


@pytest.fixture
async def background() -> AsyncIterator[BackgroundTasks]:
    background = BackgroundTasks()
    yield background
    await background.finish(grace_seconds=0)


@pytest.fixture
def person() -> Person:
    return Person()


async def finish(background: BackgroundTasks) -> None:
    await background.finish(grace_seconds=GRACE_SECONDS)


async def test_errand_is_done_after_the_listener_returned(
    background: BackgroundTasks, person: Person
) -> None:
    doing = Doing()

    background.start("1", doing.once(), reply=person.reply)
    assert doing.times == 0
    await finish(background)

    assert (doing.times, person.heard) == (1, [])


async def test_same_request_is_done_once(background: BackgroundTasks, person: Person) -> None:
    doing = Doing()

    for _ in range(3):
        background.start("1", doing.once(), reply=person.reply)
    await finish(background)
    background.start("1", doing.once(), reply=person.reply)
    await finish(background)

    assert doing.times == 1


async def test_requests_without_a_name_are_all_done(
    background: BackgroundTasks, person: Person
) -> None:
    doing = Doing()

    for _ in range(3):
        background.start(None, doing.once(), reply=person.reply)
    await finish(background)

    assert doing.times == 3


async def test_request_stays_known_through_thousands_of_others(
    background: BackgroundTasks, person: Person
) -> None:
    doing, other = Doing(), Doing()
    background.start("first", doing.once(), reply=person.reply)
    for number in range(4_000):
        background.start(str(number), other.once(), reply=person.reply)
    background.start("first", doing.once(), reply=person.reply)
    await finish(background)

    assert (doing.times, other.times) == (1, 4_000)


async def test_refusal_is_told_to_the_person(background: BackgroundTasks, person: Person) -> None:
    refusal = InputError("There is no agent “X”.", field="agent")

    background.start("1", Doing(refusal).once(), reply=person.reply)
    await finish(background)

    assert person.heard == [f"❌ There is no agent “X”.\n{NOBODY_CALLED}"]


async def test_what_is_unexpected_is_told_with_the_reference_that_the_log_has(
    background: BackgroundTasks, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    background.start("1", Doing(KeyError("secret")).once(), reply=person.reply)
    await finish(background)
    (heard,) = person.heard
    reference = heard.split()[-1]

    assert "secret" not in heard
    assert f"unexpected, reference {reference}" in caplog.messages
    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_what_a_person_typed_is_not_logged(
    background: BackgroundTasks, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    refusal = InputError("“my secret” is not a caller ID.", field="from")

    background.start("1", Doing(refusal).once(), reply=person.reply)
    await finish(background)

    assert "explained to a person: InputError" in caplog.messages
    assert "secret" not in caplog.text


async def refuse(message: Message) -> None:
    raise DeliveryUnknownError("TimeoutError")


async def break_down(message: Message) -> None:
    raise KeyError("a bug")


@pytest.mark.parametrize("reply", [refuse, break_down])
async def test_person_who_cannot_be_told_ends_nothing_else(
    background: BackgroundTasks, person: Person, reply: Callable[[Message], Awaitable[None]]
) -> None:
    lost: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    doing = Doing()

    background.start("1", Doing(RuntimeError("a bug")).once(), reply=reply)
    background.start("2", doing.once(), reply=person.reply)
    await finish(background)

    assert (doing.times, lost) == (1, [])


async def test_what_takes_too_long_is_given_up_at_the_end(
    background: BackgroundTasks, person: Person
) -> None:
    started, given_up = asyncio.Event(), asyncio.Event()

    async def wait_for_ever() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    background.start("1", wait_for_ever(), reply=person.reply)
    await started.wait()
    await background.finish(grace_seconds=0)

    async with asyncio.timeout(GRACE_SECONDS):
        await given_up.wait()
    assert person.heard == []
