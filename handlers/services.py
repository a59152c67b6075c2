"""What the handlers work with, built once by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.agents import AgentDirectory
from bot.clock import Clock
from bot.config import Config
from bot.dialer import Dialer
from bot.export import Export
from bot.home import Home
from bot.narrator import Narrator
from bot.permalinks import Permalinks
from bot.playback import Playback
from bot.slack import Identity, Slack
from bot.stats import StatsReport
from bot.store import Store
from bot.watching import Watching
from handlers.errands import Errands


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
