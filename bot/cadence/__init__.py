"""How soon to look at the live calls again: where a change is likely, within the request limit."""

from bot.cadence.cadence import Cadence
from bot.cadence.ration import Allowance

__all__ = ["Allowance", "Cadence"]
