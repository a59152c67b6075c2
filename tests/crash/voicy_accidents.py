"""Accidents of calls that Voicy does not know for a while, or that somebody else made."""

from collections.abc import Sequence
from typing import Final

from tests.crash.chance import Chance
from tests.crash.deeds import Ask, CallBeside, Control, Deed, Pass
from tests.crash.orders import TALKATIVE, choose_plain_order
from tests.crash.placed_calls import LONGEST_SEARCH_SECONDS

# ends of numbers whose call is placed and the answer lost; Voicy may show it late
_LOST: Final = ("6009", "6028")
# and of one whose call is not placed either
_UNPLACED: Final = "6010"


def _mislay(number: int, chance: Chance) -> Sequence[Deed]:
    """Have the API not know a call for a moment, and another one more than a minute later."""
    missing = {"side": "voicy", "method": "call-get", "kind": "status", "status": 404}
    listless = {**missing, "method": "call-list", "times": 0}
    return (
        Ask(order=choose_plain_order(number, chance, fate="6012")),
        Pass(seconds=8.0),
        # so that each call is asked for by itself
        Control(do="fault", more=listless),
        Control(do="fault", more=missing),
        Pass(seconds=70.0),
        Control(do="fault", more=missing),
        Pass(seconds=5.0),
        Control(do="clear_faults"),
    )


def _mislay_list(number: int, chance: Chance) -> Sequence[Deed]:
    """Have the API refuse its list while a call is looked for, once, or for minutes."""
    refused = {"side": "voicy", "method": "call-list", "kind": "status", "status": 404}
    return (
        Control(do="fault", more={**refused, "times": chance.pick((1, 1, 6))}),
        Ask(order=choose_plain_order(number, chance, fate=chance.pick(_LOST))),
        Ask(order=choose_plain_order(number + 1, chance)),
        Pass(seconds=8.0),
    )


def _miss_list(number: int, chance: Chance) -> Sequence[Deed]:
    """Have the API refuse its list for longer than a lost call is looked for."""
    refused = {"side": "voicy", "method": "call-list", "kind": "status", "status": 404}
    return (
        Control(do="fault", more={**refused, "times": 0}),
        Ask(order=choose_plain_order(number, chance, fate=chance.pick((_UNPLACED, *_LOST)))),
        Pass(seconds=LONGEST_SEARCH_SECONDS + 200.0),
        Control(do="clear_faults"),
    )


def _go_back(number: int, chance: Chance) -> Sequence[Deed]:
    """Have the API show calls as they were, again and again between answers as they are."""
    stale = {"side": "voicy", "kind": "stale", "seconds": chance.pick((1.5, 3.0))}
    deeds: list[Deed] = [
        Ask(order=choose_plain_order(number + each, chance, fate=TALKATIVE)) for each in range(2)
    ]
    for _ in range(5):
        deeds.append(Pass(seconds=1.5))
        for method in ("call-list", "call-get"):
            deeds.append(Control(do="fault", more={**stale, "method": method}))
    return deeds


def _call_beside(number: int, chance: Chance) -> Sequence[Deed]:
    """Let somebody else call a number, and later a dial to it get lost that was not placed."""
    order = choose_plain_order(number, chance)
    lost = {"side": "voicy", "method": "call-dial", "kind": "drop_before"}
    return (
        CallBeside(to_number=order.to_number),
        Pass(seconds=chance.pick((5.0, 20.0))),
        Control(do="fault", more=lost),
        Ask(order=order),
        Pass(seconds=6.0),
    )


VOICY_ACCIDENTS: Final = (_mislay, _mislay_list, _miss_list, *(_go_back,) * 2, _call_beside)
