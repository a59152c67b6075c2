"""Signals that a test listens to."""

from collections.abc import Callable

from bot.signals import Part, Signals


def listen(part: Part, wake: Callable[[], None]) -> Signals:
    """Build signals that wake nothing but what stands in for one part."""
    signals = Signals()
    signals.connect(part, wake)
    return signals
