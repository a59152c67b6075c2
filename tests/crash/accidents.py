"""What other people do, and what comes together with it, strewn into a script by its seed."""

from collections.abc import Sequence
from typing import Any, Final

from tests.crash.chance import Chance
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
    Usurp,
)
from tests.crash.orders import (
    BUSY,
    FIRST_ACCIDENT,
    GUESTS,
    ORDERS_PER_ACCIDENT,
    PRIVATE,
    TALKATIVE,
    choose_plain_order,
)
from tests.crash.voicy_accidents import VOICY_ACCIDENTS

_LIVES_PER_ACCIDENT: Final = 5
# no word of Slack's that anybody knows says that something is over
_WORDS_OF_TOMORROW: Final = ("tomorrows_word", "internal_error", "service_unavailable")
_BUTTONS: Final = ("Cancel", "Dial now", "In 15 min", "Stop trying")
_MANY: Final = 8
_MOMENTS: Final = (0.5, 2.0, 4.0, 7.0)


def strew(script: Script, seed: str) -> Script:
    """Return a script with accidents in some of its lives, each of another kind.

    In every second world a backup is made, too.
    """
    chance = Chance(f"accidents {seed}")
    kills = {at: deed for at, deed in enumerate(script) if isinstance(deed, Kill)}
    count = len(kills) // _LIVES_PER_ACCIDENT
    more: dict[int, Sequence[Deed]] = {}
    for number, build in enumerate(chance.sample(_ACCIDENTS, min(count, len(_ACCIDENTS)))):
        # where a kill lurks on the wire, what takes its time would soon be over
        calm = [at for at, kill in kills.items() if kill.point.stage is None and at not in more]
        if calm:
            # an order of its own each, so that none loses what another one needs
            at = chance.choice(calm)
            more[at] = build(FIRST_ACCIDENT + ORDERS_PER_ACCIDENT * number, chance)
    backup_at = chance.choice([*kills, *[-1] * len(kills)]) if kills else -1
    deeds: list[Deed] = []
    for at, deed in enumerate(script):
        deeds += (*more.get(at, ()), deed)
        if at == backup_at:
            deeds.append(Backup())
    return tuple(deeds)


def _lose_card(number: int, chance: Chance) -> Sequence[Deed]:
    """Let a card be deleted while its call goes on, and Slack be busy with what lands astray."""
    order = choose_plain_order(number, chance)
    busy = {"method": "chat.update", "kind": "rate_limited", "retry_after": 8}
    return (
        Ask(order=order),
        Pass(seconds=chance.pick(_MOMENTS)),
        # what is told next comes before anybody looks at the card
        Control(do="fault", more={"side": "slack", **busy}),
        _fault("chat.delete", chance),
        Delete(tag=order.tag),
        Pass(seconds=chance.pick((0.0, 3.0))),
    )


def _lose_waiting_card(number: int, chance: Chance) -> Sequence[Deed]:
    """Let the card of a call be deleted that waits for its time, and is given another one."""
    order = choose_plain_order(number, chance, later_seconds=40)
    return (
        Ask(order=order),
        Pass(seconds=3.0),
        Delete(tag=order.tag),
        # a card is looked at when it is to show something new
        Press(label=chance.pick(("Dial now", "Cancel", "In 15 min"))),
        Pass(seconds=chance.pick((0.0, 45.0))),
    )


def _lose_place(number: int, chance: Chance) -> Sequence[Deed]:
    """Let a channel be closed for a while, and Slack busy where the story could go on."""
    order = choose_plain_order(number, chance)
    where = {"channel": order.channel_id}
    return (
        Ask(order=order),
        Pass(seconds=chance.pick(_MOMENTS)),
        _fault("conversations.open", chance),
        Control(do="archive", more=where),
        Pass(seconds=chance.pick((5.0, 15.0))),
        Control(do="unarchive", more=where),
    )


def _gag(number: int, chance: Chance) -> Sequence[Deed]:
    """Have Slack refuse for good what is said of one call, while others talk in its channel."""
    order = choose_plain_order(number, chance)
    other = choose_plain_order(number + 1, chance, place=order.channel_id)
    return (
        Ask(order=order),
        Pass(seconds=chance.pick(_MOMENTS)),
        Gag(tag=order.tag, error=chance.pick(_WORDS_OF_TOMORROW)),
        Ask(order=other),
    )


def _stammer(number: int, chance: Chance) -> Sequence[Deed]:
    """Have Slack refuse a message with a word that nobody knows, and take it later."""
    return (
        _fault("chat.postMessage", chance, after=chance.randrange(3)),
        Ask(order=choose_plain_order(number, chance)),
        Pass(seconds=chance.pick(_MOMENTS)),
    )


