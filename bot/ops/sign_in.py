"""The first words with Slack: who the bot is, and whether both tokens are taken."""

import logging
from typing import Final

from bot.clock import Clock
from bot.config import WHERE_TO_FIND, Config
from bot.errors import ConfigError, DeliveryUnknownError, SlackAuthError, SlackUnavailableError
from bot.slack import Slack
from bot.workspace import Identity

_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_log = logging.getLogger(__name__)


async def sign_in(slack: Slack, config: Config, clock: Clock) -> Identity:
    """Ask Slack who the bot is, patiently where Slack cannot be reached.

    Raises ConfigError where a token is not accepted, SlackError where Slack stays away.
    """
    token = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of the setting
    for pause in (*_PAUSES, None):
        try:
            identity = await slack.identify()
            token = "SLACK_APP_TOKEN"  # noqa: S105 - the name of the setting
            await slack.open_socket(config.slack_app_token.get_secret_value())
        except SlackAuthError as exc:
            where = WHERE_TO_FIND[token]
            raise ConfigError(
                (f"{token} is not accepted by Slack ({exc.code}). Find it at {where}.",)
            ) from exc
        except (SlackUnavailableError, DeliveryUnknownError) as exc:
            if pause is None:
                raise
            _log.warning("%s Trying again in %d s", exc, pause)
            await clock.sleep(pause)
        else:
            return identity
    raise AssertionError("the last try either returns or raises")
