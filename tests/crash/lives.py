"""Processes of the bot that came and went, and what killed them."""

from dataclasses import dataclass

from tests.crash.points import Point


@dataclass(slots=True, kw_only=True)
class Life:
    """One process of the bot, from its start to its death; seconds of the world."""

    started_at: float
    ended_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """One kill: at which point, when, and what names the order it struck, if anything."""

    point: Point
    at: float
    subject: str = ""
