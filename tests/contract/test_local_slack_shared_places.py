"""Places with other companies' people, and direct messages of more than two."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.contract.blocks import field, modal
from tests.contract.socket_app import JsonObject, SocketApp, refusal
from tests.contract.team_app import EVENTS, TEAM_SCOPES, control, open_sandbox
from tests.person import Person

GROUP_SCOPES = [*TEAM_SCOPES, "mpim:history", "mpim:read"]
MORE_EVENTS = [*EVENTS, "channel_shared", "channel_unshared", "message.channels", "message.mpim"]
TRIO = "#mpdm-alice--bob--voicy-1"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path, scopes=GROUP_SCOPES, events=MORE_EVENTS) as sandbox:
        yield sandbox


async def channel(slack: AsyncWebClient, channel_id: str) -> JsonObject:
    told: JsonObject = (await slack.conversations_info(channel=channel_id))["channel"]
    return told


async def next_event(app: SocketApp) -> JsonObject:
    event: JsonObject = (await app.next_payload())["event"]
    return event


async def test_a_shared_channel_names_the_companies_in_it(slack: AsyncWebClient) -> None:
    partners, sales = await channel(slack, "C0PARTNERS"), await channel(slack, "C0SALES")

    assert (partners["is_shared"], partners["is_ext_shared"]) == (True, True)
    assert partners["shared_team_ids"] == ["T0SANDBOX", "T0OTHER"]
    assert partners["connected_team_ids"] == ["T0OTHER"]
    assert (partners["conversation_host_id"], partners["is_org_shared"]) == ("T0SANDBOX", False)
    assert (sales["is_shared"], sales["is_ext_shared"]) == (False, False)
    assert sales["shared_team_ids"] == ["T0SANDBOX"]
    assert "connected_team_ids" not in sales


async def test_members_of_a_shared_channel_are_of_both_companies(slack: AsyncWebClient) -> None:
    members = (await slack.conversations_members(channel="C0PARTNERS"))["members"]
    joined = (await slack.users_conversations(user="U0OMAR"))["channels"]

    assert members == ["U0ALICE", "U0DANA", "U0OMAR", "U0VOICY"]
    assert [one["id"] for one in joined] == ["C0PARTNERS"]


async def test_an_outsiders_message_names_their_company_and_history_keeps_it(
    sandbox: Sandbox, app: SocketApp, slack: AsyncWebClient
) -> None:
    async with Person(sandbox.url, "U0OMAR") as omar:
        await omar.type("#partners", "hello")
        payload = await app.next_payload()

    (kept,) = (await slack.conversations_history(channel="C0PARTNERS"))["messages"]
    event = payload["event"]

    assert (event["type"], event["team"], "user_team" in event) == ("message", "T0OTHER", False)
    assert (payload["team_id"], payload["context_team_id"]) == ("T0OTHER", "T0SANDBOX")
    assert payload["is_ext_shared_channel"]
    assert payload["authorizations"][0]["team_id"] == "T0SANDBOX"
    assert (kept["team"], kept["user_team"], kept["source_team"]) == ("T0OTHER",) * 3


async def test_a_channel_is_shared_and_unshared_with_the_other_company(
    sandbox: Sandbox, app: SocketApp, slack: AsyncWebClient
) -> None:
    async with Person(sandbox.url, "U0OMAR") as omar:
        await control(sandbox, do="share", channel="C0SALES")
        shared, came, joined = [await next_event(app) for _ in range(3)]
        await omar.wait_until(lambda: "C0SALES" in omar.screen.conversations, "#sales")
        is_shared = (await channel(slack, "C0SALES"))["is_ext_shared"]
        await control(sandbox, do="unshare", channel="C0SALES")
        went, left, unshared = [await next_event(app) for _ in range(3)]
        await omar.wait_until(lambda: "C0SALES" not in omar.screen.conversations, "its end")

    assert (shared["type"], shared["connected_team_id"]) == ("channel_shared", "T0OTHER")
    assert (joined["type"], joined["user"], joined["team"]) == (
        "member_joined_channel",
        "U0OMAR",
        "T0OTHER",
    )
    assert (came["subtype"], went["subtype"]) == ("channel_join", "channel_leave")
    assert (left["type"], left["user"]) == ("member_left_channel", "U0OMAR")
    assert (unshared["type"], unshared["is_ext_shared"]) == ("channel_unshared", False)
    assert unshared["previously_connected_team_id"] == "T0OTHER"
    assert is_shared
    assert not (await channel(slack, "C0SALES"))["is_ext_shared"]


NOT_THERE = [
    {"do": "share", "channel": "C0PARTNERS"},
    {"do": "share", "channel": "G0DEALS"},
    {"do": "share", "channel": "C0TRIO"},
    {"do": "unshare", "channel": "C0SALES"},
    {"do": "add", "channel": "C0SALES", "user": "U0OMAR"},
    {"do": "add", "channel": "C0SALES", "user": "U0GRACE"},
    {"do": "add", "channel": "C0SALES", "user": "U0ERIN"},
    {"do": "add", "channel": "C0TRIO", "user": "U0DANA"},
    {"do": "remove", "channel": "C0SALES", "user": "U0OMAR"},
    {"do": "remove", "channel": "C0TRIO", "user": "U0BOB"},
]


async def test_not_every_place_takes_everybody(sandbox: Sandbox) -> None:
    assert [asked for asked in NOT_THERE if (await control(sandbox, **asked))["ok"]] == []


async def test_who_is_put_out_of_a_private_channel_loses_sight_of_it(
    sandbox: Sandbox, app: SocketApp, bob: Person
) -> None:
    await control(sandbox, do="remove", channel="G0DEALS", user="U0BOB")
    left = await next_event(app)
    await bob.wait_until(lambda: "G0DEALS" not in bob.screen.conversations, "its end")
    await control(sandbox, do="add", channel="G0DEALS", user="U0BOB")
    joined = await next_event(app)
    await bob.wait_for_message("#deals", "has left the channel")

    assert (left["type"], left["user"]) == ("member_left_channel", "U0BOB")
    assert (joined["type"], joined["user"]) == ("member_joined_channel", "U0BOB")


async def test_a_group_message_calls_itself_a_private_channel_too(slack: AsyncWebClient) -> None:
    told = await channel(slack, "C0TRIO")

    assert (told["is_mpim"], told["is_private"], told["is_channel"]) == (True, True, True)
    assert (told["name"], told["is_im"]) == ("mpdm-alice--bob--voicy-1", False)


async def test_an_older_group_message_is_a_group_and_hidden_from_a_bot_outside(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    assert await refusal(slack.conversations_info(channel="G0TRIO")) == "channel_not_found"
    assert await refusal(slack.conversations_members(channel="G0TRIO")) == "channel_not_found"

    conversation = sandbox.workspace.conversations.get("G0TRIO")
    assert conversation is not None
    told = conversation.to_api()
    assert (told["is_mpim"], told["is_group"], told["is_channel"]) == (True, True, False)


async def test_group_messages_are_listed_as_such_by_their_scope(
    tmp_path: Path, slack: AsyncWebClient
) -> None:
    listed = (await slack.conversations_list(types="mpim"))["channels"]
    private = (await slack.conversations_list(types="private_channel"))["channels"]

    assert [one["id"] for one in listed] == ["C0TRIO"]
    assert [one["id"] for one in private] == ["G0DEALS"]
    async with open_sandbox(tmp_path) as poor:
        client = AsyncWebClient(poor.bot_token, poor.slack_api_url, retry_handlers=[])
        assert await refusal(client.conversations_info(channel="C0TRIO")) == "missing_scope"


async def test_words_in_a_group_message_are_events_of_their_own_kind(
    app: SocketApp, alice: Person
) -> None:
    await alice.type(TRIO, "@Voicy call")
    message, mention = await next_event(app), await next_event(app)

    assert (message["type"], message["channel_type"]) == ("message", "mpim")
    assert (mention["type"], mention["channel"]) == ("app_mention", "C0TRIO")


async def test_a_command_in_a_group_message_names_it(app: SocketApp, bob: Person) -> None:
    await bob.type(TRIO, "/call 1")
    payload = await app.next_payload()

    assert (payload["channel_id"], payload["channel_name"]) == (
        "C0TRIO",
        "mpdm-alice--bob--voicy-1",
    )


@pytest.mark.parametrize(
    ("seen", "wanted", "chosen"),
    [
        (TRIO, {"include": ["public"]}, None),
        (TRIO, {"include": ["mpim"]}, "C0TRIO"),
        ("#partners", {"include": ["public"]}, "C0PARTNERS"),
        ("#partners", {"exclude_external_shared_channels": True}, None),
    ],
)
async def test_a_select_defaults_to_the_place_only_where_its_filter_lets_it(
    app: SocketApp, alice: Person, seen: str, wanted: dict[str, Any], chosen: str | None
) -> None:
    select = {"type": "conversations_select", "default_to_current_conversation": True}
    await alice.type(seen, "/call")
    trigger_id = (await app.next_payload())["trigger_id"]

    view = modal(field({**select, "filter": wanted}, "place"))
    opened = await app.web.views_open(trigger_id=trigger_id, view=view)

    (state,) = opened["view"]["state"]["values"]["place"].values()
    assert state["selected_conversation"] == chosen


async def test_questions_about_channels_and_people_have_their_rates(
    slack: AsyncWebClient,
) -> None:
    for _ in range(50):
        await slack.conversations_info(channel="C0SALES")
        await slack.users_conversations(user="U0BOB")
    for _ in range(100):
        await slack.users_info(user="U0BOB")

    assert await refusal(slack.conversations_info(channel="C0SALES")) == "ratelimited"
    assert await refusal(slack.users_conversations(user="U0BOB")) == "ratelimited"
    assert await refusal(slack.users_info(user="U0BOB")) == "ratelimited"
