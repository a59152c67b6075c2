"""One world from its seed to its outcome, and many of them, each in a process of its own."""

import asyncio
import logging
import multiprocessing
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from simulation import SimulatedLoop
from tests.crash.accidents import strew
from tests.crash.campaign import Campaign
from tests.crash.deeds import Script
from tests.crash.guarded_accidents import strew_guarded
from tests.crash.guarded_script import write_guarded_script
from tests.crash.limits import choose_limits
from tests.crash.opening import open_world
from tests.crash.points import Point
from tests.crash.report import Finding, Outcome
from tests.crash.script import write_script
from tests.crash.sometimes import find_happened
from tests.crash.verdict import Verdict
from tests.crash.world import CrashWorld
from tests.late_imports import import_late

# what a dead process of the bot held must never be collected: its `finally` blocks would run
_DEAD: Final[list[object]] = []
# in memory where that can be had: what is flushed need not survive this machine
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
_FOLDER: Final = _MEMORY if _MEMORY.is_dir() else None
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a world is played with; `part` is missing in its bots, `script` None is the seed's.

    In a guarded one something is forbidden, and what that is changes. `peace_seconds` are what the
    bot has at the end to tell all: a call that was never placed is looked for two minutes, and
    tried again after minutes.
    """

    seed: str
    kills: int
    is_guarded: bool = False
    part: str | None = None
    script: Script | None = None
    trace_path: Path | None = None
    peace_seconds: float = 2400.0

    def write_script(self) -> Script:
        """Return the script that the seed writes."""
        if self.is_guarded:
            script = write_guarded_script(self.seed, self.kills)
            return strew_guarded(script, self.seed, choose_limits(self.seed))
        return strew(write_script(self.seed, self.kills), self.seed)


def play(plan: Plan) -> Outcome:
    """Play one world; a second run with the same plan gives the same outcome and digest."""
    kept = None if plan.trace_path else 0
    loop = SimulatedLoop(plan.seed, kept=kept)
    began_at = time.process_time()
    with tempfile.TemporaryDirectory(prefix="crash-", dir=_FOLDER) as folder:
        try:
            asyncio.set_event_loop(loop)
            outcome = loop.run_until_complete(_play(plan, loop, Path(folder)))
        except Exception as exc:  # noqa: BLE001 - it is told beside what became of the other worlds
            _log.exception("world %s", plan.seed)
            outcome = Outcome(seed=plan.seed, problem=f"{type(exc).__name__}: {exc}")
        finally:
            _DEAD.append(loop)
            if plan.trace_path:
                plan.trace_path.write_text(str(loop.trace), encoding="utf-8")
    return replace(outcome, digest=loop.trace.digest, cpu_seconds=time.process_time() - began_at)


async def _play(plan: Plan, loop: SimulatedLoop, folder: Path) -> Outcome:
    script = plan.script or plan.write_script()
    limits = choose_limits(plan.seed) if plan.is_guarded else None
    async with open_world(folder, loop, part=plan.part, limits=limits) as world:
        _DEAD.append(world)
        campaign = Campaign(world, plan.peace_seconds)
        await campaign.play(script)
        verdict = await campaign.make_peace()
        return Outcome(
            seed=plan.seed,
            kills=tuple(death.point for death in world.deaths),
            orders=len(world.asking.orders),
            findings=tuple(_find(world, verdict)),
            happened=frozenset(find_happened(world, verdict)),
        )


def _find(world: CrashWorld, verdict: Verdict) -> Iterator[Finding]:
    for offence in verdict.offences:
        yield Finding(offence=offence, point=_find_cause(world, verdict, offence.tag))


def _find_cause(world: CrashWorld, verdict: Verdict, tag: str) -> Point | None:
    """Return the last kill that struck an order, or else the first one after it was asked for."""
    struck = [death for death in world.deaths if verdict.find_tag(death.subject) == tag]
    if tag and struck:
        return struck[-1].point
    asked_at = world.asking.asked_at.get(tag)
    if asked_at is None:
        return None
    return next((death.point for death in world.deaths if death.at >= asked_at), None)


def play_all(plans: Iterable[Plan], *, at_once: int) -> Iterator[Outcome]:
    """Play worlds side by side; outcomes come in the order of the plans."""
    # once for all of them: each is a fork of this process
    import_late()
    context = multiprocessing.get_context("fork")
    with context.Pool(at_once, maxtasksperchild=1) as pool:
        yield from pool.imap(play, plans)
