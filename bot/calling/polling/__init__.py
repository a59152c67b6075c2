"""How soon to poll the live calls again: where a change is likely, within the request limit."""

from bot.calling.polling.interval import PollInterval
from bot.calling.polling.quota import QuotaSnapshot

__all__ = ["PollInterval", "QuotaSnapshot"]
