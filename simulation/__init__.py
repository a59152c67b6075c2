"""A world that a seed decides: virtual time, an event loop and a network in memory."""

from simulation.clocks import EPOCH, Clocks
from simulation.hosts import at, current_host
from simulation.loop import DeadlockError, SimulatedLoop
from simulation.network import Cut, Network
from simulation.trace import Trace

__all__ = [
    "EPOCH",
    "Clocks",
    "Cut",
    "DeadlockError",
    "Network",
    "SimulatedLoop",
    "Trace",
    "at",
    "current_host",
]
