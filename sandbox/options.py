"""What the command line may say about the sandbox: its port, and how fast calls live."""

import argparse
import re

from sandbox.clock import FASTEST, SLOWEST

_HIGHEST_PORT = 65_535


def add_options(parser: argparse.ArgumentParser, *, port: int | None) -> None:
    """Let a parser take --port and --speed; `port` is meant where none is given."""
    parser.add_argument("--port", type=_read_port, default=port, help="0 takes a free one")
    parser.add_argument("--speed", type=_read_speed, default=1.0, help="how fast calls live")


def _read_port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a port: write one from 0 to {_HIGHEST_PORT}"
        )
    return int(text)


def _read_speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not SLOWEST <= speed <= FASTEST:  # what is not a number is not between them either
        bounds = f"{SLOWEST:g} to {FASTEST:g}"
        raise argparse.ArgumentTypeError(f"“{text}” is not a speed: write one from {bounds}")
    return speed
