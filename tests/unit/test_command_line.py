"""What is typed after app.py: read, or answered in one sentence."""

import errno
import os

import pytest

from bot.errors import ConfigError
from call_bot import build_port_error
from command_line import read_command_line


def find_problem(typed: str) -> str:
    """Return the one sentence that a wrong command line is answered with."""
    with pytest.raises(ConfigError) as caught:
        read_command_line(typed.split())
    (problem,) = caught.value.problems
    assert "\n" not in problem
    return problem


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("doctr", "doctor"),
        ("Doctor", "doctor"),
        ("sandbx --port 1", "sandbox"),
        ("manifets", "manifest"),
        ("sandbox --prot 8787", "--port"),
        ("sandbox --sped=2", "--speed"),
        ("doctor --card", "--cards"),
        ("manifest --comand /dial", "--command"),
    ],
)
def test_near_miss_is_answered_with_what_was_meant(typed: str, meant: str) -> None:
    assert find_problem(typed).endswith(f"Did you mean {meant}?")


@pytest.mark.parametrize("typed", ["--port 8787", "run --port 8787", "doctor --port=8787"])
def test_flag_of_another_command_is_answered_with_that_command(typed: str) -> None:
    assert find_problem(typed) == "--port belongs to another command: app.py sandbox --port"


@pytest.mark.parametrize("typed", ["nonsense", "-x", "run 8787", "sandbox 8787", "doctor x"])
def test_what_means_nothing_is_named(typed: str) -> None:
    assert f"“{typed.split()[-1]}”" in find_problem(typed)


@pytest.mark.parametrize(
    "port",
    ["", "x", "80a", "-1", "99999", "65536", "8787.0", "٨٠", pytest.param("9" * 5000, id="long")],
)
def test_what_is_no_port_is_refused(port: str) -> None:
    assert f"“{port}” is not a port" in find_problem(f"sandbox --port={port}")


@pytest.mark.parametrize("speed", ["fast", "nan", "inf", "-inf", "-2", "0", "1e9", "0x10", "1e-9"])
def test_what_is_no_speed_is_refused(speed: str) -> None:
    assert f"“{speed}” is not a speed" in find_problem(f"sandbox --speed={speed}")


@pytest.mark.parametrize("name", ["dial", "/", "//dial", "/dial:", "/dial#x", "/" + "d" * 32])
def test_what_is_no_command_is_not_written_into_a_manifest(name: str) -> None:
    assert f"“{name}” is no command" in find_problem(f"manifest --command={name}")


def test_what_is_right_is_read() -> None:
    sandbox = read_command_line(["sandbox", "--port", "0", "--speed=10"])
    manifest = read_command_line(["manifest", "--command", "/Dial"])

    assert (sandbox.verb, sandbox.port, sandbox.speed) == ("sandbox", 0, 10.0)
    assert (manifest.verb, manifest.command) == ("manifest", "/dial")
    assert read_command_line([]).verb is None
    assert read_command_line(["doctor", "--cards"]).cards


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EADDRINUSE, "another program has it"),
        (errno.EACCES, "from 1024 on"),
        (errno.EADDRNOTAVAIL, "assign requested address"),
    ],
)
def test_port_that_cannot_be_used_says_why(code: int, words: str) -> None:
    error = build_port_error("HEALTH_PORT", 80, OSError(code, os.strerror(code)))

    assert str(error).startswith("HEALTH_PORT 80 cannot be used: ")
    assert words in str(error)
