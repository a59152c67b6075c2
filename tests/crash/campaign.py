"""One world from its script to its verdict: deed after deed, then peace, then the counting."""

from collections.abc import Sequence
from typing import Final

from tests.crash.deeds import (
    Ask,
    Await,
    Backup,
    Befall,
    CallBeside,
    Control,
    Deed,
    Delete,
    Gag,
    Guard,
    Hide,
    Kill,
    Meddle,
    Pass,
    Press,
    Script,
    Sever,
    Spoil,
    Trouble,
    Usurp,
)
from tests.crash.evidence import Evidence
from tests.crash.points import ANY_STEP, AT_REST, STARTING, STOPPING, Place, Trap
from tests.crash.verdict import Verdict
from tests.crash.world import SLOTS, CrashWorld

# until a trap is sprung, or the bot is killed wherever it is
_SPRING_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 20.0
_QUIET_SECONDS: Final = 20.0
# what is busy or not answered is tried again after that
_COPY_SECONDS: Final = 70.0


class Campaign:
    """Plays a script in a world."""

    def __init__(self, world: CrashWorld, peace_seconds: float) -> None:
        self._world = world
        self._peace_seconds = peace_seconds

    async def play(self, script: Script) -> None:
        """Play deed after deed; what stands before a kill happens in the life that it ends."""
        await self._begin()
        life: list[Deed] = []
        for deed in script:
            life.append(deed)
            if isinstance(deed, Kill):
                await self._play_life(life, deed)
                life = []
        await self._play_rest(life)

    async def make_peace(self) -> Verdict:
        """Let the bot tell what is left, kill it once more at rest, and count.

        The last life must not add anything.
        """
        world = self._world
        await world.asking.finish()
        await world.bystanders.finish()
        await world.do("clear_faults")
        await world.bystanders.gag_again()
        await world.wait_dead(_QUIET_SECONDS)
        if world.guarding is not None:
            await self._keep_alive()
            await world.guarding.lift_all()
        # what was to wait when the clock was set back waits that much longer
        give_up_at = world.now + self._peace_seconds + world.troubles.set_back_seconds
        while not (verdict := await self.judge()).is_over and world.now < give_up_at:
            await self._keep_alive()
            await world.wait_dead(_LOOK_SECONDS)
        if not verdict.is_over:
            return verdict
        world.aim(AT_REST, is_torn=False)
        world.kill(AT_REST)
        await self._keep_alive()
        await world.wait_dead(_QUIET_SECONDS)
        # Slack may have sent a request once more that nobody had acknowledged
        while not (verdict := await self.judge()).is_over and world.now < give_up_at:
            await self._keep_alive()
            await world.wait_dead(_LOOK_SECONDS)
        # what Slack repeats is older than the copy by the bot's own clock
        if world.restore() and not world.troubles.set_back_seconds:
            verdict.note_dials_of_copy(await self._list_dials_of_copy())
        return verdict

    async def _list_dials_of_copy(self) -> list[str]:
        """Let the bot work on an old copy of its database; return the tags of what it dials."""
        world = self._world
        before = len(world.onlooker.exchanges)
        await self._keep_alive()
        await world.wait_dead(_COPY_SECONDS)
        made = world.onlooker.exchanges[before:]
        return [exchange.subject for exchange in made if exchange.place is Place.DIAL]

    async def judge(self) -> Verdict:
        """Count, as things stand."""
        world = self._world
        return Verdict(
            Evidence(
                orders=tuple(world.asking.orders.values()),
                asked_at=world.asking.asked_at,
                ledger=await world.ledger(),
                exchanges=world.onlooker.exchanges,
                lives=world.lives,
                acknowledged=frozenset(world.onlooker.acknowledged),
                answers=world.list_answers(),
                troubles=world.troubles.spans,
                healed_at=world.troubles.healed_at,
                was_clock_set=Trouble.CLOCK in world.troubles.befallen,
                pressed=tuple(world.asking.pressed),
                slots=SLOTS,
                gagged=frozenset(world.bystanders.gagged),
                hidden_at=world.bystanders.hidden_at,
                called=frozenset(world.bystanders.called),
                limits=world.limits,
                changes=world.guarding.changes if world.guarding else (),
                ended_at=world.now,
            )
        )

    async def _begin(self) -> None:
        await self._keep_alive()
        await self._world.watch()

    async def _keep_alive(self) -> None:
        """Start the bot where it is dead, as whatever looks after processes does."""
        world = self._world
        while not world.is_alive:
            world.start()
            if not await world.wait_started(_CONNECT_SECONDS) and not world.is_alive:
                await world.rest(1.0)

    async def _play_rest(self, deeds: Sequence[Deed]) -> None:
        await self._keep_alive()
        for deed in deeds:
            await self._do(deed)

    async def _play_life(self, deeds: Sequence[Deed], kill: Kill) -> None:
        world = self._world
        world.aim(kill.point, is_torn=kill.is_torn)
        if kill.point == STARTING:
            if world.is_alive:
                world.kill(ANY_STEP)
                world.aim(kill.point, is_torn=kill.is_torn)
            world.start()
            world.count_down(kill.steps)
            await world.wait_started(_CONNECT_SECONDS)
        await self._keep_alive()
        if kill.point.stage is not None:
            world.onlooker.trap = Trap(
                point=kill.point, skip=kill.skip, delay_seconds=kill.delay_seconds
            )
        for deed in deeds[:-1]:
            await self._do(deed)
        if kill.point == ANY_STEP:
            world.count_down(kill.steps)
        if kill.point == STOPPING and world.is_alive:
            world.stop()
            world.count_down(kill.steps)
        if not await world.wait_dead(_SPRING_SECONDS):
            world.kill(ANY_STEP)
        await self._keep_alive()

    async def _do(self, deed: Deed) -> None:
        world = self._world
        match deed:
            case Ask():
                world.asking.ask(deed.order)
            case Press():
                world.asking.press(deed.label)
            case Guard() if world.guarding is not None:
                await world.guarding.do(deed.act, deed.subject)
            case Pass():
                await world.rest(deed.seconds)
            case Await():
                await world.rest(max(0.0, deed.at - world.now))
            case Meddle() | Delete() | Gag() | Hide() | CallBeside():
                await self._interfere(deed)
            case _:
                await self._harm(deed)

    async def _interfere(self, deed: Meddle | Delete | Gag | Hide | CallBeside) -> None:
        bystanders = self._world.bystanders
        match deed:
            case Meddle():
                bystanders.meddle(deed.label)
            case Delete():
                await bystanders.delete(deed.tag)
            case Gag():
                await bystanders.gag(deed.tag, deed.error)
            case Hide():
                await bystanders.hide(deed.channel_id)
            case CallBeside():
                await bystanders.call(deed.to_number)

    async def _harm(self, deed: Deed) -> None:
        world = self._world
        match deed:
            case Control():
                await world.do(deed.do, **deed.more)
            case Sever():
                world.troubles.sever(deed)
            case Befall():
                world.troubles.befall(deed)
            case Spoil():
                world.kill(ANY_STEP)
                world.troubles.befall(deed.blow)
                await self._keep_alive()
            case Usurp():
                await world.usurp(deed)
            case Backup():
                world.back_up()
                await self._keep_alive()
            case _:
                raise AssertionError(f"{deed} is nothing that is done")
