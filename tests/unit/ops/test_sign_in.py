"""The first words with Slack: patient where it is away, clear where a token is wrong."""

import pytest

from bot.config import Config, read_config
from bot.errors import ConfigError, SlackUnavailableError
from bot.ops.sign_in import sign_in
from bot.slack import Slack, build_web_client
from tests.builders.slack_wire import Responder, Wire, answer, refuse
from tests.builders.virtual_time import VirtualTime

BOT = answer({"ok": True, "user_id": "U0BOT", "team_id": "T1"})
SOCKET = answer({"ok": True, "url": "wss://slack.invalid"})
AWAY = refuse("service_unavailable", 503)
REVOKED = refuse("invalid_auth")


@pytest.fixture
def config() -> Config:
    return read_config(
        None,
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        voicy_api_key="voicy_sk_live_1",
        voicy_from_numbers="+15551234567",
    )


@pytest.fixture
def slack(wire: Wire) -> Slack:
    return Slack(build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=2))


async def test_slack_that_comes_back_is_waited_for(
    wire: Wire, slack: Slack, config: Config
) -> None:
    wire.script = [AWAY, BOT, AWAY, BOT, SOCKET]
    time = VirtualTime()
    begun = time.seconds

    identity = await sign_in(slack, config, time)

    assert (identity.user_id, time.seconds - begun) == ("U0BOT", 1 + 2)


async def test_slack_that_stays_away_is_given_up_after_a_minute(
    wire: Wire, slack: Slack, config: Config
) -> None:
    wire.script = [AWAY]
    time = VirtualTime()
    begun = time.seconds

    with pytest.raises(SlackUnavailableError):
        await sign_in(slack, config, time)

    assert time.seconds - begun == 1 + 2 + 4 + 8 + 15 + 30


@pytest.mark.parametrize(
    ("script", "token"),
    [
        ([REVOKED], "SLACK_BOT_TOKEN"),
        ([BOT, REVOKED], "SLACK_APP_TOKEN"),
        ([BOT, AWAY, REVOKED], "SLACK_BOT_TOKEN"),
    ],
    ids=["bot token", "app token", "bot token, revoked meanwhile"],
)
async def test_token_that_is_not_accepted_is_named(
    wire: Wire, slack: Slack, config: Config, script: list[Responder], token: str
) -> None:
    wire.script = list(script)

    with pytest.raises(ConfigError, match=f"{token} is not accepted by Slack"):
        await sign_in(slack, config, VirtualTime())


@pytest.mark.parametrize(
    ("code", "help_"), [("accesslimited", "network"), ("team_access_not_granted", "admin")]
)
async def test_app_that_is_kept_out_is_told_what_helps(
    wire: Wire, slack: Slack, config: Config, code: str, help_: str
) -> None:
    wire.script = [refuse(code)]

    with pytest.raises(ConfigError, match=help_):
        await sign_in(slack, config, VirtualTime())
