"""What the handlers work with, built once by the composition root."""

from dataclasses import dataclass

from bot.agents import AgentDirectory
from bot.clock import Clock
from bot.config import Config
from bot.dialer import Dialer
from bot.export import Export
from bot.home import Home
from bot.permalinks import Permalinks
from bot.playback import Playback
from bot.slack import Identity, Slack
from bot.store import Store
from handlers.errands import Errands


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The bot's verbs, as far as people in Slack can reach them."""

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
    export: Export
    errands: Errands
