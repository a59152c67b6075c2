"""Files in the local Slack, uploaded by the real client and seen by people."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.builders.files import CSV, PNG
from tests.contract.conftest import SCOPES
from tests.contract.socket_app import refusal
from tests.contract.team_app import control, open_sandbox
from tests.person import Person

WAV = b"RIFF\x24\0\0\0WAVEfmt sound"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path) as sandbox:
        yield sandbox


async def step_one(slack: AsyncWebClient, name: str, content: bytes) -> tuple[str, str]:
    """Return the upload address and the id of a file to come."""
    told = await slack.files_getUploadURLExternal(filename=name, length=len(content))
    return str(told["upload_url"]), str(told["file_id"])


async def send(url: str, body: Any, method: str = "POST") -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.request(method, url, data=body) as response:
        return response.status, await response.text()


async def test_the_real_client_shares_a_file_in_a_thread(
    slack: AsyncWebClient, alice: Person
) -> None:
    parent = await slack.chat_postMessage(channel="C0SALES", text="card")

    answer = await slack.files_upload_v2(
        file=WAV,
        filename="call.wav",
        title="Recording",
        channel="C0SALES",
        thread_ts=parent["ts"],
        initial_comment="Here it is",
    )
    shown = await alice.wait_for_message("#sales", "Here it is", thread_ts=parent["ts"])
    history = await slack.conversations_replies(channel="C0SALES", ts=parent["ts"])

    file = shown["files"][0]
    assert (shown["subtype"], shown["user"]) == ("file_share", "U0VOICY")
    assert (file["title"], file["mimetype"], file["size"]) == ("Recording", "audio/x-wav", len(WAV))
    assert file["id"] == answer["file"]["id"] == history["messages"][1]["files"][0]["id"]
    assert await alice.download(file) == WAV


async def test_several_files_make_one_message(slack: AsyncWebClient, alice: Person) -> None:
    await slack.files_upload_v2(
        channel="C0SALES",
        file_uploads=[
            {"file": PNG, "filename": "chart.png", "alt_txt": "Calls per day"},
            {"content": CSV, "filename": "Calls of Mai.csv"},
        ],
    )

    shown = await alice.wait_for_message("#sales", "chart.png")

    picture, table = shown["files"]
    assert (picture["alt_txt"], picture["original_w"], picture["original_h"]) == (
        "Calls per day",
        640,
        480,
    )
    assert (table["mimetype"], table["mode"], table["lines"]) == ("text/csv", "snippet", 2)
    assert table["preview"] == CSV.strip()
    assert table["url_private"].partition("?")[0].endswith("/calls_of_mai.csv")


async def test_where_a_file_was_shared_is_known_only_later(
    slack: AsyncWebClient, alice: Person
) -> None:
    answer = await slack.files_upload_v2(file=WAV, filename="call.wav", channel="C0SALES")
    shown = await alice.wait_for_message("#sales", "call.wav")
    known = await slack.files_info(file=answer["file"]["id"])

    assert (answer["file"]["shares"], answer["file"]["mimetype"]) == ({}, "")
    assert known["file"]["shares"]["public"]["C0SALES"][0]["ts"] == shown["ts"]
    assert known["file"]["channels"] == ["C0SALES"]


async def test_a_file_without_a_channel_stays_private(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    answer = await slack.files_upload_v2(content="notes", filename="notes.txt")
    known = await slack.files_info(file=answer["file"]["id"])

    assert (known["file"]["shares"], known["file"]["is_public"]) == ({}, False)
    assert sandbox.workspace.messages.everything() == []


async def test_a_file_reaches_a_person_in_their_direct_message(
    slack: AsyncWebClient, alice: Person, bob: Person
) -> None:
    opened = await slack.conversations_open(users="U0ALICE")

    await slack.files_upload_v2(
        content=CSV, filename="calls.csv", channel=opened["channel"]["id"], initial_comment="yours"
    )
    await alice.wait_for_message("@voicy", "yours")

    assert [file["name"] for file in alice.files("@voicy")] == ["calls.csv"]
    assert bob.files("@voicy") == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("U0ALICE", "invalid_arguments"),
        ("#sales", "invalid_arguments"),
        ("C0NOWHERE", "channel_not_found"),
        ("G0BOARD", "channel_not_found"),
        ("C0SUPPORT", "not_in_channel"),
        ("C0OLD", "is_archived"),
    ],
)
async def test_files_are_shared_only_where_the_bot_may(
    slack: AsyncWebClient, channel: str, error: str
) -> None:
    upload = slack.files_upload_v2(content="x", filename="x.txt", channel=channel)

    assert await refusal(upload) == error


async def test_an_upload_takes_the_exact_bytes_once(slack: AsyncWebClient) -> None:
    url, file_id = await step_one(slack, "call.wav", WAV)

    short = await send(url, WAV[:-1])
    early = slack.files_completeUploadExternal(files=[{"id": file_id, "title": "x"}])
    assert await refusal(early) == "file_not_found"
    exact = await send(url, WAV, "PUT")
    again = await send(url, WAV)

    assert [short[0], exact, again[0]] == [400, (200, f"OK - {len(WAV)}"), 404]


async def test_an_upload_is_completed_once(slack: AsyncWebClient) -> None:
    url, file_id = await step_one(slack, "call.wav", WAV)
    await send(url, WAV)
    files: list[dict[str, str | None]] = [{"id": file_id, "title": "x"}]
    await slack.files_completeUploadExternal(files=files)

    again = slack.files_completeUploadExternal(files=files)

    assert await refusal(again) == "file_not_found"


async def test_a_form_carries_a_file_too(slack: AsyncWebClient) -> None:
    url, file_id = await step_one(slack, "chart.png", PNG)
    form = aiohttp.FormData()
    form.add_field("filename", PNG, filename="chart.png", content_type="image/png")

    assert (await send(url, form))[0] == 200
    told = await slack.files_completeUploadExternal(files=[{"id": file_id}])
    assert told["files"][0]["size"] == len(PNG)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "", "length": 1}, "invalid_arguments"),
        ({"filename": "x", "length": 0}, "missing_argument"),
        ({"filename": "x", "length": "many"}, "invalid_arguments"),
        ({"filename": "x", "length": 10**9}, "file_upload_size_restricted"),
        ({"filename": "x", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_is_announced_properly(
    slack: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    call = slack.api_call("files.getUploadURLExternal", params=arguments)

    assert await refusal(call) == error


async def test_files_need_their_scopes(tmp_path: Path) -> None:
    async with open_sandbox(tmp_path, scopes=[*SCOPES, "files:write"]) as sandbox:
        slack = AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[])
        answer = await slack.files_upload_v2(content="x", filename="x.txt")
        with pytest.raises(SlackApiError) as caught:
            await slack.files_info(file=answer["file"]["id"])

    assert caught.value.response["needed"] == "files:read"


async def test_faults_strike_the_upload_itself(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    await control(sandbox, do="fault", side="slack", method="upload", kind="status", status=503)

    with pytest.raises(SlackRequestError, match="status: 503"):
        await slack.files_upload_v2(content="x", filename="x.txt", channel="C0SALES")

    assert sandbox.workspace.messages.everything() == []


async def test_the_address_of_a_file_opens_with_the_token_alone(
    sandbox: Sandbox, slack: AsyncWebClient, alice: Person
) -> None:
    answer = await slack.files_upload_v2(content=CSV, filename="calls.csv", channel="C0SALES")
    await alice.wait_for_message("#sales", "calls.csv")
    known = await slack.files_info(file=answer["file"]["id"])
    url = known["file"]["url_private"]
    token = {"Authorization": f"Bearer {sandbox.bot_token}"}

    async with aiohttp.ClientSession() as http:
        with_token = await (await http.get(url, headers=token)).text()
        without = await http.get(url)
        kept = await http.get(known["file"]["url_private_download"], headers=token)

    assert (with_token, known["content"]) == (CSV, CSV)
    assert (without.status, without.content_type) == (200, "text/html")
    assert kept.headers["Content-Disposition"] == "attachment; filename*=UTF-8''calls.csv"


async def test_a_player_may_ask_for_a_span(slack: AsyncWebClient, alice: Person) -> None:
    await slack.files_upload_v2(file=WAV, filename="call.wav", channel="C0SALES")
    shown = await alice.wait_for_message("#sales", "call.wav")

    async with aiohttp.ClientSession() as http:
        url = shown["files"][0]["url_private"]
        span = await http.get(url, headers={"Range": "bytes=8-11"})
        beyond = await http.get(url, headers={"Range": "bytes=900-"})
        part = await span.read()

    assert (span.status, part, beyond.status) == (206, b"WAVE", 416)
    assert span.headers["Content-Range"] == f"bytes 8-11/{len(WAV)}"


async def test_what_a_file_is_its_bytes_say_and_not_its_name(
    slack: AsyncWebClient, alice: Person
) -> None:
    page = "<html>This link has expired</html>"

    await slack.files_upload_v2(content=page, filename="recording.wav", channel="C0SALES")
    shown = await alice.wait_for_message("#sales", "recording.wav")

    assert shown["files"][0]["mimetype"] == "text/plain"


async def test_the_text_of_a_shared_file_can_be_edited_and_keeps_the_file(
    slack: AsyncWebClient, alice: Person
) -> None:
    await slack.files_upload_v2(
        content=CSV, filename="calls.csv", channel="C0SALES", initial_comment="first"
    )
    shown = await alice.wait_for_message("#sales", "first")

    await slack.chat_update(channel="C0SALES", ts=shown["ts"], text="second")
    edited = await alice.wait_for_message("#sales", "second")

    assert [file["name"] for file in edited["files"]] == ["calls.csv"]


async def test_deleted_file_leaves_a_tombstone_and_the_words_of_its_message(
    slack: AsyncWebClient, alice: Person
) -> None:
    await slack.files_upload_v2(
        content="secret", filename="x.txt", channel="C0SALES", initial_comment="Here it is"
    )
    shown = await alice.wait_for_message("#sales", "Here it is")
    (file,) = shown["files"]

    await slack.files_delete(file=file["id"])

    left = await alice.wait_for_message(
        "#sales", lambda said: said.get("files") == [{"id": file["id"], "mode": "tombstone"}]
    )
    assert left["text"] == "Here it is"
    assert await refusal(slack.files_delete(file=file["id"])) == "file_deleted"
    assert await refusal(slack.files_delete(file="F0NOBODY")) == "file_not_found"
    async with aiohttp.ClientSession() as http, http.get(file["url_private"]) as answer:
        assert answer.status == 404
