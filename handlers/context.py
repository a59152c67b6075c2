"""What the handlers work with, built once by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.clock import Clock
from bot.config import Config
from bot.messaging.home import Home
from bot.messaging.outbox import Narrator
from bot.messaging.permalinks import Permalinks
from bot.reporting.csv_export import Export
from bot.reporting.report import StatsReport
from bot.reporting.result_files import Playback
from bot.slack import Identity, Slack
from bot.store.sqlite import Store
from bot.subscriptions.watch_lines import Watching
from handlers.background import Errands


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The bot's verbs, as far as people in Slack can reach them.

    `look_at_the_clock` is called when a person changed what is to happen when.
    """

    config: Config
    identity: Identity
    clock: Clock
    store: Store
    slack: Slack
    agents: AgentDirectory
    dialer: Dialer
    playback: Playback
    home: Home
    permalinks: Permalinks
    narrator: Narrator
    watching: Watching
    export: Export
    stats: StatsReport
    errands: Errands
    look_at_the_clock: Callable[[], None]
