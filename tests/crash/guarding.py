"""The admin of a guarded world, who changes what is allowed and sees whether it is true."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from simulation import at
from tests.crash.limits import COUNTRY, LIFTED_BY, Act, Change
from tests.person import Person
from tests.screen import JsonObject, shown_text

ADMIN: Final = "U0DANA"
ADMINS_DM: Final = "D0DANA"
_PATIENCE_SECONDS: Final = 8.0
_LISTED: Final = "What may be called"
# said of the change that was asked for, or where there was nothing to change
_CONFIRMED: Final = {
    Act.PAUSE: (" paused all calls",),
    Act.RESUME: (" resumed calls", "Calls are not paused."),
    Act.ADD: (" is on the do-not-call list now", " stood on the do-not-call list already"),
    Act.REMOVE: (" is off the do-not-call list", " is not on the do-not-call list"),
    Act.CLOSE: (" closed for calls: ",),
    Act.OPEN: (" opened for calls: ",),
}


class Guarding:
    """Changes what is allowed, one thing after the other; `changes` is the history of it."""

    def __init__(self, person: Person, now: Callable[[], float]) -> None:
        self._person = person
        self._now = now
        self.changes: list[Change] = []

    async def do(self, act: Act, subject: str = "") -> bool:
        """Change something; tell whether it is seen to be true."""
        asked_at = self._now()
        confirmed_at = None
        with at("page"), suppress(AssertionError):
            before = len(self._list_confirmations(act))
            await self._ask(act, subject)
            await self._person.wait_until(
                lambda: len(self._list_confirmations(act)) > before, act, _PATIENCE_SECONDS
            )
            confirmed_at = self._now()
        self.changes.append(
            Change(act=act, subject=subject, asked_at=asked_at, confirmed_at=confirmed_at)
        )
        return confirmed_at is not None

    async def lift_all(self) -> None:
        """Lift whatever may be in force, but for what callees asked for."""
        for act in (Act.RESUME, Act.OPEN):
            asked = {change.act for change in self.changes}
            forbids = next(each for each, lifted_by in LIFTED_BY.items() if lifted_by is act)
            while forbids in asked and not await self.do(act, self._subject_of(act)):
                pass

    def _subject_of(self, act: Act) -> str:
        return COUNTRY if act is Act.OPEN else ""

    async def _ask(self, act: Act, subject: str) -> None:
        match act:
            case Act.PAUSE | Act.RESUME:
                await self._person.type(ADMINS_DM, f"/call {act}")
            case Act.ADD:
                await self._person.type(ADMINS_DM, f"/call dnc add {subject}")
            case Act.REMOVE:
                await self._person.type(ADMINS_DM, f"/call dnc remove {subject}")
            case Act.CLOSE | Act.OPEN:
                await self._fill(subject, "closed" if act is Act.CLOSE else "open")

    async def _fill(self, country: str, opening: str) -> None:
        person = self._person
        await person.type(ADMINS_DM, "/call rules")
        listed = await person.wait_for_ephemeral(ADMINS_DM, _LISTED, _PATIENCE_SECONDS)
        await person.click(listed, "Change countries")
        view = await person.wait_for_view("change_rule_form", _PATIENCE_SECONDS)
        await person.fill(view, {"rule_subjects": [country], "rule_value": opening})
        await person.submit(view)

    def _list_confirmations(self, act: Act) -> list[JsonObject]:
        shown = [*self._person.messages(ADMINS_DM), *self._person.ephemerals(ADMINS_DM)]
        words = _CONFIRMED[act]
        return [one for one in shown if any(each in shown_text(one) for each in words)]
