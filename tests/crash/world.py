"""A world that goes on while its bot is killed: the sandbox, a machine for the bot, who asks."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from bot.ui.watch import TURNED_ON
from call_bot import CallBot
from simulation import SimulatedLoop, World, at
from simulation.world import BOT
from tests.crash.asking import Asking
from tests.crash.bystanders import Bystanders
from tests.crash.deeds import Usurp
from tests.crash.disk import Disk
from tests.crash.guarding import Guarding
from tests.crash.limits import Limits
from tests.crash.lives import Death, Life
from tests.crash.onlooker import Onlooker
from tests.crash.orders import DM, WATCHING
from tests.crash.placed_calls import LONGEST_CALL_MINUTES
from tests.crash.points import ANY_STEP, AT_REST, Point
from tests.crash.threads import read_seconds
from tests.crash.troubles import HEALTH_PORT, TWIN, Troubles
from tests.crash.victim import VictimStore, build_victim
from tests.person import Person
from tests.screen import shown_text

# dials that were lost hold theirs for two minutes; nobody should wait for that
SLOTS: Final = 6
_PAUSES_MINUTES: Final = (1, 2)
_CONNECT_SECONDS: Final = 60.0
_FREEZE_SECONDS: Final = 10.0
_FAREWELL_SECONDS: Final = 1.0


class CrashWorld:
    """What the bot meets, and what may be done to it; made by `open_world`."""

    def __init__(
        self,
        world: World,
        loop: SimulatedLoop,
        person: Person,
        onlooker: Onlooker,
        part: str | None,
        limits: Limits | None,
        guarding: Guarding | None,
        guest: Person,
    ) -> None:
        self.limits = limits
        self.guarding = guarding
        self.asking = Asking(person, lambda: loop.clocks.seconds)
        self.lives: list[Life] = []
        self.deaths: list[Death] = []
        self.torn = 0
        self.usurped = 0
        self.failed_starts = 0
        self.was_restored = False
        self.person = person
        self.bystanders = Bystanders(
            person, guest, self.do, world.dial, lambda: loop.clocks.seconds
        )
        self.onlooker = onlooker
        onlooker.on_strike = self._strike
        self._world = world
        self._loop = loop
        self._part = part
        self._point: Point | None = None
        self._is_torn = False
        self._store: VictimStore | None = None
        self._disk = Disk(world.database_path)
        self.troubles = Troubles(loop, self._disk)
        self._died = asyncio.Event()
        self._started = asyncio.Event()
        self._bot: CallBot | None = None
        self._ended: list[object] = []

    @property
    def now(self) -> float:
        """Return the seconds of the world."""
        return self._loop.clocks.seconds

    @property
    def is_alive(self) -> bool:
        """Tell whether a process of the bot is there."""
        return bool(self.lives) and self.lives[-1].ended_at is None

    async def do(self, deed: str, **more: Any) -> None:
        """Do one thing to the outside world, over its control path."""
        await self._world.do(deed, **more)

    async def ledger(self) -> dict[str, Any]:
        """Return what the outside world counted."""
        return await self._world.ledger()

    # The bot

    def start(self, host: str = BOT) -> None:
        """Start the next process of the bot."""
        assert not self.is_alive
        self._started.clear()
        self._died.clear()
        self.lives.append(Life(started_at=self.now))
        self.onlooker.life, self.onlooker.host = len(self.lives), host
        self._loop.trace.record(host, f"life {len(self.lives)} starts")
        with at(host):
            self._ended.append(self._loop.create_task(self._live(host), name="bot"))

    async def _live(self, host: str) -> None:
        config = self._world.build_config(
            voicy_max_concurrent_calls=SLOTS,
            voicy_longest_call_minutes=LONGEST_CALL_MINUTES,
            retry_pauses_minutes=_PAUSES_MINUTES,
            health_port=HEALTH_PORT if host == BOT else None,
            **(self.limits.settings if self.limits else {}),
        )
        store = VictimStore(config.database_path, self._disk, slots=SLOTS, part=self._part)
        try:
            self._store = store
            self._bot = bot = build_victim(config, store, self._part)
            await bot.start()
            self._started.set()
            await bot.serve()
        finally:
            # a process that ends by itself; a killed one never comes here
            self._bury(store)
            self.failed_starts += not self._started.is_set()

    def _bury(self, store: VictimStore) -> None:
        """Note that the bot ended by itself."""
        store.loose.let_go()
        self.lives[-1].ended_at = self.now
        self._died.set()

    async def wait_started(self, seconds: float) -> bool:
        """Wait until the bot is connected or dead; tell whether it is connected."""
        await self._wait_for(seconds, self._started, self._died)
        return self._started.is_set() and self.is_alive

    async def wait_dead(self, seconds: float) -> bool:
        """Wait until the bot is dead; tell whether it is."""
        await self._wait_for(seconds, self._died)
        return not self.is_alive

    async def _wait_for(self, seconds: float, *events: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def stop(self) -> None:
        """Let the bot stop, as SIGTERM does; who wants to know waits for its death."""
        bot, store = self._bot, self._store
        if bot is None or store is None:  # its machine sleeps since before its first step
            return

        async def stop() -> None:
            await bot.stop()
            self._bury(store)
            # what still waited for it ends with its process
            self._loop.end(BOT)

        with at(BOT):
            self._ended.append(self._loop.create_task(stop(), name="stop"))

    def aim(self, point: Point, *, is_torn: bool) -> None:
        """Say at which point the next strike kills."""
        self._point, self._is_torn = point, is_torn
        self.onlooker.struck = None

    def count_down(self, steps: int) -> None:
        """Kill the bot after so many steps of its own."""
        left = count(steps, -1)

        def may_run() -> bool:
            if next(left) == 0:
                self._strike(0.0)
            return self.is_alive

        self._loop.watch_steps(BOT, may_run)

    def kill(self, point: Point, subject: str = "") -> None:
        """Kill the bot at once: nothing of it runs any more, no `finally` and no farewell."""
        if not self.is_alive:
            return
        self.onlooker.trap = None
        self._loop.end(BOT)
        if self._store is not None:
            self.torn += self._store.pull_plug(is_torn=self._is_torn)
        # nothing of a dead process may be collected: its `finally` blocks would run
        self._ended += [self._bot, self._store]
        self._bot = self._store = None
        self.lives[-1].ended_at = self.now
        self.deaths.append(Death(point=point, at=self.now, subject=subject))
        self._died.set()

    async def rest(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    def list_answers(self) -> list[tuple[str, float, str]]:
        """Return what they were told alone, or in their chat with the bot: place, time, words."""
        screen = self.person.screen
        shown = [
            (channel, message)
            for messages in (screen.ephemerals, {DM: screen.messages.get(DM, {})})
            for channel, them in messages.items()
            for message in them.values()
            if message.get("user") != self.person.user_id
        ]
        return [(channel, read_seconds(it["ts"]), shown_text(it)) for channel, it in shown]

    async def usurp(self, usurp: Usurp) -> None:
        """Let another bot take over from one that froze, and that one thaw for a second."""
        self.kill(ANY_STEP)
        self.start(TWIN)
        await self.wait_started(_CONNECT_SECONDS)
        old, frozen = self._store, asyncio.Event()
        assert old is not None

        def may_run() -> bool:
            if next(moments):
                self._loop.freeze(TWIN)
                frozen.set()
                self.usurped += 1
            return not frozen.is_set()

        moments = _find_moment(old, usurp)
        self._loop.watch_steps(TWIN, may_run)
        self.asking.ask(usurp.order)
        await self._wait_for(_FREEZE_SECONDS, frozen)
        if not frozen.is_set():
            self._loop.freeze(TWIN)
        self.lives[-1].ended_at = self.now
        old.loose.file.unlock()
        self.start()
        await self.rest(usurp.seconds)
        self._loop.thaw(TWIN)
        await self.rest(_FAREWELL_SECONDS)
        self._loop.end(TWIN)
        old.loose.let_go()
        self._ended.append(old)

    def _strike(self, delay_seconds: float) -> None:
        life = len(self.lives)

        def strike() -> None:
            if self.is_alive and len(self.lives) == life and self._point is not None:
                self.kill(self._point, self.onlooker.struck or "")

        if delay_seconds:
            self._loop.arrange(self.now + delay_seconds, strike)
        else:
            strike()

    def back_up(self) -> None:
        """Kill the bot and copy its database, as a backup does."""
        self.kill(ANY_STEP)
        self._disk.back_up()

    def restore(self) -> bool:
        """Kill the bot and put the copy of its database in its place; False where there is none."""
        self.kill(AT_REST)
        self.was_restored = self._disk.restore()
        return self.was_restored

    async def watch(self) -> None:
        """Let a channel watch all calls; the bot is alive."""
        await self.do("invite_bot", channel=WATCHING)
        await self.person.type(WATCHING, "/call watch")
        await self.person.wait_for_message(WATCHING, TURNED_ON, _CONNECT_SECONDS)


def _find_moment(store: VictimStore, usurp: Usurp) -> Iterator[bool]:
    """Tell before each step of a bot whether it is the one at which it freezes."""
    claims: set[float] = set()
    while len(claims) < 1 + usurp.is_renewed:
        claim = store.loose.read_claim()
        if claim is not None:
            claims.add(claim)
        yield False
    for _ in range(usurp.steps):
        yield False
    yield True
