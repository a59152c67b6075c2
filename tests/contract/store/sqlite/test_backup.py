"""The backup as docs/operations.md tells it: taken while calls are written, whole, usable."""

import asyncio
import re
import shlex
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.builders.store import add_order, claim, move, opened_store, post_next

OPERATIONS = Path(__file__).parents[4] / "docs" / "operations.md"
DEADLINE_SECONDS = 30
WRITTEN_BEFORE = 20
# after each call, as the other program wants the processor, too
BREATH_SECONDS = 0.005


def read_commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands of the page by program, for `calls.db` and `backup.db` in a folder."""
    text = OPERATIONS.read_text(encoding="utf-8")
    lines = re.findall(r"^    (\S*sqlite\S* .*VACUUM INTO .*)$", text, re.MULTILINE)
    commands = {}
    for line in lines:
        words = shlex.split(line.replace("data/calls.db", str(folder / "calls.db")))
        statement = re.sub(r"'backup.*\.db'", f"'{folder / 'backup.db'}'", words.pop())
        program = Path(words[0]).name
        commands[program] = [find_program(program), *words[1:], statement]
    return commands


def find_program(name: str) -> str:
    beside_python = Path(sys.executable).with_name(name)
    return str(beside_python) if beside_python.exists() else str(shutil.which(name))


async def run(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await process.wait()


def count(path: Path, sql: str) -> Any:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchone()[0]


def test_page_names_two_programs() -> None:
    assert set(read_commands(Path("/somewhere"))) == {"sqlite3", "sqlite-utils"}


@pytest.mark.parametrize("program", ["sqlite3", "sqlite-utils"])
async def test_copy_taken_while_calls_are_written_is_whole_and_can_be_gone_on_with(
    tmp_path: Path, program: str
) -> None:
    command = read_commands(tmp_path)[program]
    if command[0] == "None":
        pytest.skip(f"{program} is not installed")
    copy = tmp_path / "backup.db"
    async with opened_store(tmp_path / "calls.db") as store:

        async def write_calls() -> int:
            written = 0
            while written < WRITTEN_BEFORE or not backup.done():
                order_id = await add_order(store, str(written))
                written += 1
                if written == WRITTEN_BEFORE:
                    has_begun.set()
                await post_next(store)
                assert await claim(store)
                assert await move(store, order_id, "ringing", "busy") == [True, True]
                await post_next(store)
                await post_next(store)
                await asyncio.sleep(BREATH_SECONDS)
            return written

        has_begun = asyncio.Event()

        async def take_backup() -> int:
            await has_begun.wait()
            return await run(command)

        backup = asyncio.create_task(take_backup())
        written = await write_calls()
        assert await backup == 0

    assert count(copy, "PRAGMA integrity_check") == "ok"
    kept = count(copy, "SELECT count(*) FROM orders")
    assert WRITTEN_BEFORE <= kept <= written
    assert count(copy, "SELECT max(id) FROM attempts") == kept
    torn = "SELECT count(*) FROM orders WHERE order_id NOT IN (SELECT order_id FROM outbox)"
    assert count(copy, torn) == 0
    async with opened_store(copy) as store:
        assert len(await store.calls.live()) <= 1
        await store.orders.check_writable()
        assert await store.orders.find_by_key("0") is not None
