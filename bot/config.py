"""The environment, read once into a frozen Config; every missing or wrong setting named at once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from bot.domain.calls import CallerId
from bot.domain.countries import COUNTRIES, SAME_NUMBERS
from bot.domain.phone_numbers import is_region, parse_number
from bot.domain.quiet_hours import EVERY_DAY, QuietTime
from bot.errors import ConfigError, InvalidNumberError

WHERE_TO_FIND: Final[Mapping[str, str]] = {
    "SLACK_BOT_TOKEN": "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token",
    "SLACK_APP_TOKEN": "api.slack.com/apps → your app → Basic Information → App-Level Tokens, "
    "with the scope connections:write",
    "VOICY_API_KEY": "the Voicy dashboard → API keys",
    "VOICY_FROM_NUMBERS": "the Voicy dashboard → phone numbers, "
    "written as +15551234567=Sales, +15551234568=Support",
}
CREDENTIALS: Final = tuple(WHERE_TO_FIND)
COMMAND_PATTERN: Final = r"/[^/\s:#'\"]{1,31}"
_SAID_OF_TYPE: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
}
_LONGEST_PAUSE_MINUTES: Final = 1440
_ENCODING: Final = "utf-8-sig"
# of a line of the file whose value has no quotes: what follows the sign is a comment there
_CUT_CALLER_IDS: Final = re.compile(
    r"""^\s*(?:export\s+)?VOICY_FROM_NUMBERS\s*=[^\S\n]*[^"'\s][^\n]*?\s\#[^\n]*[\d,;=+]""",
    re.IGNORECASE | re.MULTILINE,
)
# a second number, or the sign before one, within one entry
_SECOND_CALLER_ID: Final = re.compile(r"[;；]|.\+[\s(]*\d[\d\s()-]{4}|=.*=", re.DOTALL)


def _parse_caller_ids(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    entries = filter(str.strip, raw.replace("\n", ",").split(","))
    caller_ids = tuple(_parse_caller_id(*each) for each in enumerate(entries, start=1))
    if not caller_ids:
        raise ValueError("needs at least one number")
    for values in zip(*((each.number, each.label) for each in caller_ids), strict=True):
        folded = [value.casefold() for value in values]
        if twice := next((value for value in values if folded.count(value.casefold()) > 1), None):
            raise ValueError(f"names “{twice}” twice")
    return caller_ids


def _parse_caller_id(position: int, entry: str) -> CallerId:
    """Read one entry; what is wrong is named by its position, for it may be a misplaced secret."""
    number_text, _, label = map(str.strip, entry.partition("="))
    if not number_text.startswith("+"):
        raise ValueError(f"entry {position} must start with + and the country code")
    if _SECOND_CALLER_ID.search(entry.strip()):
        raise ValueError(
            f"entry {position} seems to hold several numbers: put a comma between two of them"
        )
    try:
        number = parse_number(number_text, "US").e164
    except InvalidNumberError as exc:
        raise ValueError(f"entry {position} is not a phone number: {exc.reason}") from exc
    return CallerId(number=number, label=label or number)


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
        raise ValueError(f"names “{wrong[0]}”, which is no two-letter country such as US, GB or IL")
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
        raise ValueError(f"names “{wrong[0]}”, which is no Slack member ID such as U024BE7LH")
    return named


def _fold(text: str) -> str:
    return text.strip().casefold()


def _parse_callers(text: str) -> frozenset[str]:
    named = _split(text)
    if wrong := sorted(each for each in named if not re.fullmatch("[UWS][A-Z0-9]+", each)):
        raise ValueError(
            f"names “{wrong[0]}”, which is no Slack ID of a member or of a user group, "
            "such as U024BE7LH or S0614TZR7"
        )
    return named


def _parse_channels(text: str) -> frozenset[str]:
    named = _split(text)
    if wrong := sorted(each for each in named if not re.fullmatch("[CG][A-Z0-9]+", each)):
        raise ValueError(f"names “{wrong[0]}”, which is no Slack channel ID such as C024BE91L")
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


CallerIds = Annotated[tuple[CallerId, ...], NoDecode, BeforeValidator(_parse_caller_ids)]
Pauses = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_parse_pauses)]
Countries = Annotated[frozenset[str] | None, NoDecode, BeforeValidator(_parse_countries)]
People = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_people)]
Cap = Annotated[int | None, BeforeValidator(_parse_cap)]
Callers = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_callers)]
Channels = Annotated[frozenset[str], NoDecode, BeforeValidator(_parse_channels)]
Approvers = Annotated[frozenset[str] | None, NoDecode, BeforeValidator(_parse_approvers)]
# never: nor can admins open one of them
Strangers = Annotated[Literal["refuse", "never"], BeforeValidator(str.lower)]
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


