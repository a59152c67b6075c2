"""Deliver what the store says is still to be told, once, in order, at Slack's pace."""

from bot.narrator.narrator import Narrator

__all__ = ["Narrator"]
