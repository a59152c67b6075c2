"""The first words with Slack: who the bot is, and whether both tokens are taken."""

import logging
from typing import Final

from bot.clock import Clock
from bot.config import WHERE_TO_FIND, Config
from bot.errors import ConfigError, DeliveryUnknownError, SlackAuthError, SlackUnavailableError
from bot.slack import Slack
from bot.ui.slack_codes import SENTENCE_OF_CODE
from bot.workspace import Identity

# after the last pause a person has to look
_PAUSES_SECONDS: Final = (1, 2, 4, 8, 15, 30)
_log = logging.getLogger(__name__)


async def sign_in(slack: Slack, config: Config, clock: Clock) -> Identity:
    """Ask Slack who the bot is; raises ConfigError for a wrong token, SlackError if it is away."""
    pauses = iter(_PAUSES_SECONDS)
    while True:
        token = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of the setting
        try:
            identity = await slack.identify()
            token = "SLACK_APP_TOKEN"  # noqa: S105 - the name of the setting
            await slack.open_socket(config.slack_app_token.get_secret_value())
        except SlackAuthError as exc:
            problem = f"{token} is not accepted by Slack ({exc.code})."
            help_ = SENTENCE_OF_CODE.get(exc.code, f"Find it at {WHERE_TO_FIND[token]}.")
            raise ConfigError((f"{problem} {help_}",)) from exc
        except (SlackUnavailableError, DeliveryUnknownError) as exc:
            pause_seconds = next(pauses, None)
            if pause_seconds is None:
                raise
            _log.warning("%s Trying again in %d s", exc, pause_seconds)
            await clock.sleep(pause_seconds)
        else:
            return identity