def _refuse_card(number: int, chance: Chance) -> Sequence[Deed]:
    """Ask where the bot is not, and invite it while it says so and can write nothing down."""
    order = choose_plain_order(number, chance, place=PRIVATE)
    where = {"channel": PRIVATE}
    late = {"side": "slack", "method": "response_url", "kind": "slow", "seconds": 4}
    return (
        Control(do="kick_bot", more=where),
        Control(do="fault", more=late),
        Ask(order=order),
        Pass(seconds=1.0),
        Control(do="invite_bot", more=where),
        Befall(trouble=Trouble.HELD, seconds=6.0),
        Pass(seconds=chance.pick((0.0, 12.0))),
    )


def _freeze(number: int, chance: Chance) -> Sequence[Deed]:
    """Let a bot freeze around its dial, and later another one, mostly until that was given up."""
    return [
        Usurp(
            order=choose_plain_order(number + each, chance),
            steps=chance.pick((0, 0, 0, 1, 2, 4, 10, 30)),
            is_renewed=is_renewed,
            seconds=chance.pick((5.0, 130.0, 180.0)),
        )
        for each, is_renewed in enumerate((False, True))
    ]


def _speak_slowly(number: int, chance: Chance) -> Sequence[Deed]:
    """Let what the bot says be under way for long when it is killed, and the next one be quick."""
    return (
        Ask(order=choose_plain_order(number, chance)),
        Pass(seconds=chance.uniform(0.5, 4.0)),
        Befall(trouble=Trouble.SLOW, seconds=2.0, side="slack"),
        Pass(seconds=2.0),
    )


def _keep_waiting(number: int, chance: Chance) -> Sequence[Deed]:
    """Let the answer to a dial come later than anybody waits for it."""
    late = {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 40}
    return (
        Control(do="fault", more=late),
        Ask(order=choose_plain_order(number, chance)),
        Pass(seconds=50.0),
    )


def _meddle(number: int, chance: Chance) -> Sequence[Deed]:
    """Let a guest press what they see under a call that waits, or may be tried again."""
    fate, later = chance.pick(((BUSY, 0), (TALKATIVE, 15)))
    order = choose_plain_order(number, chance, fate=fate, later_seconds=later, place=GUESTS)
    presses = [Meddle(label=label) for label in _BUTTONS]
    return (Ask(order=order), Pass(seconds=chance.pick((4.0, 8.0))), *presses, Pass(seconds=3.0))


def _come_late(number: int, chance: Chance) -> Sequence[Deed]:
    """Let somebody far away press a button of a card that says more by then."""
    label = chance.pick(("Cancel", "Cancel", "Cancel", "Dial now"))
    return (
        Befall(trouble=Trouble.SLOW, seconds=20.0, side="slack"),
        Ask(order=choose_plain_order(number, chance, later_seconds=5)),
        Pass(seconds=chance.uniform(6.5, 7.7)),
        Press(label=label),
        Pass(seconds=4.0),
    )


def _set_clock_back(number: int, chance: Chance) -> Sequence[Deed]:
    """Let the clock be set back while a call goes on, and nobody be killed for minutes."""
    return (
        Ask(order=choose_plain_order(number, chance)),
        Pass(seconds=chance.uniform(0.3, 2.5)),
        Befall(trouble=Trouble.CLOCK, seconds=chance.pick((-600.0, -3600.0))),
        Pass(seconds=240.0),
    )


def _hide(number: int, chance: Chance) -> Sequence[Deed]:
    """Make a channel private in which a call goes on, of which another channel would hear."""
    order = choose_plain_order(number, chance, place=GUESTS, later_seconds=chance.pick((0, 75)))
    return (Ask(order=order), Pass(seconds=2.0), Hide(channel_id=GUESTS), Pass(seconds=2.0))


def _crowd(number: int, chance: Chance) -> Sequence[Deed]:
    """Let more people ask at once than may be called at once."""
    orders = [choose_plain_order(number + each, chance) for each in range(_MANY)]
    return (*(Ask(order=order) for order in orders), Pass(seconds=5.0))


_ACCIDENTS: Final = (
    _lose_card,
    _lose_waiting_card,
    _lose_place,
    *(_gag,) * 2,
    _stammer,
    *(_refuse_card,) * 2,
    *VOICY_ACCIDENTS,
    _freeze,
    _speak_slowly,
    _keep_waiting,
    _meddle,
    *(_come_late,) * 2,
    _set_clock_back,
    _hide,
    _crowd,
)


def _fault(method: str, chance: Chance, **more: Any) -> Control:
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "error", "error": _WORDS_OF_TOMORROW[0]},
        {"kind": "status", "status": 503},
        {"kind": "rate_limited", "retry_after": 5},
    )
    fault = {"side": "slack", "method": method, "times": chance.pick((1, 2))}
    return Control(do="fault", more={**fault, **chance.pick(kinds), **more})
