"""Scripts of guarded worlds: an admin changes what is allowed between the orders and the faults."""

from collections.abc import Iterator

from tests.crash.chance import Chance
from tests.crash.deeds import Ask, Deed, Guard, Pass, Script
from tests.crash.faults import STEADY_BLOWS, choose_kill, choose_trouble
from tests.crash.limits import COUNTRY, LIFTED_BY, Act
from tests.crash.orders import Order, choose_guarded_order
from tests.crash.points import choose_point


def write_guarded_script(seed: str, kills: int) -> Script:
    """Write a script in which an admin changes what is allowed between orders and faults."""
    chance = Chance(seed)
    deeds: list[Deed] = []
    orders: list[Order] = []
    undo: list[Guard] = []
    for _ in range(kills):
        point = choose_point(chance)
        if chance.happens("troubled", 0.6):
            deeds.append(choose_trouble(point, chance, STEADY_BLOWS))
        for _ in range(chance.pick((1, 1, 2))):
            orders.append(choose_guarded_order(len(orders) + 1, chance, orders))
            deeds.append(Ask(order=orders[-1]))
        # half of it while the bot is about to be killed, half in peace
        changing = list(_choose_changes(orders, undo, chance))
        if chance.happens("changed before a kill", 0.5):
            deeds += changing
            changing = []
        deeds += [choose_kill(point, chance), *changing]
        if chance.happens("calm", 0.5):
            deeds.append(Pass(seconds=chance.pick((3.0, 10.0, 30.0))))
    return tuple(deeds)


def _choose_changes(orders: list[Order], undo: list[Guard], chance: Chance) -> Iterator[Deed]:
    """Yield a change of what is allowed, or one that takes an earlier one back."""
    if undo and chance.happens("lifted", 0.6):
        yield undo.pop(0)
    elif chance.happens("changed", 0.6):
        act = chance.pick(tuple(LIFTED_BY))
        subjects = {Act.PAUSE: "", Act.CLOSE: COUNTRY, Act.ADD: orders[-1].to_number}
        yield Guard(act=act, subject=subjects[act])
        undo.append(Guard(act=LIFTED_BY[act], subject=subjects[act]))
        yield Pass(seconds=chance.pick((0.2, 3.0, 15.0, 45.0)))
