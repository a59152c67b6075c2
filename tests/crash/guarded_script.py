"""Scripts of guarded worlds: an admin changes what is allowed between the orders and the faults."""

import random
from collections.abc import Iterator

from tests.crash.deeds import Ask, Deed, Guard, Pass, Script
from tests.crash.faults import STEADY_BLOWS, choose_kill, choose_trouble
from tests.crash.limits import COUNTRY, LIFTED_BY, Act
from tests.crash.orders import Order, choose_guarded_order
from tests.crash.points import choose_point


def write_guarded_script(seed: str, kills: int) -> Script:
    """Write a script in which an admin changes what is allowed between orders and faults."""
    chance = random.Random(seed)
    deeds: list[Deed] = []
    orders: list[Order] = []
    undo: list[Guard] = []
    for _ in range(kills):
        point = choose_point(chance)
        if chance.random() < 0.6:
            deeds.append(choose_trouble(point, chance, STEADY_BLOWS))
        for _ in range(chance.choice((1, 1, 2))):
            orders.append(choose_guarded_order(len(orders) + 1, chance, orders))
            deeds.append(Ask(order=orders[-1]))
        # half of it while the bot is about to be killed, half in peace
        changing = list(_choose_changes(orders, undo, chance))
        if chance.random() < 0.5:
            deeds += changing
            changing = []
        deeds += [choose_kill(point, chance), *changing]
        if chance.random() < 0.5:
            deeds.append(Pass(seconds=chance.choice((3.0, 10.0, 30.0))))
    return tuple(deeds)


def _choose_changes(
    orders: list[Order], undo: list[Guard], chance: random.Random
) -> Iterator[Deed]:
    """Yield a change of what is allowed, or one that takes an earlier one back."""
    if undo and chance.random() < 0.6:
        yield undo.pop(0)
    elif chance.random() < 0.6:
        act = chance.choice(tuple(LIFTED_BY))
        subjects = {Act.PAUSE: "", Act.CLOSE: COUNTRY, Act.ADD: orders[-1].to_number}
        yield Guard(act=act, subject=subjects[act])
        undo.append(Guard(act=LIFTED_BY[act], subject=subjects[act]))
        yield Pass(seconds=chance.choice((0.2, 3.0, 15.0, 45.0)))
