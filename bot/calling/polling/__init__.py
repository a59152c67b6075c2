"""How live calls are asked for: listed or one by one, and how soon again, within the limit."""

from bot.calling.polling.interval import PollInterval
from bot.calling.polling.quota import QuotaSnapshot

__all__ = ["PollInterval", "QuotaSnapshot"]