class Config(BaseSettings):
    """All settings, from the environment or else from `.env`; secrets do not print."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding=_ENCODING,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
    )

    slack_bot_token: BotToken
    slack_app_token: AppToken
    slack_api_url: BaseUrl = "https://slack.com/api"
    voicy_api_key: ApiKey
    voicy_api_url: BaseUrl = "https://api.voicy.co/functions/v1"
    voicy_from_numbers: CallerIds
    voicy_max_concurrent_calls: int = Field(10, ge=1, le=1000)
    voicy_longest_call_minutes: int = Field(60, ge=1, le=1440)
    retry_pauses_minutes: Pauses = Field("15,60", validate_default=True)
    default_region: Region = "US"
    allowed_countries: Countries = Field("", validate_default=True)
    max_calls_per_number_per_day: Cap = Field("3", validate_default=True)
    max_calls_per_person_per_day: Cap = Field("30", validate_default=True)
    max_calls_per_day: Cap = Field("200", validate_default=True)
    guard_admins: People = Field("", validate_default=True)
    callers: Callers = Field("", validate_default=True)
    call_channels: Channels = Field("", validate_default=True)
    guests: Strangers = "refuse"
    shared_channels: Strangers = "refuse"
    approvers: Approvers = Field("", validate_default=True)
    quiet_hours: QuietHours = Field("21:00-08:00", validate_default=True)
    consent: ConsentMode = "note"
    database_path: Path = Path("data/calls.db")
    retention_days: int = Field(365, ge=1, le=36_500)
    evidence_years: int = Field(5, ge=1, le=99)
    slash_command: SlashCommand = "/call"
    company_name: str = ""
    log_level: LogLevel = "INFO"
    log_format: Literal["text", "json"] = "text"
    health_port: int | None = Field(None, ge=0, le=65535)
    health_host: str = "127.0.0.1"

    @property
    def default_caller_id(self) -> CallerId:
        """The caller ID used when a person names none."""
        return self.voicy_from_numbers[0]

    @property
    def retry_pauses(self) -> tuple[timedelta, ...]:
        """The pauses before the second, the third … attempt; the last one repeats."""
        return tuple(timedelta(minutes=minutes) for minutes in self.retry_pauses_minutes)

    @property
    def retention(self) -> timedelta:
        """How long the database holds what people said and who they are."""
        return timedelta(days=self.retention_days)

    @property
    def evidence(self) -> timedelta:
        """How long it knows, by keyed hashes, who was called when and how that ended."""
        return timedelta(days=365 * self.evidence_years)


def has_credentials(env_file: Path | None = Path(".env")) -> bool:
    """Say whether any of the four credentials is set; none at all means the sandbox.

    Raises ConfigError for a file that cannot be read.
    """
    _check_file(env_file, is_used=False)
    given = DotEnvSettingsSource(Config, env_file=env_file)() | EnvSettingsSource(Config)()
    return any(given.get(name.lower(), "").strip() for name in CREDENTIALS)


def read_config(env_file: Path | None = Path(".env"), **overrides: Any) -> Config:
    """Read the settings, where `overrides` win; raises ConfigError naming all that is wrong."""
    _check_file(env_file, is_used="voicy_from_numbers" not in overrides)
    try:
        return Config(_env_file=env_file, **overrides)  # type: ignore[call-arg]
    except ValidationError as exc:
        problems = tuple(_describe_problem(dict(error)) for error in exc.errors())
        # the chained error repeats the input, which may be a secret
        raise ConfigError(problems) from None


def _check_file(path: Path | None, *, is_used: bool) -> None:
    """Raise ConfigError for a file that cannot be read, or not as it was meant.

    `is_used` says that the caller IDs come from it, where the environment has none.
    """
    if path is None or not path.is_file():
        return
    try:
        text = path.read_text(encoding=_ENCODING)
    except OSError as exc:
        raise ConfigError((f"{path} cannot be read: {exc.strerror}.",)) from exc
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without its mark passes for UTF-8
        raise ConfigError((f"{path} is not UTF-8 text: save it anew with the encoding UTF-8.",))
    if is_used and _CUT_CALLER_IDS.search(text) and not _is_in_environment("voicy_from_numbers"):
        raise ConfigError(
            (
                f"VOICY_FROM_NUMBERS in {path} has a “#”, and what follows it would be left out "
                "as a comment: put quotes around the whole value.",
            )
        )


def _is_in_environment(name: str) -> bool:
    return bool(EnvSettingsSource(Config)().get(name))


def _describe_problem(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper() if error["loc"] else "settings"
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "Must be")
    said = _SAID_OF_TYPE.get(error["type"], said[0].lower() + said[1:])
    where = f". Find it at {WHERE_TO_FIND[name]}" if name in WHERE_TO_FIND else ""
    return f"{name} {said}{where}."
