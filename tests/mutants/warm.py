"""`python -m tests.mutants.warm`: a process that has imported all but our own code, and forks.

An order is a line of JSON on standard input, with the tests and their limits in seconds and the
seconds for all of them; the answer is a line of JSON on standard output. Each order is carried out
by a fork, which imports the bot as it is now and takes whatever it starts with it when it ends.
"""

import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Final

import pytest

from tests.mutants.tree import LOG
from tests.mutants.watch import BROKEN, ENDED, FAILED, STARTED, Watch

# what takes long to import; sqlite_utils is not here, since the bot is particular about how
_HEAVY: Final = (
    *("aiohttp.web", "apscheduler.schedulers.asyncio", "httpx", "hypothesis", "jsonschema"),
    *("phonenumbers", "prometheus_client", "pydantic_settings", "pytest_asyncio.plugin"),
    *("pytest_timeout", "slack_bolt.async_app", "slack_sdk.web.async_client", "yaml"),
)
_ARGUMENTS: Final = (
    *("-x", "-q", "-p", "no:cacheprovider", "--rootdir=.", "-c", "pyproject.toml"),
    # pytest would have liked to be the one that imports what it is extended by
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
# a mutant that fills a list without end may not take the machine's memory
_MOST_MEMORY: Final = 4 * 1024**3


def main() -> None:
    """Carry out orders until there are no more."""
    sys.dont_write_bytecode = False
    for name in _HEAVY:
        import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(_carry_out(order["limits"], order["seconds"])) + "\n")
        sys.stdout.flush()


def _carry_out(limits: Mapping[str, float], seconds: float) -> dict[str, list[str]]:
    """Fork, listen, and tell what happened: what `started`, `failed`, is `broken`, has `ended`."""
    hears, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hears)
        _become_pytest(limits, tells)
    os.close(tells)
    try:
        told = _listen(hears, time.monotonic() + seconds)
    finally:
        os.close(hears)
        os.kill(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    found: dict[str, list[str]] = {STARTED: [], FAILED: [], BROKEN: [], ENDED: []}
    for line in told.decode().splitlines():
        what, test = json.loads(line)
        found[what].append(test)
    return found


def _listen(pipe: int, deadline: float) -> bytes:
    """Read until the other side is closed or the time is over."""
    told = b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            break
        piece = os.read(pipe, 65536)
        if not piece:
            break
        told += piece
    # a last line may be cut off
    return told[: told.rfind(b"\n") + 1]


def _become_pytest(limits: Mapping[str, float], pipe: int) -> None:
    """Run the tests in this process, a fork, and end it."""
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for stream, place in enumerate((nothing, log, log)):
            os.dup2(place, stream)

        def tell(what: str, test: str) -> None:
            os.write(pipe, f"{json.dumps([what, test])}\n".encode())

        files = sorted({test.partition("::")[0] for test in limits})
        code = int(pytest.main([*_ARGUMENTS, *files], plugins=[Watch(limits, tell)]))
        if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            tell(BROKEN, "the start of the tests")
        tell(ENDED, str(code))
    except BaseException:  # noqa: BLE001 - whoever hears nothing of an end can read it in the log
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
