"""What a bot imports and reads when it first needs it, at once, for all forks of a process."""

import gc
from importlib import import_module
from typing import Final

from bot.domain.phone_numbers import E164
from bot.domain.time_zones import find_location
from bot.parsing.times import warm_up
from bot.voicy.transport import load_certificates
from sandbox.voicy.recording import build_recording

_NAMES: Final = ("anyio._backends._asyncio", "holidays.countries", "httpcore")


def import_late() -> None:
    """Import it, and keep it where no fork walks through it to collect garbage."""
    for name in _NAMES:
        import_module(name)
    warm_up()
    load_certificates()
    build_recording()
    # the rules of all numbers, and the time zones that they are in
    find_location(E164("+15551234567"))
    gc.collect()
    gc.freeze()
