"""What the handlers work with, built once by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.clock import Clock
from bot.config import Config
from bot.messaging.home import Home
from bot.messaging.outbox import OutboxWorker
from bot.messaging.permalinks import Permalinks
from bot.reporting.csv_export import Export
from bot.reporting.report import Report
from bot.reporting.result_files import ResultFiles
from bot.slack import Identity, Slack
from bot.store.sqlite import Store
from bot.subscriptions.watch_lines import WatchLines
from handlers.background import BackgroundTasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The bot's verbs, as far as people in Slack can reach them.

    `recheck_schedule` is called when a person changed what is to happen when.
    """

    config: Config
    identity: Identity
    clock: Clock
    store: Store
    slack: Slack
    agents: AgentDirectory
    dialer: Dialer
    playback: ResultFiles
    home: Home
    permalinks: Permalinks
    outbox: OutboxWorker
    watching: WatchLines
    export: Export
    stats: Report
    background: BackgroundTasks
    recheck_schedule: Callable[[], None]
