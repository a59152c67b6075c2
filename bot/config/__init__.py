"""The environment, read once into a frozen Config; every missing or wrong setting named at once."""

from bot.config.kinds import COMMAND_PATTERN
from bot.config.settings import Config
from bot.config.sources import CREDENTIALS, WHERE_TO_FIND, has_credentials, read_config

__all__ = [
    "COMMAND_PATTERN",
    "CREDENTIALS",
    "WHERE_TO_FIND",
    "Config",
    "has_credentials",
    "read_config",
]
