"""How soon to look at the live calls again: where a change is likely, within the request limit."""

from bot.calling.polling.interval import Cadence
from bot.calling.polling.quota import Allowance

__all__ = ["Allowance", "Cadence"]
