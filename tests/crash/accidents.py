"""What other people do, and what comes together with it, strewn into a script by its seed."""

import random
from collections.abc import Sequence
from typing import Any, Final

from tests.crash.deeds import (
    Ask,
    Backup,
    Befall,
    Control,
    Deed,
    Delete,
    Gag,
    Hide,
    Kill,
    Meddle,
    Pass,
    Press,
    Script,
    Trouble,
)
from tests.crash.orders import GUESTS, PUBLIC, Entrance, Order

# beyond those that the script itself has
_FIRST_NUMBER: Final = 500
_ORDERS_EACH: Final = 10
_LIVES_PER_ACCIDENT: Final = 4
_TALKS: Final = "6543"
_BUSY: Final = "6001"
# no word of Slack's that anybody knows says that something is over
_WORDS_OF_TOMORROW: Final = ("tomorrows_word", "internal_error", "service_unavailable")
_BUTTONS: Final = ("Cancel", "Dial now", "In 15 min", "Stop trying")
_MANY: Final = 8
_MOMENTS: Final = (0.5, 2.0, 4.0, 7.0)


def strew(script: Script, seed: str) -> Script:
    """Return a script with accidents in some of its lives, each of another kind.

    In every second world a backup is made, too.
    """
    chance = random.Random(f"accidents {seed}")
    kills = [at for at, deed in enumerate(script) if isinstance(deed, Kill)]
    befallen = chance.sample(kills, len(kills) // _LIVES_PER_ACCIDENT)
    kinds = chance.sample(_ACCIDENTS, min(len(befallen), len(_ACCIDENTS)))
    # an order of its own each, so that none loses what another one needs
    more = {
        at: build(_FIRST_NUMBER + _ORDERS_EACH * number, chance)
        for number, (at, build) in enumerate(zip(befallen, kinds, strict=False))
    }
    backup_at = chance.choice([*kills, *[-1] * len(kills)]) if kills else -1
    deeds: list[Deed] = []
    for at, deed in enumerate(script):
        deeds += (*more.get(at, ()), deed)
        if at == backup_at:
            deeds.append(Backup())
    return tuple(deeds)


def _lose_card(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let a card be deleted while its call goes on, and Slack be busy with what lands astray."""
    order = _order(number, chance)
    moment = Pass(seconds=chance.choice(_MOMENTS))
    return (Ask(order=order), moment, _fault("chat.delete", chance), Delete(tag=order.tag))


def _lose_waiting_card(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let the card of a call be deleted that waits for its time, and is given another one."""
    order = _order(number, chance, later_seconds=40)
    return (
        Ask(order=order),
        Pass(seconds=3.0),
        Delete(tag=order.tag),
        # a card is looked at when it is to show something new
        Press(label=chance.choice(("Dial now", "Cancel", "In 15 min"))),
        Pass(seconds=chance.choice((0.0, 45.0))),
    )


def _lose_place(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let a channel be closed for a while, and Slack busy where the story could go on."""
    order = _order(number, chance)
    where = {"channel": order.channel_id}
    return (
        Ask(order=order),
        Pass(seconds=chance.choice(_MOMENTS)),
        _fault("conversations.open", chance),
        Control(do="archive", more=where),
        Pass(seconds=chance.choice((5.0, 15.0))),
        Control(do="unarchive", more=where),
    )


def _gag(number: int, chance: random.Random) -> Sequence[Deed]:
    """Have Slack refuse for good what is said of one call, while others talk in its channel."""
    order = _order(number, chance)
    other = _order(number + 1, chance, channel_id=order.channel_id)
    return (
        Ask(order=order),
        Pass(seconds=chance.choice(_MOMENTS)),
        Gag(tag=order.tag, error=chance.choice(_WORDS_OF_TOMORROW)),
        Ask(order=other),
    )


def _stammer(number: int, chance: random.Random) -> Sequence[Deed]:
    """Have Slack refuse a message with a word that nobody knows, and take it later."""
    return (
        _fault("chat.postMessage", chance, after=chance.randrange(3)),
        Ask(order=_order(number, chance)),
        Pass(seconds=chance.choice(_MOMENTS)),
    )


def _mislay(number: int, chance: random.Random) -> Sequence[Deed]:
    """Have the API not know a call, or its list, for a moment; both more than a minute apart."""
    method = chance.choice(("call-get", "call-list"))
    missing = {"side": "voicy", "method": method, "kind": "status", "status": 404}
    order = _order(number, chance, fate="6012")
    return (
        Ask(order=order),
        Pass(seconds=10.0),
        Control(do="fault", more=missing),
        Pass(seconds=70.0),
        Control(do="fault", more=missing),
        Pass(seconds=3.0),
    )


def _keep_waiting(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let the answer to a dial come later than anybody waits for it."""
    late = {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 40}
    return (
        Control(do="fault", more=late),
        Ask(order=_order(number, chance)),
        Pass(seconds=50.0),
    )


def _meddle(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let a guest press what they see under a call that waits, or may be tried again."""
    fate, later = chance.choice(((_BUSY, 0), (_TALKS, 15)))
    order = _order(number, chance, fate=fate, later_seconds=later, channel_id=GUESTS)
    presses = [Meddle(label=label) for label in _BUTTONS]
    return (Ask(order=order), Pass(seconds=chance.choice((4.0, 8.0))), *presses, Pass(seconds=3.0))


def _come_late(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let somebody far away press a button of a card that says more by then."""
    label = chance.choice(("Cancel", "Cancel", "Dial now"))
    return (
        Befall(trouble=Trouble.SLOW, seconds=20.0, side="slack"),
        Ask(order=_order(number, chance, later_seconds=5)),
        Pass(seconds=chance.uniform(5.0, 7.5)),
        Press(label=label),
        Pass(seconds=4.0),
    )


def _hide(number: int, chance: random.Random) -> Sequence[Deed]:
    """Make a channel private in which a call goes on, of which another channel would hear."""
    order = _order(number, chance, channel_id=GUESTS, later_seconds=chance.choice((0, 75)))
    return (Ask(order=order), Pass(seconds=2.0), Hide(channel_id=GUESTS), Pass(seconds=2.0))


def _crowd(number: int, chance: random.Random) -> Sequence[Deed]:
    """Let more people ask at once than may be called at once."""
    orders = [_order(number + each, chance) for each in range(_MANY)]
    return (*(Ask(order=order) for order in orders), Pass(seconds=5.0))


_ACCIDENTS: Final = (
    _lose_card,
    _lose_waiting_card,
    _lose_place,
    _gag,
    _stammer,
    _mislay,
    _keep_waiting,
    _meddle,
    _come_late,
    _hide,
    _crowd,
)


def _order(
    number: int,
    chance: random.Random,
    *,
    fate: str = _TALKS,
    later_seconds: int = 0,
    channel_id: str = "",
) -> Order:
    return Order(
        number=number,
        to_number=f"+1555{number:03d}{fate}",
        channel_id=channel_id or chance.choice(PUBLIC),
        entrance=Entrance.COMMAND,
        later_seconds=later_seconds,
    )


def _fault(method: str, chance: random.Random, **more: Any) -> Control:
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "error", "error": _WORDS_OF_TOMORROW[0]},
        {"kind": "status", "status": 503},
        {"kind": "rate_limited", "retry_after": 2},
    )
    fault = {"side": "slack", "method": method, "times": chance.choice((1, 2))}
    return Control(do="fault", more={**fault, **chance.choice(kinds), **more})
