"""Slack's codes in words: what each means and what helps, without a word of what does not."""

from collections import Counter

import pytest

from bot.errors import (
    ChannelUnavailableError,
    InvalidPayloadError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
)
from bot.slack import codes
from bot.ui.notices import INVITE_ME, OTHERS_DM, build_advice, build_invitation, format_error
from bot.ui.slack_codes import SENTENCE_OF_CODE
from tests.builders.rich_text import read

LISTS = (
    codes.CHANNEL_UNAVAILABLE,
    codes.APP_UNAUTHORIZED,
    codes.NOTHING_DONE,
    codes.IN_DOUBT,
    codes.INVALID_PAYLOAD,
)
# what helps, in a word of the sentence
HELP = {
    "restricted_action": (ChannelUnavailableError, "restricted"),
    "restricted_action_read_only_channel": (ChannelUnavailableError, "read-only"),
    "restricted_action_thread_only_channel": (ChannelUnavailableError, "one of its threads"),
    "restricted_action_non_threadable_channel": (ChannelUnavailableError, "allows no threads"),
    "restricted_action_thread_locked": (ChannelUnavailableError, "locked"),
    "posting_to_channel_denied": (ChannelUnavailableError, "manages it"),
    "ekm_access_denied": (ChannelUnavailableError, "admins of your organization"),
    "messages_tab_disabled": (ChannelUnavailableError, "Messages tab"),
    "is_archived": (ChannelUnavailableError, "archived"),
    "user_disabled": (ChannelUnavailableError, "deactivated"),
    "team_access_not_granted": (SlackAuthError, "access to this workspace"),
    "accesslimited": (SlackAuthError, "network"),
    "missing_scope": (SlackAuthError, "doctor"),
    "file_uploads_disabled": (InvalidPayloadError, "uploaded"),
    "storage_limit_reached": (InvalidPayloadError, "full"),
    "file_type_not_allowed": (InvalidPayloadError, "kind"),
    "file_upload_size_restricted": (InvalidPayloadError, "larger"),
}


def test_each_code_means_one_thing() -> None:
    counts = Counter(code for each in LISTS for code in each)

    assert [code for code, count in counts.items() if count > 1] == []


def test_code_with_words_of_its_own_is_one_that_the_bot_tells_apart() -> None:
    assert set(SENTENCE_OF_CODE) - frozenset().union(*LISTS) == set()


@pytest.mark.parametrize(("code", "kind", "help_"), [(code, *each) for code, each in HELP.items()])
def test_code_is_told_with_what_helps(code: str, kind: type[SlackError], help_: str) -> None:
    sentence = format_error(kind(code))

    assert help_ in sentence
    assert code not in sentence


def test_code_without_words_of_its_own_is_named() -> None:
    assert "a_word_nobody_listed" in format_error(SlackRefusedError("a_word_nobody_listed"))


def find_advice(channel_id: str, code: str) -> set[str]:
    assert build_advice(channel_id, "voicy", code) != [""]
    said = read(build_invitation("o1", channel_id, "voicy", code))
    return {each for each in ("/invite", INVITE_ME, OTHERS_DM) if each in said}


@pytest.mark.parametrize(
    ("channel_id", "advice"), [("C1", {"/invite", INVITE_ME}), ("D1", {OTHERS_DM})]
)
def test_inviting_the_bot_is_advised_only_where_that_helps(
    channel_id: str, advice: set[str]
) -> None:
    outside = {"channel_not_found", "not_in_channel", "no_permission"}
    tried = codes.CHANNEL_UNAVAILABLE | outside | {"a_word_nobody_listed"}

    assert {code: find_advice(channel_id, code) for code in tried} == {
        code: advice if code in outside else set() for code in tried
    }
