"""The bot, whole or with a part taken out, to prove that the counting notices."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final

from bootstrap import Parts
from bot.clock import Clock
from bot.config import Config
from bot.domain.calls import Call
from bot.slack import Slack, build_web_client
from bot.slack.own_messages import OwnMessages
from bot.store.interface import DialGate
from bot.store.records import InboxEntry
from bot.store.sqlite.calls import SqliteCalls
from bot.store.sqlite.inbox import SqliteInbox
from bot.store.sqlite.queue import SqliteQueue
from call_bot import CallBot
from tests.crash.disk import Disk, LooseStore

INTENT: Final = "intent"
LOOK_UP: Final = "look-up"
INBOX: Final = "inbox"
LEASE: Final = "lease"
AGE: Final = "age"
GATE: Final = "gate"
PARTS: Final = (INTENT, LOOK_UP, INBOX, LEASE, AGE, GATE)


class ForgetfulCalls(SqliteCalls):
    """Calls that forget, with their process, that a dial was under way."""

    async def recover(self, *, at: datetime, reason: str, include_own: bool = False) -> int:
        """Put every dial left by a dead process back in line, to be dialed again."""
        sql = "UPDATE attempts SET status = 'queued' WHERE status = 'dialing' AND is_over = 0"
        return await self._database.execute(sql, {})


class ForgetfulInbox(SqliteInbox):
    """An inbox that writes nothing down."""

    async def add(self, entry: InboxEntry) -> bool:
        """Take it as new."""
        return True


class CarelessQueue(SqliteQueue):
    """A queue in which a lease never expires."""

    async def renew_lease(self, attempt_id: int, *, at: datetime) -> bool:
        """Say that it holds."""
        return True


class OpenQueue(SqliteQueue):
    """A queue that asks nobody a second time whether it may be dialed."""

    async def claim_slot(
        self,
        *,
        at: datetime,
        gate: DialGate | None = None,
        attempt_id: int | None = None,
        passing_over: Collection[int] = (),
    ) -> Call | None:
        """Claim the first, whoever that is."""
        return await super().claim_slot(at=at, attempt_id=attempt_id, passing_over=passing_over)


class StandingClock(Clock):
    """A clock by which no time passes between a claim and its request."""

    def boottime(self) -> float:
        """Return the same seconds as ever."""
        return 0.0

    def offset(self) -> float:
        """Return what it would be of a clock that nobody sets."""
        return 0.0


class LostMessages(OwnMessages):
    """Messages of which none that was posted is ever found."""

    async def find_delivery(
        self, channel_id: str, delivery_id: str, *, thread_ts: str | None, since: datetime
    ) -> str | None:
        """Find nothing."""
        return None


class VictimStore(LooseStore):
    """A store without one of its parts, if any."""

    def __init__(self, path: Path, disk: Disk, *, slots: int, part: str | None) -> None:
        super().__init__(path, disk, slots=slots)
        if part == INTENT:
            self.calls = ForgetfulCalls(self._database, slots)
        elif part == INBOX:
            self.inbox = ForgetfulInbox(self._database, slots)
        elif part == LEASE:
            self.queue = CarelessQueue(self._database, slots, self.rules)
        elif part == GATE:
            self.queue = OpenQueue(self._database, slots, self.rules)


def build_victim(config: Config, store: VictimStore, part: str | None) -> CallBot:
    """Build the bot on a store, without a part where one is named."""
    clock = StandingClock() if part == AGE else Clock()
    slack = None
    if part == LOOK_UP:
        token = config.slack_bot_token.get_secret_value()
        web = build_web_client(token=token, base_url=config.slack_api_url)
        slack = Slack(web, clock)
        slack.own_messages = LostMessages(web)
    return CallBot(Parts(config, store=store, slack=slack, clock=clock))
