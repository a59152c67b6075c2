"""Scripts, as a seed writes them: who asks for what, what goes wrong, where the bot is killed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tests.crash.chance import Chance
from tests.crash.deeds import (
    Ask,
    Befall,
    Control,
    Deed,
    Pass,
    Press,
    Script,
    Spoil,
    Trouble,
    Usurp,
)
from tests.crash.faults import choose_kill, choose_trouble
from tests.crash.orders import (
    PRIVATE,
    PUBLIC,
    TALKATIVE,
    Entrance,
    choose_order,
)
from tests.crash.points import (
    Place,
    choose_point,
)

# what a start does not survive; it gives Slack up after a minute and a half
_SPOILERS: Final = (
    Befall(trouble=Trouble.HELD, seconds=8.0),
    Befall(trouble=Trouble.FULL, seconds=8.0),
    Befall(trouble=Trouble.TAKEN, seconds=8.0),
    Befall(trouble=Trouble.PARTED, seconds=150.0, side="slack"),
)
_BUTTONS: Final = ("In 15 min", "Dial now", "Cancel", "Stop trying")


def write_script(seed: str, kills: int) -> Script:
    """Write the script of a world in which the bot is killed so often."""
    chance = Chance(seed)
    deeds: list[Deed] = []
    number = 0
    for _ in range(kills):
        point = choose_point(chance)
        for _ in range(chance.pick((0, 0, 1, 1, 1, 3)) + (point.place is Place.LOOK_UP)):
            deeds.append(choose_trouble(point, chance))
        # one call alone is not looked for in the list
        for _ in range(max(2 if point.place is Place.LIST else 1, chance.pick((1, 1, 2)))):
            number += 1
            deeds.append(Ask(order=choose_order(number, chance)))
        is_closed = chance.happens("closed", 0.1)
        *closing, reopening = _lose_place(number + 1, chance)
        number += is_closed
        deeds += closing if is_closed else []
        if chance.happens("pressed", 0.15):
            deeds.append(Press(label=chance.pick(_BUTTONS)))
        deeds.append(choose_kill(point, chance))
        deeds += [reopening] if is_closed else []
        for deed in _choose_what_follows(number, chance):
            number += isinstance(deed, Usurp)
            deeds.append(deed)
    return tuple(deeds)


def _choose_what_follows(number: int, chance: Chance) -> Iterator[Deed]:
    """Yield what happens to the next process before anybody asks it for something."""
    if chance.happens("spoiled", 0.08):
        yield Spoil(blow=chance.pick(_SPOILERS))
    if chance.happens("usurped", 0.05):
        yield _choose_usurper(number + 1, chance)
    if chance.happens("calm", 0.3):
        yield Pass(seconds=chance.pick((0.5, 3.0, 20.0)))


def _lose_place(number: int, chance: Chance) -> Script:
    """Let a channel be closed to the bot while a call goes on, and open again at the end."""
    order = replace(
        choose_order(number, chance),
        to_number=f"+1555{number:03d}{TALKATIVE}",
        entrance=Entrance.COMMAND,
        channel_id=chance.pick((*PUBLIC, PRIVATE)),
        later_seconds=0,
    )
    more = {"channel": order.channel_id}
    close, reopen = "archive", "unarchive"
    if order.channel_id == PRIVATE and chance.happens("kicked out", 0.7):
        close, reopen = "kick_bot", "invite_bot"
    return (
        Ask(order=order),
        Pass(seconds=chance.pick((2.0, 4.0, 7.0))),
        Control(do=close, more=more),
        Control(do=reopen, more=more),
    )


def _choose_usurper(number: int, chance: Chance) -> Usurp:
    return Usurp(
        order=choose_order(number, chance),
        steps=chance.randrange(12),
        is_renewed=chance.happens("renewed", 0.5),
        seconds=chance.pick((5.0, 60.0, 180.0)),
    )
