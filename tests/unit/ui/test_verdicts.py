"""What a refusal says: the rule, since when and by whom, and who can change it."""

import pytest

from bot.errors import DeniedError
from bot.policies.verdicts import PolicyName
from bot.ui.labels import join_words
from bot.ui.verdicts import format_verdict
from tests.builders.rules import SET_AT


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            DeniedError("country", "JM", who_can_change="admins", details=("CA", "US")),
            "Calls to Jamaica are closed here; open: Canada and the United States. That is the "
            "default; an admin can change it with “/call rules”.",
        ),
        (
            DeniedError(
                "country",
                "JM",
                since=SET_AT,
                set_by="dana",
                who_can_change="admins",
                details=("US",),
            ),
            "Calls to Jamaica are closed here; open: the United States. That was set by @dana on "
            "2026-11-12 22:40 UTC; an admin can change it with “/call rules”.",
        ),
        (
            DeniedError("country", "XK", who_can_change="operator", details=("US",) * 6),
            "Calls to Kosovo are closed here; 6 other countries are open. That is the setting "
            "ALLOWED_COUNTRIES; only whoever runs the bot can change it.",
        ),
        (
            DeniedError("country", "US", who_can_change="admins"),
            "Calls to the United States are closed here; no country is open. That is the default; "
            "an admin can change it with “/call rules”.",
        ),
        (
            DeniedError("permissions", "guest"),
            "Guests cannot request calls here.",
        ),
    ],
)
def test_refusal_names_its_rule_and_who_can_change_it(said: DeniedError, sentence: str) -> None:
    assert format_verdict(said) == sentence


def test_policies_are_written_to_the_audit_as_they_are_named() -> None:
    assert [each.value for each in PolicyName] == [each.name.lower() for each in PolicyName]


def test_words_are_joined_as_a_sentence_lists_them() -> None:
    assert [join_words(list(each)) for each in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
