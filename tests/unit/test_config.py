"""The settings: each one read, all problems named at once, secrets kept to themselves."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import CREDENTIALS, Config, has_credentials, read_config
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.domain.quiet_hours import QuietTime
from bot.errors import ConfigError

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1-bot-secret",
    "SLACK_APP_TOKEN": "xapp-1-app-secret",
    "VOICY_API_KEY": "voicy_sk_live_keysecret",
}
SETTINGS = SECRETS | {"VOICY_FROM_NUMBERS": "+15551234567=Sales, +15551234568"}
OTHERS: list[tuple[str, str, object]] = [
    ("SLACK_API_URL", "http://127.0.0.1:8787/slack/api/", "http://127.0.0.1:8787/slack/api"),
    ("VOICY_API_URL", "https://voicy.example/v1", "https://voicy.example/v1"),
    ("VOICY_MAX_CONCURRENT_CALLS", "100", 100),
    ("VOICY_LONGEST_CALL_MINUTES", "30", 30),
    ("RETRY_PAUSES_MINUTES", "5, 20,20", (5, 20, 20)),
    ("DEFAULT_REGION", "il", "IL"),
    ("ALLOWED_COUNTRIES", "us, Il,", frozenset({"US", "IL"})),
    ("MAX_CALLS_PER_NUMBER_PER_DAY", "Off", None),
    ("MAX_CALLS_PER_PERSON_PER_DAY", "12", 12),
    ("MAX_CALLS_PER_DAY", " 500 ", 500),
    ("GUARD_ADMINS", "U024BE7LH, W012A3CDE", frozenset({"U024BE7LH", "W012A3CDE"})),
    ("CALLERS", "U024BE7LH, S0614TZR7", frozenset({"U024BE7LH", "S0614TZR7"})),
    ("CALL_CHANNELS", "C024BE91L,", frozenset({"C024BE91L"})),
    ("GUESTS", "Never", "never"),
    ("SHARED_CHANNELS", " Refuse ", "refuse"),
    ("APPROVERS", "U024BE7LH", frozenset({"U024BE7LH"})),
    ("QUIET_HOURS", "20:30 - 9:00", QuietTime(begins=time(20, 30), ends=time(9))),
    ("CONSENT", " Required", "required"),
    ("DATABASE_PATH", "/var/lib/calls.db", Path("/var/lib/calls.db")),
    ("RETENTION_DAYS", "90", 90),
    ("EVIDENCE_YEARS", "7", 7),
    ("SLASH_COMMAND", "/Dial", "/dial"),
    ("COMPANY_NAME", "Acme, אקמי", "Acme, אקמי"),
    ("LOG_LEVEL", "debug", "DEBUG"),
    ("LOG_FORMAT", "json", "json"),
    ("HEALTH_PORT", "9090", 9090),
    ("HEALTH_HOST", "::1", "::1"),
]


def read(tmp_path: Path, **changes: str | None) -> Config:
    return read_config(write(tmp_path, SETTINGS | changes))


def write(tmp_path: Path, settings: dict[str, Any]) -> Path:
    env_file = tmp_path / ".env"
    lines = [f"{name}={value}\n" for name, value in settings.items() if value is not None]
    env_file.write_text("".join(lines), encoding="utf-8")
    return env_file


def find_problems(tmp_path: Path, **changes: str | None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, **changes)
    return caught.value.problems


def test_credentials_are_enough(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert config.slack_bot_token.get_secret_value() == "xoxb-1-bot-secret"
    assert config.slack_app_token.get_secret_value() == "xapp-1-app-secret"
    assert config.voicy_api_key.get_secret_value() == "voicy_sk_live_keysecret"
    assert config.slack_api_url == "https://slack.com/api"
    assert config.voicy_api_url == "https://api.voicy.co/functions/v1"
    assert config.voicy_max_concurrent_calls == 10
    assert config.voicy_longest_call_minutes == 60
    assert config.retry_pauses_minutes == (15, 60)
    assert config.retry_pauses == (timedelta(minutes=15), timedelta(hours=1))
    assert config.default_region == "US"
    assert config.quiet_hours == QuietTime(begins=time(21), ends=time(8))
    assert read(tmp_path, QUIET_HOURS="Off").quiet_hours is None
    assert config.database_path == Path("data/calls.db")
    assert config.slash_command == "/call"
    assert (config.log_level, config.log_format) == ("INFO", "text")


def test_setting_is_read(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for name, text, value in OTHERS:
        with subtests.test(name):
            assert getattr(read(tmp_path, **{name: text}), name.lower()) == value


def test_every_setting_is_tried_here() -> None:
    tried = [*SETTINGS, *(name for name, _, _ in OTHERS)]

    assert sorted(tried) == sorted(name.upper() for name in Config.model_fields)


def test_caller_ids_carry_their_labels_and_the_first_is_the_default(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert config.voicy_from_numbers == (
        CallerId(number=E164("+15551234567"), label="Sales"),
        CallerId(number=E164("+15551234568"), label="+15551234568"),
    )
    assert config.default_caller_id.label == "Sales"


def test_caller_ids_may_stand_on_lines_and_be_written_for_people(tmp_path: Path) -> None:
    config = read(tmp_path, VOICY_FROM_NUMBERS='"+1 (555) 123-4567 = Front desk\n+15551234568,"')

    assert [(each.number, each.label) for each in config.voicy_from_numbers] == [
        ("+15551234567", "Front desk"),
        ("+15551234568", "+15551234568"),
    ]


WRONG = (
    ("SLACK_BOT_TOKEN", "xoxp-1", "must start with xoxb-"),
    ("SLACK_BOT_TOKEN", "xapp-1", "must start with xoxb-"),
    ("SLACK_APP_TOKEN", "xoxb-1", "must start with xapp-"),
    ("SLACK_APP_TOKEN", '"xapp-1 2"', "contain no spaces"),
    ("VOICY_API_KEY", '"two words"', "one word of plain characters"),
    ("VOICY_API_KEY", "schlüssel", "one word of plain characters"),
    ("SLACK_API_URL", "slack.com/api", "https://"),
    ("SLACK_API_URL", "https:///", "https://"),
    ("VOICY_API_URL", "ftp://voicy.example", "https://"),
    ("VOICY_FROM_NUMBERS", "0501234567", "must start with +"),
    ("VOICY_FROM_NUMBERS", "+1555", "is not a phone number"),
    ("VOICY_FROM_NUMBERS", '","', "at least one number"),
    ("VOICY_FROM_NUMBERS", "+15551234567=A, +15551234567=B", "“+15551234567” twice"),
    ("VOICY_FROM_NUMBERS", "+15551234567=A, +15551234568=A", "“A” twice"),
    ("VOICY_MAX_CONCURRENT_CALLS", "0", "greater than or equal to 1"),
    ("VOICY_MAX_CONCURRENT_CALLS", "many", "whole number"),
    ("VOICY_LONGEST_CALL_MINUTES", "0", "greater than or equal to 1"),
    ("RETENTION_DAYS", "0", "greater than or equal to 1"),
    ("EVIDENCE_YEARS", "0", "greater than or equal to 1"),
    ("EVIDENCE_YEARS", "100", "less than or equal to 99"),
    ("EVIDENCE_YEARS", "long", "whole number"),
    ("RETENTION_DAYS", "36501", "less than or equal to 36500"),
    ("RETRY_PAUSES_MINUTES", "soon", "such as 15,60"),
    ("RETRY_PAUSES_MINUTES", "15,", "such as 15,60"),
    ("RETRY_PAUSES_MINUTES", "0,15", "1 to 1440 minutes"),
    ("RETRY_PAUSES_MINUTES", "15,1441", "1 to 1440 minutes"),
    ("RETRY_PAUSES_MINUTES", "60,15", "must grow"),
    ("DEFAULT_REGION", "USA", "two-letter country"),
    ("ALLOWED_COUNTRIES", "US,Jamaica", "“JAMAICA”, which is not a two-letter country"),
    ("ALLOWED_COUNTRIES", "MF", "cannot be told from those of GP: name that"),
    ("ALLOWED_COUNTRIES", '","', "must name countries"),
    ("MAX_CALLS_PER_DAY", "0", "must be a number of calls, 1 or more, or off"),
    ("GUARD_ADMINS", "U1,@dana", "“@dana”, which is not a Slack member ID"),
    ("CALLERS", "@dana", "“@dana”, which is not a Slack ID of a member or of a user group"),
    ("CALLERS", '","', "names nobody and nothing"),
    ("CALL_CHANNELS", "#sales", "“#sales”, which is not a Slack channel ID"),
    ("GUESTS", "allow", "'refuse' or 'never'"),
    ("SHARED_CHANNELS", "open", "'refuse' or 'never'"),
    ("APPROVERS", "dana", "“dana”, which is not a Slack member ID"),
    ("QUIET_HOURS", "at night", "such as 21:00-08:00, or off"),
    ("QUIET_HOURS", "21:00-24:00", "such as 21:00-08:00, or off"),
    ("QUIET_HOURS", "08:00-08:00", "leave some to call in"),
    ("QUIET_HOURS", "sat 21:00-08:00", "hours of every day"),
    ("CONSENT", "yes", "must be 'off', 'note' or 'required'"),
    ("SLASH_COMMAND", "call", "must look like /call"),
    ("SLASH_COMMAND", "/", "must look like /call"),
    ("LOG_LEVEL", "loud", "'DEBUG'"),
    ("LOG_FORMAT", "xml", "'text' or 'json'"),
    ("HEALTH_PORT", "70000", "less than or equal to 65535"),
)


def test_wrong_setting_is_named_with_the_reason(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for name, text, said in WRONG:
        with subtests.test(f"{name}={text}"):
            (problem,) = find_problems(tmp_path, **{name: text})

            assert problem.startswith(f"{name} ")
            assert said in problem


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path, SLACK_BOT_TOKEN=None, VOICY_API_KEY="", DEFAULT_REGION="XX", LOG_FORMAT="xml"
    )

    assert [problem.split()[0] for problem in problems] == [
        "SLACK_BOT_TOKEN",
        "VOICY_API_KEY",
        "DEFAULT_REGION",
        "LOG_FORMAT",
    ]


def test_missing_credential_is_named_with_the_place_to_find_it(tmp_path: Path) -> None:
    problems = find_problems(tmp_path, **dict.fromkeys(SETTINGS))

    assert [problem.split(". Find it at ")[0] for problem in problems] == [
        f"{name} is missing" for name in CREDENTIALS
    ]
    assert all(". Find it at " in problem for problem in problems)


def test_secrets_do_not_print(tmp_path: Path) -> None:
    config = read(tmp_path)

    shown = f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"

    assert [secret for secret in SECRETS.values() if secret in shown] == []


def test_wrong_secrets_are_not_repeated(tmp_path: Path) -> None:
    wrong = {name: f"{name[::-1]} {value}" for name, value in SECRETS.items()}
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, **{name: f'"{value}"' for name, value in wrong.items()})

    shown = f"{caught.value} {caught.value!r} {caught.value.problems} {caught.value.__cause__}"

    assert len(caught.value.problems) == 3
    assert [value for value in wrong.values() if value in shown] == []
    assert caught.value.__suppress_context__


def test_key_pasted_into_another_setting_is_not_repeated(tmp_path: Path) -> None:
    (problem,) = find_problems(tmp_path, VOICY_FROM_NUMBERS=SECRETS["VOICY_API_KEY"])

    assert SECRETS["VOICY_API_KEY"] not in problem


def test_config_cannot_be_changed(tmp_path: Path) -> None:
    config = read(tmp_path)

    with pytest.raises(ValidationError):
        config.slash_command = "/other"


def test_unknown_names_and_empty_values_do_not_count(tmp_path: Path) -> None:
    config = read(tmp_path, SOMETHING_ELSE="1", SLASH_COMMAND="", LOG_LEVEL="")

    assert (config.slash_command, config.log_level) == ("/call", "INFO")


@pytest.mark.parametrize("name", CREDENTIALS)
def test_one_credential_means_that_the_bot_is_wanted(tmp_path: Path, name: str) -> None:
    assert has_credentials(write(tmp_path, {name: "anything"}))


def test_no_credentials_mean_the_sandbox(tmp_path: Path) -> None:
    blank = dict.fromkeys(CREDENTIALS, '"  "') | {"LOG_LEVEL": "DEBUG"}

    assert not has_credentials(None)
    assert not has_credentials(tmp_path / "missing.env")
    assert not has_credentials(write(tmp_path, dict.fromkeys(CREDENTIALS, "")))
    assert not has_credentials(write(tmp_path, blank))


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SETTINGS | {"SLASH_COMMAND": "/file", "DEFAULT_REGION": "GB"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLASH_COMMAND", "/environment")
    monkeypatch.setenv("DEFAULT_REGION", "")

    config = read_config()

    assert has_credentials()
    assert (config.slash_command, config.default_region) == ("/environment", "GB")


def test_overrides_win_over_the_file(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, SETTINGS), slash_command="/mine")

    assert config.slash_command == "/mine"
