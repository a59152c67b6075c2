"""Statistics of finished calls, counted beside the event loop and painted in a process apart."""

from bot.statistics import Statistics
from bot.stats.painter import Painter
from bot.stats.report import StatsReport
from bot.stats.stats import Stats

__all__ = ["Painter", "Statistics", "Stats", "StatsReport"]
