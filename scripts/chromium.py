"""The Chromium that looks at the page, for pictures and for tests."""

import shutil
from typing import Final

# the headless shell draws the same with half the work
_PROGRAMS: Final = ("chromium-headless-shell", "chromium")
QUIETLY: Final = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def find_chromium() -> str | None:
    """Return the path of the best one that is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)
