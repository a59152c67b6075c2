"""What befalls the bot's machine and its ways to the world, for a while."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from simulation import SimulatedLoop, at
from simulation.network import Cut
from simulation.world import BOT, NEAR_SECONDS, SLACK
from tests.crash.deeds import Befall, Sever, Trouble
from tests.crash.disk import Disk

HEALTH_PORT: Final = 8080
# where a bot is that another one takes over from, which has the same clock
TWIN: Final = "twin"
_NEIGHBOUR: Final = "neighbour"
_FAR_SECONDS: Final = (0.3, 1.5)
# what was shown shortly before or after a trouble may not have arrived, or not be written down
_SETTLING_SECONDS: Final = 10.0
_SEVERED_SECONDS: Final = 120.0


class Troubles:
    """Brings them about; `spans` are when, in seconds of the world.

    At `healed_at` what the network had held back came through to Slack, and `befallen` are those
    that there were. The clock was set back by `set_back_seconds` in all.
    """

    def __init__(self, loop: SimulatedLoop, disk: Disk) -> None:
        self._loop = loop
        self._disk = disk
        self.spans: list[tuple[float, float]] = []
        self.healed_at: list[float] = []
        self.befallen: set[Trouble] = set()
        self.set_back_seconds = 0.0

    def befall(self, blow: Befall) -> None:
        """Let something befall the bot's machine."""
        end = self._loop.clocks.seconds + max(blow.seconds, 0.0)
        self.befallen.add(blow.trouble)
        self.spans.append((self._loop.clocks.seconds, end + _SETTLING_SECONDS))
        if blow.trouble is Trouble.PARTED and blow.side == SLACK:
            self.healed_at.append(end)
        undo = self._begin(blow)
        if undo is not None:
            self._loop.arrange(end, undo)

    def _begin(self, blow: Befall) -> Callable[[], None] | None:
        network, side = self._loop.network, blow.side
        match blow.trouble:
            case Trouble.PARTED:
                network.part(BOT, side)
                return partial(network.heal, BOT, side)
            case Trouble.SLOW:
                network.set_latency(BOT, side, _FAR_SECONDS)
                return partial(network.set_latency, BOT, side, NEAR_SECONDS)
            case Trouble.FULL:
                self._disk.fill(is_full=True)
                return partial(self._disk.fill, is_full=False)
            case Trouble.HELD:
                self._disk.hold(is_held=True)
                return partial(self._disk.hold, is_held=False)
            case Trouble.TAKEN:
                with at(_NEIGHBOUR):
                    return network.listen(asyncio.Protocol, HEALTH_PORT).close
            case Trouble.ASLEEP:
                self._loop.sleep(BOT, blow.seconds)
                return None
            case Trouble.CLOCK:
                for host in (BOT, TWIN):
                    self._loop.clocks.set_wall(host, timedelta(seconds=blow.seconds))
                self.set_back_seconds += max(-blow.seconds, 0.0)
                return None

    def sever(self, cut: Sever) -> None:
        """Let a connection die at its next chunk."""
        self.spans.append((self._loop.clocks.seconds, self._loop.clocks.seconds + _SEVERED_SECONDS))
        source, target = (cut.side, BOT) if cut.is_answer else (BOT, cut.side)
        self._loop.network.cut_next(Cut(source=source, target=target, arrives=cut.arrives))
