"""The time of day of something that happens every day."""

from bot.errors import AmbiguousTimeError
from bot.parsing.times.clock_times import find_clock_time


def read_wall_time(text: str) -> str:
    """Read a time of day, such as “5pm”, and write it as 17:00; raises AmbiguousTimeError."""
    clock_time = find_clock_time(text.casefold())
    if clock_time is None or clock_time.rest.strip():
        raise AmbiguousTimeError(f"“{text}” is no time of day: write 17:00 or 5pm.")
    if len(clock_time.times) > 1:
        raise AmbiguousTimeError(clock_time.reason)
    return f"{clock_time.times[0]:%H:%M}"
