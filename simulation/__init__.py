"""A world that a seed decides: virtual time, an event loop and a network in memory."""

from simulation.clocks import EPOCH, Clocks
from simulation.hosts import at, current_host
from simulation.loop import DeadlockError, SimulatedLoop
from simulation.network import Cut, Network
from simulation.trace import Trace
from simulation.world import BOT, SLACK, VOICY, World

__all__ = [
    "BOT",
    "EPOCH",
    "SLACK",
    "VOICY",
    "Clocks",
    "Cut",
    "DeadlockError",
    "Network",
    "SimulatedLoop",
    "Trace",
    "World",
    "at",
    "current_host",
]
