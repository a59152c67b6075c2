"""blocks.validate of the local Slack: the rules of posting and opening, without a token."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import InvalidPayloadError
from bot.slack import Slack, build_web_client
from bot.ui.rich_text import Message, build_message
from sandbox import Sandbox

SECTION = {"type": "section", "text": {"type": "plain_text", "text": "hi"}}
TOO_LONG = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Title"}, "blocks": [SECTION]}


@pytest.fixture
def nobody(sandbox: Sandbox) -> AsyncWebClient:
    return build_web_client(token="", base_url=sandbox.slack_api_url)


@pytest.mark.parametrize(
    "content",
    [
        {"blocks": [SECTION]},
        {"message": {"text": "hi", "blocks": [SECTION]}},
        {"message": {"text": "hi"}},
        {"view": MODAL},
    ],
)
async def test_what_follows_the_rules_is_accepted(
    nobody: AsyncWebClient, content: dict[str, Any]
) -> None:
    assert (await nobody.blocks_validate(**content))["ok"]


@pytest.mark.parametrize(
    ("content", "error", "pointer"),
    [
        ({"blocks": [SECTION, TOO_LONG]}, "invalid_blocks", "/1/text/text"),
        ({"message": {"blocks": [TOO_LONG]}}, "invalid_message", "/blocks/0/text/text"),
        ({"view": {**MODAL, "blocks": [TOO_LONG]}}, "invalid_view", "/blocks/0/text/text"),
        ({"view": {**MODAL, "type": "page"}}, "invalid_view", "/type"),
    ],
)
async def test_what_breaks_them_is_answered_with_a_pointer(
    nobody: AsyncWebClient, content: dict[str, Any], error: str, pointer: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await nobody.blocks_validate(**content)

    answer = caught.value.response
    assert answer["error"] == error
    assert [each["pointer"] for each in answer["errors"]] == [pointer]


@pytest.mark.parametrize("content", [{}, {"blocks": [SECTION], "view": MODAL}])
async def test_exactly_one_thing_is_judged(nobody: AsyncWebClient, content: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await nobody.blocks_validate(**content)


async def test_bot_reads_what_slack_finds_wrong(nobody: AsyncWebClient) -> None:
    slack = Slack(nobody)
    fine = build_message([["hi"]])
    await slack.validate(fine)

    with pytest.raises(InvalidPayloadError) as caught:
        await slack.validate(Message(text="hi", blocks=fine.blocks * 51))

    assert caught.value.details == ("/blocks: no more than 50 items allowed",)
