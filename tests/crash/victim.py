"""The bot with a part switched off, to prove that the counting notices: `python -m … PART`."""

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path

import sqlite_utils

from bootstrap import CallBot
from bot.config import Config, read_config
from bot.ops.logs import set_up_logs
from bot.slack import Slack, build_web_client
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.calls import SqliteCalls
from bot.store.sqlite.database import Database


class ForgetfulCalls(SqliteCalls):
    """Calls that forget, with their process, that a dial was under way."""

    def __init__(self, database: Database, slots: int) -> None:
        super().__init__(database, slots)
        self._file = database

    async def recover(self, *, at: datetime, reason: str, include_own: bool = False) -> int:
        """Put every dial left by a dead process back in line, to be dialed again."""

        def work(db: sqlite_utils.Database) -> int:
            return db.execute(
                "UPDATE attempts SET status = 'queued' WHERE status = 'dialing' AND is_over = 0"
            ).rowcount

        return await self._file.write(work)


class ForgetfulStore(SqliteStore):
    """A store with forgetful calls."""

    def __init__(self, path: Path, *, slots: int) -> None:
        super().__init__(path, slots=slots)
        self.calls = ForgetfulCalls(self._database, slots)


class BlindSlack(Slack):
    """A Slack in which nothing that was posted is ever found."""

    async def find_delivery(
        self, channel_id: str, delivery_id: str, *, thread_ts: str | None, since: datetime
    ) -> str | None:
        """Find nothing."""
        return None


def build_victim(config: Config, part: str) -> CallBot:
    """Build the bot without its `intent` or without its `lookup`; raises ValueError."""
    if part == "intent":
        slots = config.voicy_max_concurrent_calls
        return CallBot(config, store=ForgetfulStore(config.database_path, slots=slots))
    if part == "lookup":
        client = build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
        return CallBot(config, slack=BlindSlack(client))
    raise ValueError(f"no part {part!r} to switch off")


async def _serve(part: str) -> None:
    config = read_config(env_file=None)
    set_up_logs(config.log_level, config.log_format)
    bot = build_victim(config, part)
    await bot.start()
    logging.getLogger(__name__).warning("serving without %s", part)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
