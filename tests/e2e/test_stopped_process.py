"""A process that stands still between its claim and its request does not send what is old by then.

So it is with a laptop that sleeps, a virtual machine that is moved, a container that is paused.
"""

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.interface import FRESH_SECONDS, LEASE
from tests.builders.busy_server import busy_server
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end
from tests.e2e.process import LONG_SECONDS, Start
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

DIAL = b"POST /functions/v1/call-dial"


def is_about_to_connect(path: Path) -> bool:
    """Say whether the claim on a dial was renewed, which it is right before it connects."""
    sql = "SELECT 1 FROM attempts WHERE status = 'dialing' AND claimed_until > dialing_at + ?"
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql, [LEASE.total_seconds()]).fetchone() is not None


async def test_dial_of_a_stopped_process_is_given_back_unsent_and_then_dialed_once(
    outside: World, settings: dict[str, str], start: Start, alice: Person
) -> None:
    sandbox_port = int(outside.url.rsplit(":", 1)[1])
    async with busy_server(sandbox_port) as server:
        url = f"http://127.0.0.1:{server.port}/functions/v1"
        process = await start(**settings | {"VOICY_API_URL": url})
        await alice.wait_for_bot(PATIENCE_SECONDS)
        card = await ask(alice, "#sales", "/call +15559876543")
        async with asyncio.timeout(LONG_SECONDS):
            while not await asyncio.to_thread(is_about_to_connect, outside.database_path):
                pass
        process.send(signal.SIGSTOP)
        await server.let_in()
        # nothing happens in a process that stands still, so there is nothing to wait for but time
        await asyncio.sleep(FRESH_SECONDS)
        assert await outside.dialed_numbers() == []

        process.send(signal.SIGCONT)

        assert "given back, not dialed" in await process.read_log("given back")
        await hear_the_end(alice, card, Head.ENDED)
        assert await outside.dialed_numbers() == ["+15559876543"]
        assert sum(bytes(each).count(DIAL) for each in server.received) == 1
        assert (await process.stop()).code == 0
