"""Pictures and tables in blocks of the local Slack: what can be shown, and where."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.block_kit import check_message_blocks, check_view
from sandbox.slack.errors import SlackError
from tests.builders.files import CSV, PNG
from tests.contract.blocks import (
    JsonObject,
    findings,
    marked,
    modal,
    plain,
    rich_section,
    rich_text,
    section,
    view_findings,
)
from tests.contract.socket_app import refusal
from tests.contract.team_app import open_sandbox
from tests.person import Person

CELL = {"type": "raw_text", "text": "x"}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path) as sandbox:
        yield sandbox


def image(**source: Any) -> JsonObject:
    return {"type": "image", "alt_text": "Calls per day", **source}


def table(rows: int = 1, columns: int = 1, **more: Any) -> JsonObject:
    return {"type": "table", "rows": [[CELL] * columns] * rows, **more}


async def upload(slack: AsyncWebClient, alice: Person, name: str, content: bytes) -> JsonObject:
    """Upload a file and wait until it was looked through."""
    await slack.files_upload_v2(file=content, filename=name, channel="C0GENERAL")
    shown = await alice.wait_for_message("#general", name)
    file: JsonObject = shown["files"][0]
    return file


async def what_is_wrong(call: Any) -> list[str]:
    with pytest.raises(SlackApiError) as caught:
        await call
    messages: list[str] = caught.value.response["response_metadata"]["messages"]
    return messages


async def test_an_uploaded_picture_can_be_shown_by_its_id(
    slack: AsyncWebClient, alice: Person
) -> None:
    file = await upload(slack, alice, "chart.png", PNG)
    blocks = [
        image(slack_file={"id": file["id"]}, title=plain("Calls")),
        {"type": "context", "elements": [image(slack_file={"url": file["permalink"]})]},
    ]

    posted = await slack.chat_postMessage(channel="C0SALES", text="chart", blocks=blocks)
    shown = await alice.wait_for_message("#sales", "chart")

    assert "image_url" not in posted["message"]["blocks"][0]
    assert shown["blocks"][0]["image_url"] == file["url_private"]
    assert shown["blocks"][1]["elements"][0]["image_url"] == file["url_private"]


async def test_a_picture_is_ready_only_some_time_after_its_upload(
    slack: AsyncWebClient, alice: Person
) -> None:
    answer = await slack.files_upload_v2(file=PNG, filename="chart.png", channel="C0GENERAL")
    blocks = [image(slack_file={"id": answer["file"]["id"]})]

    early = slack.chat_postMessage(channel="C0SALES", text="chart", blocks=blocks)

    assert await what_is_wrong(early) == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    await alice.wait_for_message("#general", "chart.png")
    await slack.chat_postMessage(channel="C0SALES", text="chart", blocks=blocks)


async def test_only_pictures_are_pictures(slack: AsyncWebClient, alice: Person) -> None:
    file = await upload(slack, alice, "calls.csv", CSV.encode())

    for source in ({"id": file["id"]}, {"id": "F0NOWHERE"}):
        post = slack.chat_postMessage(
            channel="C0SALES", text="x", blocks=[image(slack_file=source)]
        )
        assert await refusal(post) == "invalid_blocks"


async def test_the_private_address_of_a_file_is_no_picture(
    slack: AsyncWebClient, alice: Person
) -> None:
    file = await upload(slack, alice, "chart.png", PNG)
    view = {"type": "home", "blocks": [section(accessory=image(image_url=file["url_private"]))]}

    publishing = slack.views_publish(user_id="U0ALICE", view=view)

    assert await what_is_wrong(publishing) == [
        "[ERROR] downloading image failed [json-pointer:/view/blocks/0/accessory/image_url]"
    ]


def test_a_picture_has_one_source() -> None:
    both = image(image_url="https://x.example/i.png", slack_file={"id": "F1"})

    for block in (image(), both):
        assert findings([block]) == [
            "must define exactly one of: image_url, slack_file [json-pointer:/blocks/0]"
        ]


def test_a_table_may_be_a_hundred_rows_of_twenty_cells_with_rich_text() -> None:
    words = rich_text(rich_section({"type": "text", "text": "x"}))
    settings = [{"align": "right", "is_wrapped": True}, None]

    check_message_blocks([table(100, 20)])
    check_message_blocks([{"type": "table", "rows": [[words]], "column_settings": settings}])
    check_view({"type": "home", "blocks": [table()]}, {"home"})


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (table(101), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
        (table(1, 21), "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
        (
            {"type": "table", "rows": [[marked("x")]]},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/rows/0/0/type]",
        ),
        (
            table(column_settings=[{"align": "top"}]),
            "must be one of: left, center, right [json-pointer:/blocks/0/column_settings/0/align]",
        ),
    ],
)
def test_a_table_has_limits(block: JsonObject, problem: str) -> None:
    assert findings([block]) == [problem]


def test_a_message_has_one_table() -> None:
    with pytest.raises(SlackError, match="only_one_table_allowed"):
        check_message_blocks([table(), table()])


def test_a_modal_has_no_table() -> None:
    assert view_findings(modal(table())) == [
        "unsupported type: table [json-pointer:/view/blocks/0/type]"
    ]
