"""What has to happen sometimes: without it a campaign tests less than it says.

After the "sometimes" assertions of Antithesis: https://antithesis.com/docs/best_practices/
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.ui.denials import CAPPED
from tests.crash.deeds import Trouble
from tests.crash.limits import Act
from tests.crash.orders import Entrance
from tests.crash.points import Place
from tests.crash.threads import read_words
from tests.crash.verdict import Verdict
from tests.crash.world import CrashWorld

_UNCONFIRMED: Final = "Unconfirmed"


def _adopted(world: CrashWorld, verdict: Verdict) -> bool:
    return any(
        _UNCONFIRMED in thread.told and verdict.calls_of(tag)
        for tag, thread in verdict.threads.by_tag.items()
    )


def _says(words: str) -> Callable[[CrashWorld, Verdict], bool]:
    def is_said(world: CrashWorld, verdict: Verdict) -> bool:
        return any(words in text for text in world.onlooker.said)

    return is_said


def _tells_alone(words: str) -> Callable[[CrashWorld, Verdict], bool]:
    return lambda world, _verdict: any(words in text for _, _, text in world.list_answers())


def _changed(act: Act) -> Callable[[CrashWorld, Verdict], bool]:
    def is_changed(world: CrashWorld, verdict: Verdict) -> bool:
        changes = world.guarding.changes if world.guarding else ()
        return any(each.act is act and each.confirmed_at is not None for each in changes)

    return is_changed


def _befell(trouble: Trouble) -> Callable[[CrashWorld, Verdict], bool]:
    return lambda world, _verdict: trouble in world.troubles.befallen


def _asked_by(entrance: Entrance) -> Callable[[CrashWorld, Verdict], bool]:
    def is_called(world: CrashWorld, verdict: Verdict) -> bool:
        orders = world.asking.orders.items()
        return any(it.entrance is entrance and verdict.calls_of(tag) for tag, it in orders)

    return is_called


def _repeated(world: CrashWorld, verdict: Verdict) -> bool:
    """Tell whether an order reached two processes and was dialed."""
    lives: dict[str, set[int]] = {}
    for exchange in world.onlooker.exchanges:
        if exchange.place is Place.ENVELOPE and exchange.subject:
            lives.setdefault(exchange.subject, set()).add(exchange.life)
    return any(len(them) > 1 and verdict.calls_of(tag) for tag, them in lives.items())


def _tried_again(world: CrashWorld, verdict: Verdict) -> bool:
    return any(len(verdict.calls_of(tag)) > 1 for tag in world.asking.orders)


def _answered_alone(world: CrashWorld, verdict: Verdict) -> bool:
    cards = verdict.threads.by_tag
    return any(tag not in cards for tag in world.onlooker.acknowledged)


def _moved(world: CrashWorld, verdict: Verdict) -> bool:
    return any(len(thread.card_words) > 1 for thread in verdict.threads.by_tag.values())


def _posted_anew(world: CrashWorld, verdict: Verdict) -> bool:
    threads = verdict.threads.by_tag.values()
    return any(thread.deleted_cards and thread.card_words for thread in threads)


def _taken_back(world: CrashWorld, verdict: Verdict) -> bool:
    return bool(verdict.threads.taken_back)


def _shares_reply(world: CrashWorld, verdict: Verdict) -> bool:
    threads = verdict.threads.by_tag.values()
    return any(len(read_words(text)) > 1 for thread in threads for text in thread.texts)


SOMETIMES: Final[Mapping[str, Callable[[CrashWorld, Verdict], bool]]] = {
    "a call whose answer was lost is found and told": _adopted,
    "a call that was never placed is given up": _says("The phone may have rung"),
    "a call waits in line for a slot": _says("in line"),
    "an order reaches two processes and is dialed": _repeated,
    "an order is tried again": _tried_again,
    "an order is answered to one person alone": _answered_alone,
    "a story moves to a direct message": _moved,
    "a card is deleted, and another one posted": _posted_anew,
    "a reply that landed astray is taken back": _taken_back,
    "a guest presses a button": lambda world, _verdict: world.bystanders.has_meddled,
    "a channel becomes private": lambda world, _verdict: bool(world.bystanders.hidden_at),
    "a copy of the database is worked on": lambda world, _verdict: world.was_restored,
    "a call is wanted no more": _says("which has passed"),
    "a dial shares its reply with what comes next": _shares_reply,
    "an older status is shown after a newer one": lambda _world, verdict: verdict.has_gone_back,
    "a log ends in half a transaction": lambda world, _verdict: world.torn > 0,
    "a frozen bot is taken over from": lambda world, _verdict: world.usurped > 0,
    "a start fails and the next one works": lambda world, _verdict: world.failed_starts > 0,
    "a call waits because all are paused": _says("all calls are paused by"),
    "refused: paused": _tells_alone("All calls are paused"),
    "refused: on the do-not-call list": _tells_alone("on the do-not-call list"),
    "refused: country closed": _tells_alone("are closed here"),
    "refused: too many calls of a day": _tells_alone(CAPPED.rpartition("}")[2]),
    "asked about: quiet hours": _tells_alone("Quiet hours"),
    **{f"changed: {act}": _changed(act) for act in Act},
    **{f"befallen: {trouble}": _befell(trouble) for trouble in Trouble},
    **{f"called by {entrance}": _asked_by(entrance) for entrance in Entrance},
}


def find_happened(world: CrashWorld, verdict: Verdict) -> Iterator[str]:
    """Return the names of all that happened in a world."""
    return (name for name, has_happened in SOMETIMES.items() if has_happened(world, verdict))
