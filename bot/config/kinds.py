"""The kinds of settings: how each is read, and in which words one that is wrong is refused."""

import re
from ipaddress import ip_address
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from bot.config.caller_ids import parse_caller_ids
from bot.domain.countries import COUNTRIES, SAME_NUMBERS
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import is_region
from bot.domain.quiet_hours import EVERY_DAY, QuietTime

COMMAND_PATTERN: Final = r"/[^/\s:#'\"]{1,31}"
_LONGEST_PAUSE_MINUTES: Final = 1440


def _parse_pauses(text: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\s*[0-9]+\s*(,\s*[0-9]+\s*)*", text):
        raise ValueError("must be minutes with commas between them, such as 15,60")
    pauses = tuple(map(int, text.split(",")))
    if min(pauses) < 1 or max(pauses) > _LONGEST_PAUSE_MINUTES:
        raise ValueError(f"must be pauses of 1 to {_LONGEST_PAUSE_MINUTES} minutes")
    if list(pauses) != sorted(pauses):
        raise ValueError("must grow, or stay the same, from pause to pause")
    return pauses


def _parse_countries(text: str) -> frozenset[str] | None:
    if not text:
        return None
    if text.strip() == "*":
        return COUNTRIES
    named = frozenset(each.strip().upper() for each in text.split(",") if each.strip())
    if not named:
        raise ValueError("must name countries such as US,CA, or be * for all")
    if same := sorted(named & SAME_NUMBERS.keys()):
        raise ValueError(
            f"names “{same[0]}”, whose numbers cannot be told from those of "
            f"{SAME_NUMBERS[same[0]]}: name that"
        )
    if wrong := sorted(named - COUNTRIES):
        raise ValueError(
            f"names “{wrong[0]}”, which is not a two-letter country such as US, GB or IL"
        )
    return named


def _parse_cap(text: str) -> int | None:
    if text.strip().casefold() == "off":
        return None
    if not re.fullmatch("[0-9]{1,6}", text.strip()) or int(text) < 1:
        raise ValueError("must be a number of calls, 1 or more, or off")
    return int(text)


def _parse_people(text: str) -> frozenset[str]:
    named = _split(text)
    if wrong := sorted(each for each in named if not re.fullmatch("[UW][A-Z0-9]+", each)):
        raise ValueError(f"names “{wrong[0]}”, which is not a Slack member ID such as U024BE7LH")
    return named


def _fold(text: str) -> str:
    return text.strip().casefold()


def _parse_callers(text: str) -> frozenset[str]:
    named = _split(text)
    if wrong := sorted(each for each in named if not re.fullmatch("[UWS][A-Z0-9]+", each)):
        raise ValueError(
            f"names “{wrong[0]}”, which is not a Slack ID of a member or of a user group, "
            "such as U024BE7LH or S0614TZR7"
        )
    return named


def _parse_channels(text: str) -> frozenset[str]:
    named = _split(text)
    if wrong := sorted(each for each in named if not re.fullmatch("[CG][A-Z0-9]+", each)):
        raise ValueError(f"names “{wrong[0]}”, which is not a Slack channel ID such as C024BE91L")
    return named


def _parse_approvers(text: str) -> frozenset[str] | None:
    if text.strip().casefold() in {"", "off"}:
        return None
    return frozenset() if text.strip().casefold() == "admins" else _parse_people(text)


def _split(text: str) -> frozenset[str]:
    """Split what is listed; raises ValueError where only commas are left of it."""
    named = frozenset(each.strip() for each in text.split(",") if each.strip())
    if text.strip() and not named:
        raise ValueError("names nobody and nothing")
    return named


def _parse_quiet_hours(text: str) -> QuietTime | None:
    if text.strip().casefold() == "off":
        return None
    try:
        quiet_time = QuietTime.read(text)
    except ValueError:
        raise ValueError("must be hours such as 21:00-08:00, or off") from None
    if quiet_time.begins == quiet_time.ends or quiet_time.days != EVERY_DAY:
        raise ValueError("must be hours of every day that leave some to call in")
    return quiet_time


def _matching(pattern: str, sentence: str) -> AfterValidator:
    def check(value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not re.fullmatch(pattern, text):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _check_privacy(url: str) -> str:
    """Let keys and words travel unencrypted only where they do not leave the machine."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("must start with https://, because http:// can be read on its way")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_region(value: str) -> str:
    if not is_region(value):
        raise ValueError("must be a two-letter country such as US, GB or IL")
    return value


CallerIds = Annotated[tuple[CallerId, ...], NoDecode, BeforeValidator(parse_caller_ids)]
Pauses = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_parse_pauses)]
Countries = Annotated[frozenset[str] | None, NoDecode, BeforeValidator(_parse_countries)]
People = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_people)]
Cap = Annotated[int | None, BeforeValidator(_parse_cap)]
Callers = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_callers)]
Channels = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_channels)]
Approvers = Annotated[frozenset[str] | None, NoDecode, BeforeValidator(_parse_approvers)]
# never: nor can admins open one of them
Strangers = Annotated[Literal["refuse", "never"], BeforeValidator(_fold)]
QuietHours = Annotated[QuietTime | None, NoDecode, BeforeValidator(_parse_quiet_hours)]
Region = Annotated[str, StringConstraints(to_upper=True), AfterValidator(_check_region)]
BotToken = Annotated[
    SecretStr, _matching(r"xoxb-\S*", "must start with xoxb- and contain no spaces")
]
AppToken = Annotated[
    SecretStr, _matching(r"xapp-\S*", "must start with xapp- and contain no spaces")
]
ApiKey = Annotated[SecretStr, _matching("[!-~]*", "must be one word of plain characters")]
BaseUrl = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    _matching(
        "(?i:https?)://.*[^/].*",
        "must be an address starting with https:// (http:// only on this machine)",
    ),
    AfterValidator(_check_privacy),
    AfterValidator(lambda url: url.rstrip("/")),
]
SlashCommand = Annotated[
    str, StringConstraints(to_lower=True), _matching(COMMAND_PATTERN, "must look like /call")
]
ConsentMode = Annotated[Literal["off", "note", "required"], BeforeValidator(_fold)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
