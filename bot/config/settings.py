"""All settings, as a frozen value."""

from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.kinds import (
    ApiKey,
    Approvers,
    AppToken,
    BaseUrl,
    BotToken,
    CallerIds,
    Callers,
    Cap,
    Channels,
    ConsentMode,
    Countries,
    LogLevel,
    Pauses,
    People,
    QuietHours,
    Region,
    SlashCommand,
    Strangers,
)
from bot.domain.orders import CallerId

ENCODING: Final = "utf-8-sig"


class Config(BaseSettings):
    """All settings, from the environment or else from `.env`; secrets do not print."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding=ENCODING,
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
