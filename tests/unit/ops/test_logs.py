"""The log: one line for each thing, and no token, key or full number in any of them."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.e2e.process import COMPILED

PROJECT = Path(__file__).parents[3]
TALK = """
import logging, sys
from bot.ops.logs import set_up_logs

set_up_logs("INFO", sys.argv[1])
log = logging.getLogger("bot.dialer")
log.debug("too quiet")
log.info("order %s: calls %s with %s", "o1", "+15559876543", "xoxb-1-secret")
try:
    raise ValueError("Bearer voicy_sk_live_secret")
except ValueError:
    log.exception("dialing failed")
for name in ("httpx", "httpcore", "slack_sdk.web", "slack_bolt.App", "aiohttp.access", "asyncio"):
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("warned by %s", name)
logging.getLogger("apscheduler.executors").warning("chatter")
forged = "\\r\\n\\x0b\\x1b[2J\\u2028\\u2029\\x85\\u202e1970-01-01 CRITICAL bot: forged"
log.warning("they said %s", "hi" + forged)
logging.getLogger("aiohttp.server").error("GET /file?X-Amz-Signature=secret&to=5559876543")
try:
    try:
        raise KeyError("https://x.test/a?sig=secret")
    except KeyError as exc:
        raise ValueError("bad" + forged) from exc
except ValueError:
    logging.getLogger("httpx").exception("no answer")
raise OSError("https://x.test/a?sig=secret for 15559876543" + forged)
"""


@cache
def talk(log_format: str) -> tuple[str, str]:
    """Log a few things in a process that then fails; returns what stands on (stdout, stderr)."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *COMPILED, "-c", TALK, log_format],
        env={"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 1
    return done.stdout, done.stderr


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nothing_secret_is_logged_in_either_format(log_format: str) -> None:
    _, logged = talk(log_format)

    assert "+1…6543" in logged
    assert "xoxb-…" in logged
    assert [
        each for each in ("secret", "5559876543", "too quiet", "chatter") if each in logged
    ] == []


def test_text_lines_name_time_level_and_source() -> None:
    printed, logged = talk("text")
    first = logged.split("\n")[0]

    assert printed == ""
    assert first.endswith(" INFO     bot.dialer: order o1: calls +1…6543 with xoxb-…")
    assert "ValueError: Bearer …" in logged


def test_json_lines_are_one_object_each() -> None:
    printed, logged = talk("json")
    lines = [json.loads(line) for line in logged.splitlines()]

    assert printed == ""
    assert [(line["level"], line["logger"]) for line in lines[:2]] == [
        ("INFO", "bot.dialer"),
        ("ERROR", "bot.dialer"),
    ]
    assert lines[0]["message"] == "order o1: calls +1…6543 with xoxb-…"
    assert lines[0]["at"].endswith("+00:00")
    assert lines[1]["exception"].endswith("ValueError: Bearer …")


def test_libraries_are_heard_only_when_they_warn() -> None:
    _, logged = talk("text")

    assert logged.count("warned by ") == 6


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nobody_outside_writes_a_line_of_the_log_or_steers_a_terminal(log_format: str) -> None:
    _, logged = talk(log_format)
    lines = logged.split("\n")

    assert logged.count("forged") == 3
    assert [line for line in lines if line.startswith("1970")] == []
    assert [line for line in lines if not line.isprintable()] == []


def test_a_traceback_is_set_apart_from_the_lines_of_the_log() -> None:
    _, logged = talk("text")

    assert [
        line
        for line in logged.splitlines()
        if not line.startswith("  | ")
        and not re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]", line)
    ] == []
    assert "\n  | ValueError: bad\\r\n  | \\x0b\\x1b[2J\\u2028\\u2029\\x85\\u202e1970" in logged
