"""Errands: once for each request, and a person hears how it failed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.errors import PostUnconfirmed, RuleRefusal
from bot.ui.rich_text import Message
from handlers.background import Errands

GRACE_SECONDS = 5.0


class Person:
    """Somebody who is told things."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def tell(self, message: Message) -> None:
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
async def errands() -> AsyncIterator[Errands]:
    errands = Errands()
    yield errands
    await errands.finish(grace_seconds=0)


@pytest.fixture
def person() -> Person:
    return Person()


async def finish(errands: Errands) -> None:
    await errands.finish(grace_seconds=GRACE_SECONDS)


async def test_errand_is_done_after_the_listener_returned(errands: Errands, person: Person) -> None:
    doing = Doing()

    errands.start("1", doing.once(), tell=person.tell)
    assert doing.times == 0
    await finish(errands)

    assert (doing.times, person.heard) == (1, [])


async def test_same_request_is_done_once(errands: Errands, person: Person) -> None:
    doing = Doing()

    for _ in range(3):
        errands.start("1", doing.once(), tell=person.tell)
    await finish(errands)
    errands.start("1", doing.once(), tell=person.tell)
    await finish(errands)

    assert doing.times == 1


async def test_requests_without_a_name_are_all_done(errands: Errands, person: Person) -> None:
    doing = Doing()

    for _ in range(3):
        errands.start(None, doing.once(), tell=person.tell)
    await finish(errands)

    assert doing.times == 3


async def test_request_stays_known_through_thousands_of_others(
    errands: Errands, person: Person
) -> None:
    doing, other = Doing(), Doing()
    errands.start("first", doing.once(), tell=person.tell)
    for number in range(4_000):
        errands.start(str(number), other.once(), tell=person.tell)
    errands.start("first", doing.once(), tell=person.tell)
    await finish(errands)

    assert (doing.times, other.times) == (1, 4_000)


async def test_refusal_is_told_to_the_person(errands: Errands, person: Person) -> None:
    refusal = RuleRefusal("There is no agent “X”.", field="agent")

    errands.start("1", Doing(refusal).once(), tell=person.tell)
    await finish(errands)

    assert person.heard == ["❌ There is no agent “X”.\nNobody was called."]


async def test_what_is_unexpected_is_told_with_the_reference_that_the_log_has(
    errands: Errands, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    errands.start("1", Doing(KeyError("secret")).once(), tell=person.tell)
    await finish(errands)
    (heard,) = person.heard
    reference = heard.split()[-1]

    assert "secret" not in heard
    assert f"unexpected, reference {reference}" in caplog.messages
    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_what_a_person_typed_is_not_logged(
    errands: Errands, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    refusal = RuleRefusal("“my secret” is not a caller ID.", field="from")

    errands.start("1", Doing(refusal).once(), tell=person.tell)
    await finish(errands)

    assert "told to a person: RuleRefusal" in caplog.messages
    assert "secret" not in caplog.text


async def refuse(message: Message) -> None:
    raise PostUnconfirmed("TimeoutError")


async def break_down(message: Message) -> None:
    raise KeyError("a bug")


@pytest.mark.parametrize("tell", [refuse, break_down])
async def test_person_who_cannot_be_told_ends_nothing_else(
    errands: Errands, person: Person, tell: Callable[[Message], Awaitable[None]]
) -> None:
    lost: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    doing = Doing()

    errands.start("1", Doing(RuntimeError("a bug")).once(), tell=tell)
    errands.start("2", doing.once(), tell=person.tell)
    await finish(errands)

    assert (doing.times, lost) == (1, [])


async def test_what_takes_too_long_is_given_up_at_the_end(errands: Errands, person: Person) -> None:
    started, given_up = asyncio.Event(), asyncio.Event()

    async def wait_for_ever() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    errands.start("1", wait_for_ever(), tell=person.tell)
    await started.wait()
    await errands.finish(grace_seconds=0)

    async with asyncio.timeout(GRACE_SECONDS):
        await given_up.wait()
    assert person.heard == []
