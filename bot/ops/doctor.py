"""Check every setting against the real services, a line each, before anybody relies on them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from bot.config import Config
from bot.domain.phone_numbers import format_number
from bot.errors import CallBotError, SlackError, StoreError, StoreInUseError
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.voicy import RequestBudget, VoicyClient

_CLOCK_TOLERANCE_SECONDS: Final = 30.0

Say = Callable[[str], None]


class CheckFailedError(CallBotError):
    """One check found something wrong; the text says what and how to mend it."""


async def examine(config: Config, manifest: Mapping[str, Any], store: Store, say: Say) -> int:
    """Run every check, saying what it found; returns 1 where one failed. Opens the store."""
    slack = Slack(
        build_web_client(
            token=config.slack_bot_token.get_secret_value(), base_url=config.slack_api_url
        )
    )
    voicy = VoicyClient(
        base_url=config.voicy_api_url,
        api_key=config.voicy_api_key.get_secret_value(),
        budget=RequestBudget(),
    )
    checks: Mapping[str, Callable[[], Awaitable[str]]] = {
        "Slack bot token": lambda: _check_bot_token(slack),
        "Slack scopes": lambda: _check_scopes(slack, manifest),
        "Slack app token": lambda: _check_app_token(slack, config),
        "Slash command": lambda: _check_command(config, manifest),
        "Voicy API key": lambda: _check_voicy(voicy),
        "Caller IDs": lambda: _check_caller_ids(config),
        "Database": lambda: _check_database(config, store),
        "Clock": lambda: _check_clock(config),
    }
    try:
        are_good = [await _is_good(name, check, say) for name, check in checks.items()]
    finally:
        await voicy.aclose()
    return 0 if all(are_good) else 1


async def _is_good(name: str, check: Callable[[], Awaitable[str]], say: Say) -> bool:
    try:
        say(f"✓ {name}: {await check()}")
    except CallBotError as exc:
        say(f"✗ {name}: {exc.reason if isinstance(exc, StoreError) else exc}")
        return False
    return True


async def _check_bot_token(slack: Slack) -> str:
    identity = await slack.identify()
    return f"@{identity.name} in {identity.team_name}"


async def _check_scopes(slack: Slack, manifest: Mapping[str, Any]) -> str:
    granted = await slack.granted_scopes()
    needed = set(manifest["oauth_config"]["scopes"]["bot"])
    if granted is None:
        return f"{len(needed)} needed; Slack's answer does not say which are granted"
    missing = sorted(needed - granted)
    if missing:
        raise CheckFailedError(
            f"{', '.join(missing)} not granted; paste manifest.yml again and reinstall the app"
        )
    return f"all {len(needed)} granted"


async def _check_app_token(slack: Slack, config: Config) -> str:
    try:
        await slack.open_socket(config.slack_app_token.get_secret_value())
    except SlackError as exc:
        raise CheckFailedError(
            f"{exc} It needs the scope connections:write, and Socket Mode switched on"
        ) from exc
    return "Socket Mode answers"


async def _check_command(config: Config, manifest: Mapping[str, Any]) -> str:
    command = config.slash_command
    if command == manifest["features"]["slash_commands"][0]["command"]:
        return command
    return f"{command}; the app must have been made with python app.py manifest --command {command}"


async def _check_voicy(voicy: VoicyClient) -> str:
    active = sum(agent.is_active for agent in await voicy.list_agents())
    return f"accepted; {active} active agents"


async def _check_caller_ids(config: Config) -> str:
    caller_ids = config.voicy_from_numbers
    known = ", ".join(f"{each.label} {format_number(each.number)}" for each in caller_ids)
    return f"{known} (the API lists no numbers; a wrong one is refused when it is dialed)"


async def _check_database(config: Config, store: Store) -> str:
    try:
        await store.open()
    except StoreInUseError:
        return f"{config.database_path} is in use by the running bot"
    try:
        await store.orders.check_writable()
    finally:
        await store.close()
    return f"{config.database_path} can be written"


async def _check_clock(config: Config) -> str:
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(config.voicy_api_url)
        told = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError) as exc:
        raise CheckFailedError(f"the Voicy API tells no time ({type(exc).__name__})") from exc
    offset = (told - datetime.now(UTC)).total_seconds()
    if abs(offset) > _CLOCK_TOLERANCE_SECONDS:
        raise CheckFailedError(
            f"{offset:+.0f} s away from the Voicy API's; set this machine's clock"
        )
    return "agrees with the Voicy API's"
