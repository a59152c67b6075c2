"""What has to be there before the bot can run; any Python 3 can read this file.

As a program it checks what `make` needs to install the packages.
"""

import os
import signal
import sys
from importlib.util import find_spec
from typing import NoReturn

_OLDEST = (3, 11)


def check_packages() -> None:
    """End the process with a sentence where this Python cannot run the bot."""
    _check_version()
    if find_spec("slack_bolt") is None:
        _leave(
            f"The packages that the bot runs on are not installed for {sys.executable}. "
            "Start it with: make run (afterwards .venv/bin/python app.py works, too)"
        )


def end_when_asked() -> None:
    """End the process at a signal, until it has begun what it would have to finish."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))


def _check_installer() -> None:
    _check_version()
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        _leave(
            f"{sys.executable} cannot make a place for the packages. On Debian and Ubuntu: "
            "apt install python3-venv"
        )
    if not os.access(".", os.W_OK):
        _leave(f"Nothing may be written into {os.getcwd()}, where the packages would go.")


def _check_version() -> None:
    has = sys.version_info[:2]
    if has < _OLDEST:
        _leave(
            f"The bot needs Python {_OLDEST[0]}.{_OLDEST[1]} or newer, and {sys.executable} is "
            f"{has[0]}.{has[1]}. Where a newer one is installed, too: make run PYTHON=python3.11"
        )


def _leave(sentence: str) -> NoReturn:
    sys.stderr.write(f"✗ {sentence}\n")
    sys.exit(2)


if __name__ == "__main__":
    _check_installer()
