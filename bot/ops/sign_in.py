"""The first words with Slack: who the bot is, and whether both tokens are taken."""

import logging
from typing import Final

from bot.clock import Clock
from bot.config import WHERE_TO_FIND, Config
from bot.domain.backoff import Backoff
from bot.errors import ConfigError, DeliveryUnknownError, SlackAuthError, SlackUnavailableError
from bot.slack import Slack
from bot.workspace import Identity

# after the last pause a person has to look
_BACKOFF: Final = Backoff.of_seconds(1, 2, 4, 8, 15, 30)
_log = logging.getLogger(__name__)


async def sign_in(slack: Slack, config: Config, clock: Clock) -> Identity:
    """Ask Slack who the bot is, patiently where Slack cannot be reached.

    Raises ConfigError where a token is not accepted, SlackError where Slack stays away.
    """
    failures = 0
    while True:
        token = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of the setting
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
            failures += 1
            if failures > len(_BACKOFF.pauses):
                raise
            pause_seconds = _BACKOFF.pause_after(failures).total_seconds()
            _log.warning("%s Trying again in %d s", exc, pause_seconds)
            await clock.sleep(pause_seconds)
        else:
            return identity
