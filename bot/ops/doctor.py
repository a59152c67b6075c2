"""Check every setting against the real services, a line each, before anybody relies on them.

✓ was checked and is good, ✗ is wrong, ⚠ is worth a look, – was not checked, and why.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from bot.clock import Clock
from bot.config import Config
from bot.domain.phone_numbers import format_number
from bot.errors import CallBotError, InvalidPayloadError, SlackError, StoreError, StoreInUseError
from bot.ops.samples import draw_samples
from bot.policies.rules import is_group
from bot.slack import Slack, build_web_client
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.greetings import format_omission
from bot.ui.labels import choose_form
from bot.voicy import Agent, RequestBudget, VoicyClient

_CLOCK_TOLERANCE_SECONDS: Final = 30.0
# each may cost a request of the account's sixty a minute
_MOST_AGENTS: Final = 20

Say = Callable[[str], None]
Check = Callable[[], Awaitable[str]]


class CheckFailedError(CallBotError):
    """One check found something wrong; the text says what and how to mend it."""


class CheckWarningError(CallBotError):
    """One check found something that works and that people should know."""


class CheckSkippedError(CallBotError):
    """Something cannot be checked; the text says why."""


async def examine(
    config: Config, manifest: Mapping[str, Any], store: Store, say: Say, *, with_cards: bool
) -> int:
    """Run every check, saying what it found; returns 1 where one failed. Changes nothing."""
    slack = _build_slack(config, config.slack_bot_token.get_secret_value())
    voicy = VoicyClient(
        base_url=config.voicy_api_url,
        api_key=config.voicy_api_key.get_secret_value(),
        budget=RequestBudget(),
    )
    checks: dict[str, Check] = {
        "Slack bot token": lambda: _check_bot_token(slack),
        "Slack scopes": lambda: _check_scopes(slack, manifest),
        "User groups": lambda: _check_groups(slack, config),
        "Slack app token": lambda: _check_app_token(slack, config),
        "Slash command": lambda: _check_command(config),
        "Voicy API key": lambda: _check_voicy(voicy),
        "Greetings": lambda: _check_greetings(voicy, slack, config),
        "Caller IDs": lambda: _check_caller_ids(config),
        "Database": lambda: _check_database(config, store),
        "Clock": lambda: _check_clock(config),
    }
    if with_cards:
        checks["Cards"] = lambda: _check_cards(config)
    try:
        are_good = [await _is_good(name, check, say) for name, check in checks.items()]
    finally:
        await voicy.aclose()
    return 0 if all(are_good) else 1


def _build_slack(config: Config, token: str) -> Slack:
    return Slack(build_web_client(token=token, base_url=config.slack_api_url))


async def _is_good(name: str, check: Check, say: Say) -> bool:
    try:
        say(f"✓ {name}: {await check()}")
    except CheckSkippedError as exc:
        say(f"– {name}: not checked, {exc}")
    except CheckWarningError as exc:
        say(f"⚠ {name}: {exc}")
    except CallBotError as exc:
        say(f"✗ {name}: {exc.reason if isinstance(exc, StoreError) else exc}")
        return False
    return True


async def _check_bot_token(slack: Slack) -> str:
    identity = await slack.identify()
    return f"Slack knows it as @{identity.name} in {identity.team_name}"


async def _check_scopes(slack: Slack, manifest: Mapping[str, Any]) -> str:
    granted = await slack.granted_scopes()
    needed = set(manifest["oauth_config"]["scopes"]["bot"])
    if granted is None:
        raise CheckSkippedError(f"Slack does not say which of the {len(needed)} are granted")
    missing = sorted(needed - granted)
    if missing:
        raise CheckFailedError(
            f"{', '.join(missing)} not granted; paste manifest.yml again and reinstall the app"
        )
    return f"all {len(needed)} of manifest.yml are granted"


async def _check_groups(slack: Slack, config: Config) -> str:
    named = frozenset(filter(is_group, config.callers))
    if not named:
        raise CheckSkippedError("CALLERS names none")
    found = await SlackFacts(slack, Clock()).find_groups(named)
    unread = sorted(each for each in named if each not in found or found[each].lacks_scope)
    if unread:
        raise CheckFailedError(
            f"Slack does not say who is in {', '.join(unread)}, so that nobody of them may call"
        )
    people = frozenset().union(*(each.members for each in found.values()))
    return choose_form(len(people), "1 person is in them", "{} people are in them")


async def _check_app_token(slack: Slack, config: Config) -> str:
    try:
        await slack.open_socket(config.slack_app_token.get_secret_value())
    except SlackError as exc:
        raise CheckFailedError(
            f"{exc} It needs the scope connections:write, and Socket Mode switched on"
        ) from exc
    return "Slack gives an address for Socket Mode"


async def _check_command(config: Config) -> str:
    command = config.slash_command
    raise CheckSkippedError(
        f"Slack tells no app its commands; the one in api.slack.com/apps has to be {command} "
        f"(make manifest COMMAND={command})"
    )


async def _check_voicy(voicy: VoicyClient) -> str:
    active = sum(agent.is_active for agent in await voicy.list_agents())
    return f"accepted; {choose_form(active, '1 active agent', '{} active agents')}"


async def _check_greetings(voicy: VoicyClient, slack: Slack, config: Config) -> str:
    company = config.company_name or (await slack.identify()).team_name
    listed = [agent for agent in await voicy.list_agents() if agent.is_active]
    agents = [await _find_greeting(voicy, agent) for agent in listed[:_MOST_AGENTS]]
    omissions = list(filter(None, (format_omission(agent, company) for agent in agents)))
    without = len(listed) - sum(bool(agent.greeting) for agent in agents)
    unread = choose_form(
        without, "1 agent has none that could be read", "{} agents have none that could be read"
    )
    unread = unread if without else ""
    if omissions:
        raise CheckWarningError(" ".join([*omissions, f"{unread}." if unread else ""]).strip())
    if unread:
        raise CheckSkippedError(unread)
    return f"each of {len(agents)} names the company and that it is an AI, as far as words tell"


async def _find_greeting(voicy: VoicyClient, agent: Agent) -> Agent:
    return agent if agent.greeting else await voicy.get_agent(agent.agent_id)


async def _check_caller_ids(config: Config) -> str:
    caller_ids = config.voicy_from_numbers
    known = ", ".join(f"{each.label} {format_number(each.number)}" for each in caller_ids)
    raise CheckSkippedError(
        f"the API lists no numbers, and refuses one that is not the account's when it is dialed; "
        f"the settings name {known}"
    )


async def _check_database(config: Config, store: Store) -> str:
    path = config.database_path
    try:
        found = await store.inspect()
    except StoreInUseError as exc:
        raise CheckSkippedError(exc.reason) from exc
    if not found.exists:
        return f"{path} is not there yet; the bot may make it"
    pending = choose_form(found.pending, "1 migration runs", "{} migrations run")
    pending = f"{pending} at the next start" if found.pending else ""
    return f"{path} may be written, has schema {found.version}; {pending or 'nothing to migrate'}"


async def _check_cards(config: Config) -> str:
    # no token is needed, so what is wrong with ours does not matter here
    slack = _build_slack(config, "")
    samples = list(draw_samples())
    refused = []
    for name, content in samples:
        try:
            await slack.validate(content)
        except InvalidPayloadError as exc:
            refused.append(f"{name}: {'; '.join(exc.details) or exc}")
    if refused:
        lines = "".join(f"\n    {each}" for each in refused)
        raise CheckFailedError(f"Slack refuses {len(refused)} of {len(samples)}{lines}")
    return (
        f"Slack accepts all {len(samples)}, with invented values; not judged: search results, "
        "files, pictures, and texts as long as callees make them"
    )


async def _check_clock(config: Config) -> str:
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(config.voicy_api_url)
        told = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError) as exc:
        raise CheckFailedError(
            f"the Voicy API did not give its time ({type(exc).__name__})"
        ) from exc
    offset = (told - datetime.now(UTC)).total_seconds()
    if abs(offset) > _CLOCK_TOLERANCE_SECONDS:
        raise CheckFailedError(
            f"{offset:+.0f} s away from the Voicy API's; set this machine's clock"
        )
    return f"within {_CLOCK_TOLERANCE_SECONDS:.0f} s of the Voicy API's"
