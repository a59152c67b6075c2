"""`python -m sandbox`: the outside world on its own, until it is interrupted."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from sandbox.options import add_options
from sandbox.server import Sandbox


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    add_options(parser, port=0)
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    parser.add_argument("--json", action="store_true", help="tell the address as one JSON line")
    options = parser.parse_args()
    asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> None:
    sandbox = Sandbox(port=options.port, speed=options.speed, manifest_path=options.manifest)
    await sandbox.start()
    try:
        _announce(sandbox, as_json=options.json)
        await _interrupted()
    finally:
        await sandbox.stop()


async def _interrupted() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


def _announce(sandbox: Sandbox, *, as_json: bool) -> None:
    facts = {
        "url": sandbox.url,
        "slack_api_url": sandbox.slack_api_url,
        "voicy_api_url": sandbox.voicy_api_url,
        "bot_token": sandbox.bot_token,
        "app_token": sandbox.app_token,
        "voicy_api_key": sandbox.voicy_api_key,
        "from_numbers": sandbox.from_numbers,
    }
    line = json.dumps(facts) if as_json else f"The sandbox is open: {sandbox.url}"
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
