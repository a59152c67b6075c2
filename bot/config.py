"""The environment, read once into a frozen Config; every missing or wrong setting named at once."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.calls import CallerId
from bot.domain.phone_numbers import is_region, parse_number
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
_LONGEST_PAUSE_MINUTES: Final = 1440
_MAX_DIGITS: Final = 9


def _parse_caller_ids(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    entries = [entry.strip() for entry in raw.replace("\n", ",").split(",") if entry.strip()]
    caller_ids = tuple(
        _parse_caller_id(entry, position) for position, entry in enumerate(entries, start=1)
    )
    if not caller_ids:
        raise ValueError("needs at least one number")
    for attribute in ("number", "label"):
        values = [getattr(caller_id, attribute) for caller_id in caller_ids]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise ValueError(f"names “{twice}” twice")
    return caller_ids


def _parse_caller_id(entry: str, position: int) -> CallerId:
    """Read one entry; what is wrong is named by its position, for it may be a misplaced secret."""
    number_text, _, label = entry.partition("=")
    if not number_text.strip().startswith("+"):
        raise ValueError(f"entry {position} must start with + and the country code")
    try:
        number = parse_number(number_text.strip(), "US").e164
    except InvalidNumberError as exc:
        raise ValueError(f"entry {position} is not a phone number: {exc.reason}") from exc
    return CallerId(number=number, label=label.strip() or number)


def _token(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not text.startswith(prefix) or any(character.isspace() for character in text):
            raise ValueError(f"must start with {prefix} and contain no spaces")
        return value

    return AfterValidator(check)


def _api_key(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be one word of plain characters")
    return value


def _base_url(value: str) -> str:
    scheme, separator, rest = value.strip().partition("://")
    if scheme not in {"http", "https"} or not separator or not rest.strip("/"):
        raise ValueError(
            "must be an address starting with https:// (http:// only where nobody can listen)"
        )
    return value.strip().rstrip("/")


def _region(value: str) -> str:
    if not is_region(value.upper()):
        raise ValueError("must be a two-letter country such as US, GB or IL")
    return value.upper()


def _slash_command(value: str) -> str:
    if not value.startswith("/") or len(value) < 2 or len(value) > 32 or " " in value:
        raise ValueError("must look like /call")
    return value.lower()


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _parse_pauses(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    texts = [text.strip() for text in raw.split(",")]
    if not all(text.isascii() and text.isdigit() for text in texts):
        raise ValueError("must be minutes with commas between them, such as 15,60")
    pauses = tuple(int(text[:_MAX_DIGITS]) for text in texts)
    if min(pauses) < 1 or max(pauses) > _LONGEST_PAUSE_MINUTES:
        raise ValueError(f"must be pauses of 1 to {_LONGEST_PAUSE_MINUTES} minutes")
    if list(pauses) != sorted(pauses):
        raise ValueError("must grow, or stay the same, from pause to pause")
    return pauses


CallerIds = Annotated[tuple[CallerId, ...], NoDecode, BeforeValidator(_parse_caller_ids)]
Pauses = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_parse_pauses)]


class Config(BaseSettings):
    """Everything the bot is told from outside.

    Read from the environment and from `.env`; the environment wins. Secrets do not print.
    """

    model_config = SettingsConfigDict(
        env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True
    )

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] = Field(
        description="Bot token of the Slack app"
    )
    slack_app_token: Annotated[SecretStr, _token("xapp-")] = Field(
        description="App-level token of the Slack app, for Socket Mode"
    )
    slack_api_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default="https://slack.com/api", description="Where every Slack request goes"
    )
    voicy_api_key: Annotated[SecretStr, AfterValidator(_api_key)] = Field(
        description="Key of the Voicy account"
    )
    voicy_api_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default="https://api.voicy.co/functions/v1", description="Where every Voicy request goes"
    )
    voicy_from_numbers: CallerIds = Field(
        description="Caller IDs people may choose from, as number=label; the first is the default"
    )
    voicy_max_concurrent_calls: int = Field(
        default=10, ge=1, le=1000, description="Calls the Voicy plan allows at once"
    )
    voicy_longest_call_minutes: int = Field(
        default=60, ge=1, le=1440, description="Longest call the Voicy plan allows"
    )
    retry_pauses_minutes: Pauses = Field(
        default="15,60",
        validate_default=True,
        description="Minutes before a call is tried again; the last one repeats",
    )
    default_region: Annotated[str, AfterValidator(_region)] = Field(
        default="US", description="Country of numbers typed without + and country code"
    )
    database_path: Path = Field(
        default=Path("data/calls.db"), description="The SQLite file that remembers every call"
    )
    slash_command: Annotated[str, AfterValidator(_slash_command)] = Field(
        default="/call", description="The command, as it is named in the Slack app's manifest"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        Field(default="INFO", description="How much is logged")
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people or for machines"
    )

    health_port: int | None = Field(
        default=None, ge=0, le=65535, description="Port of /healthz and /metrics; none is off"
    )
    health_host: str = Field(
        default="127.0.0.1", description="Address on which /healthz and /metrics listen"
    )

    @property
    def default_caller_id(self) -> CallerId:
        """The caller ID used when a person names none."""
        return self.voicy_from_numbers[0]

    @property
    def retry_pauses(self) -> tuple[timedelta, ...]:
        """The pauses before the second, the third … attempt; the last one repeats."""
        return tuple(timedelta(minutes=minutes) for minutes in self.retry_pauses_minutes)


class _Presence(BaseSettings):
    """Which credentials are there at all, whatever they are worth."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    slack_bot_token: str | None = None
    slack_app_token: str | None = None
    voicy_api_key: str | None = None
    voicy_from_numbers: str | None = None


def has_credentials(env_file: Path | None = Path(".env")) -> bool:
    """Say whether any of the four credentials is set; none at all means the sandbox."""
    presence = _Presence(_env_file=env_file)  # type: ignore[call-arg]
    return any(value and value.strip() for value in presence.model_dump().values())


def read_config(env_file: Path | None = Path(".env"), **overrides: Any) -> Config:
    """Read the settings; `overrides` win over the environment.

    Raises ConfigError naming every missing and every wrong setting.
    """
    try:
        return Config(_env_file=env_file, **overrides)  # type: ignore[call-arg]
    except ValidationError as exc:
        problems = tuple(_describe_problem(dict(error)) for error in exc.errors())
        # the chained error repeats the input, which may be a secret
        raise ConfigError(problems) from None


def _describe_problem(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper() if error["loc"] else "settings"
    if error["type"] == "missing":
        said = "is missing"
    elif error["type"] == "value_error":
        said = str(error["ctx"]["error"])
    else:
        said = str(error["msg"])
        said = said[0].lower() + said[1:]
    where = f". Find it at {WHERE_TO_FIND[name]}" if name in WHERE_TO_FIND else ""
    return f"{name} {said}{where}."
