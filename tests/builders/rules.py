"""Rules as tests build them: out of settings and of what an admin changed."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from bot.config import Config, read_config
from bot.domain.rules import RuleChange, StoredFacts
from bot.policies.rule_book import RuleBook
from bot.policies.rules import Rules
from tests.builders.calls import WORKSPACE

SET_AT: Final = datetime(2026, 11, 12, 22, 40, tzinfo=UTC)


@cache
def build_settings(**settings: Any) -> Config:
    """Build the settings of a bot whose one caller ID is American."""
    known = {
        "slack_bot_token": "xoxb-1",
        "slack_app_token": "xapp-1",
        "voicy_api_key": "voicy_sk_1",
        "voicy_from_numbers": "+15551234567=Sales",
    }
    return read_config(None, **(known | settings))


# for tests that call the same few numbers again and again
NO_CAPS: Final = dict.fromkeys(
    (
        "max_calls_per_number_per_day",
        "max_calls_per_person_per_day",
        "max_calls_per_day",
    ),
    "off",
)


def build_change(rule: str, value: str | None, subject: str = "", **changes: Any) -> RuleChange:
    """Build what Dana chose."""
    known = {
        "workspace_id": WORKSPACE,
        "rule": rule,
        "subject": subject,
        "value": value,
        "set_at": SET_AT,
        "set_by": "U0DANA",
        "set_by_name": "dana",
    }
    return RuleChange(**(known | changes))


def build_rules(*changes: RuleChange, **settings: Any) -> Rules:
    """Build the rules of a workspace; without changes and settings what most have."""
    stored = StoredFacts(rules_version=1 + len(changes), changes=changes)
    return RuleBook(build_settings(**settings)).read(stored)
