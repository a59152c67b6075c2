"""What a bot imports and reads when it first needs it, at once, for all forks of a process."""

import gc
from importlib import import_module
from typing import Final

from bot.parsing.times import warm_up

_NAMES: Final = ("anyio._backends._asyncio", "holidays.countries", "httpcore")


def import_late() -> None:
    """Import it, and keep it where no fork walks through it to collect garbage."""
    for name in _NAMES:
        import_module(name)
    warm_up()
    gc.collect()
    gc.freeze()
