"""The local Slack's Web API as the real client meets it: tokens, scopes, membership, errors."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.contract.conftest import MANIFEST, SCOPES
from tests.contract.socket_app import refusal
from tests.person import Person

SECTION = [{"type": "section", "text": {"type": "plain_text", "text": "hi"}}]
RICH = [
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
    }
]


async def test_auth_test_names_the_bot_and_the_scopes(slack: AsyncWebClient) -> None:
    answer = await slack.auth_test()

    assert (answer["user_id"], answer["bot_id"]) == ("U0VOICY", "B0VOICY")
    assert answer.headers["X-OAuth-Scopes"] == ",".join(SCOPES)


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-somebody-else", "invalid_auth"),
        ("xapp-1-sandbox-0000", "not_allowed_token_type"),
    ],
)
async def test_only_the_bot_token_opens_the_web_api(
    sandbox: Sandbox, token: str, error: str
) -> None:
    client = AsyncWebClient(token, sandbox.slack_api_url, retry_handlers=[])

    assert await refusal(client.auth_test()) == error


async def test_only_the_app_token_opens_connections(sandbox: Sandbox) -> None:
    client = AsyncWebClient(base_url=sandbox.slack_api_url, retry_handlers=[])

    opening = client.apps_connections_open(app_token=sandbox.bot_token)

    assert await refusal(opening) == "not_allowed_token_type"


async def test_a_revoked_token_is_told_so(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    sandbox.workspace.is_token_revoked = True

    assert await refusal(slack.auth_test()) == "token_revoked"


async def test_an_unknown_method_is_refused(slack: AsyncWebClient) -> None:
    assert await refusal(slack.api_call("chat.shout")) == "unknown_method"


async def test_forms_and_json_are_both_understood(sandbox: Sandbox) -> None:
    form = {"token": sandbox.bot_token, "channel": "C0GENERAL", "text": "form"}
    json = {"channel": "C0SALES", "text": "json"}
    head = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url = f"{sandbox.slack_api_url}chat.postMessage"

    async with aiohttp.ClientSession() as http:
        answers = [await http.post(url, data=form), await http.post(url, json=json, headers=head)]
        told = [await answer.json() for answer in answers]

    assert [one["message"]["text"] for one in told] == ["form", "json"]


async def test_an_error_is_an_answer_with_status_200(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as http:
        answer = await http.post(f"{sandbox.slack_api_url}auth.test")

        assert (answer.status, await answer.json()) == (200, {"ok": False, "error": "not_authed"})


async def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    poor = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    path = tmp_path / "poor.yml"
    path.write_text(json.dumps(poor), encoding="utf-8")
    sandbox = Sandbox(manifest_path=path)
    await sandbox.start()
    client = AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[])
    try:
        with pytest.raises(SlackApiError) as caught:
            await client.conversations_history(channel="C0SALES")
    finally:
        await sandbox.stop()

    told = caught.value.response
    assert (told["error"], told["needed"], told["provided"]) == (
        "missing_scope",
        "channels:history",
        "chat:write",
    )


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("G0BOARD", "channel_not_found"),
        ("D0ALICEBOB", "channel_not_found"),
        ("C0SUPPORT", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("U0VOICY", "cannot_dm_bot"),
    ],
)
async def test_the_bot_posts_only_where_it_may(
    slack: AsyncWebClient, channel: str, error: str
) -> None:
    assert await refusal(slack.chat_postMessage(channel=channel, text="hi")) == error


async def test_the_scope_for_public_channels_spares_the_invitation() -> None:
    sandbox = Sandbox(manifest_path=Path("manifest.yml"))
    await sandbox.start()
    client = AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url, retry_handlers=[])
    try:
        posted = await client.chat_postMessage(channel="C0SUPPORT", text="hi")
        reading = await refusal(client.conversations_history(channel="C0SUPPORT"))
    finally:
        await sandbox.stop()

    assert (posted["ok"], reading) == (True, "not_in_channel")


async def test_a_post_to_a_user_lands_in_their_direct_message(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="U0BOB", text="hi")

    assert posted["channel"] == "D0BOB"


async def test_a_message_needs_text_or_blocks(slack: AsyncWebClient) -> None:
    post = slack.api_call("chat.postMessage", json={"channel": "C0SALES", "text": ""})

    assert await refusal(post) == "no_text"


async def test_a_post_is_cut_at_forty_thousand_and_an_update_refused_at_four(
    slack: AsyncWebClient,
) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="x" * 40_001)
    update = slack.chat_update(channel="C0SALES", ts=posted["ts"], text="x" * 4_001)

    assert len(posted["message"]["text"]) == 40_000
    assert await refusal(update) == "msg_too_long"


async def test_an_ephemeral_message_is_refused_beyond_forty_thousand(
    slack: AsyncWebClient,
) -> None:
    whole = await slack.chat_postEphemeral(channel="C0SALES", user="U0ALICE", text="x" * 40_000)
    longer = slack.chat_postEphemeral(channel="C0SALES", user="U0ALICE", text="x" * 40_001)

    assert whole["ok"]
    assert await refusal(longer) == "msg_too_long"


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        (RICH, SECTION, "block_mismatch"),
        ([*SECTION, *RICH], SECTION, "block_mismatch"),
        (RICH, RICH, None),
        (RICH, [*SECTION, *RICH], None),
        (SECTION, RICH, None),
        (SECTION, SECTION, None),
        (RICH, None, None),
    ],
)
async def test_rich_text_is_replaced_by_rich_text_alone(
    slack: AsyncWebClient, before: Any, after: Any, error: str | None
) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="hi", blocks=before)

    update = slack.chat_update(channel="C0SALES", ts=posted["ts"], text="hi", blocks=after)

    assert (await refusal(update) if error else (await update).get("error")) == error


async def test_only_the_bots_own_messages_can_be_edited_or_deleted(
    slack: AsyncWebClient, alice: Person
) -> None:
    await alice.type("#sales", "mine")
    message = await alice.wait_for_message("#sales", "mine")

    update = slack.chat_update(channel="C0SALES", ts=message["ts"], text="yours")
    delete = slack.chat_delete(channel="C0SALES", ts=message["ts"])

    assert await refusal(update) == "cant_update_message"
    assert await refusal(delete) == "cant_delete_message"


async def test_a_deleted_message_cannot_be_edited(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="hi")
    await slack.chat_delete(channel="C0SALES", ts=posted["ts"])

    update = slack.chat_update(channel="C0SALES", ts=posted["ts"], text="again")

    assert await refusal(update) == "message_not_found"


async def test_metadata_is_given_back_only_when_asked_for(slack: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": 7, "tags": ["a"]}}
    await slack.chat_postMessage(channel="C0SALES", text="hi", metadata=metadata)

    plain = await slack.conversations_history(channel="C0SALES")
    full = await slack.conversations_history(channel="C0SALES", include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "delivery"}, "invalid_metadata_schema"),
        ({"event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "d", "event_payload": {"x": None}}, "invalid_metadata_schema"),
        ({"event_type": "d", "event_payload": {"x": "y" * 16_000}}, "metadata_too_large"),
        ("{broken", "invalid_metadata_format"),
    ],
)
async def test_metadata_has_a_form(slack: AsyncWebClient, metadata: Any, error: str) -> None:
    post = slack.chat_postMessage(channel="C0SALES", text="hi", metadata=metadata)

    assert await refusal(post) == error


async def test_an_ephemeral_message_reaches_one_member(
    slack: AsyncWebClient, alice: Person, bob: Person
) -> None:
    await slack.chat_postEphemeral(channel="C0SALES", user="U0BOB", text="psst")
    await bob.wait_for_ephemeral("#sales", "psst")
    to_a_stranger = slack.chat_postEphemeral(channel="C0GENERAL", user="U0NOBODY", text="psst")

    assert alice.ephemerals("#sales") == []
    assert await refusal(to_a_stranger) == "user_not_found"


async def test_lists_come_in_pages(slack: AsyncWebClient) -> None:
    first = await slack.users_list(limit=4)
    second = await slack.users_list(limit=4, cursor=first["response_metadata"]["next_cursor"])

    names = [user["name"] for user in [*first["members"], *second["members"]]]

    assert names == ["alice", "bob", "dana", "grace", "erin", "deploybot", "voicy"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert await refusal(slack.users_list(cursor="nonsense")) == "invalid_cursor"


async def test_the_bot_sees_public_channels_and_its_own_private_ones(
    slack: AsyncWebClient,
) -> None:
    listed = await slack.conversations_list(types="public_channel,private_channel")

    names = [channel["name"] for channel in listed["channels"]]

    own = ["general", "sales", "support", "deals", "old-campaign"]
    assert names == [*own, "launch", "partners"]


async def test_the_bot_can_join_a_public_channel_and_no_private_one(
    slack: AsyncWebClient,
) -> None:
    joined = await slack.conversations_join(channel="C0SUPPORT")

    assert joined["channel"]["is_member"]
    assert await refusal(slack.conversations_join(channel="G0BOARD")) == "channel_not_found"


async def test_a_home_view_is_published_under_its_hash(slack: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = await slack.views_publish(user_id="U0ALICE", view=view)
    await slack.views_publish(user_id="U0ALICE", view=view, hash=first["view"]["hash"])

    stale = slack.views_publish(user_id="U0ALICE", view=view, hash=first["view"]["hash"])

    assert await refusal(stale) == "hash_conflict"
