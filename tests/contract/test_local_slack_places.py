"""What the local Slack tells of people, channels and messages as they change and move."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.time_zones import zone_facts
from tests.contract.socket_app import JsonObject, SocketApp, refusal
from tests.contract.team_app import control, open_sandbox
from tests.person import Person


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path) as sandbox:
        yield sandbox


async def next_event(app: SocketApp) -> JsonObject:
    event: JsonObject = (await app.next_payload())["event"]
    return event


async def test_a_mention_in_a_thread_arrives_as_slack_sends_it(
    app: SocketApp, alice: Person
) -> None:
    await alice.type("#sales", "lunch?")
    parent = await alice.wait_for_message("#sales", "lunch?")
    await alice.type("#sales", "@Voicy call <me> & you", thread_ts=parent["ts"])

    payload = await app.next_payload()
    event = dict(payload["event"])

    assert len(event.pop("client_msg_id")) == 36
    assert event.pop("ts") == event.pop("event_ts") > parent["ts"]
    assert event == {
        "type": "app_mention",
        "user": "U0ALICE",
        "text": "<@U0VOICY> call &lt;me&gt; &amp; you",
        "team": "T0SANDBOX",
        "channel": "C0SALES",
        "thread_ts": parent["ts"],
        "parent_user_id": "U0ALICE",
    }
    assert payload["event_id"].startswith("Ev")
    assert isinstance(payload["event_time"], int)
    assert payload["authorizations"][0]["user_id"] == "U0VOICY"
    assert (payload["team_id"], payload["api_app_id"]) == ("T0SANDBOX", "A0VOICY")


async def test_a_mention_where_the_bot_is_not_is_told_to_its_author_alone(
    app: SocketApp, alice: Person, bob: Person
) -> None:
    await alice.type("#support", "@Voicy help")

    told = await alice.wait_for_ephemeral("#support", "not in this channel")

    assert told["user"] == "USLACKBOT"
    assert bob.ephemerals("#support") == []
    assert app.received.empty()


async def test_a_direct_message_is_no_mention(app: SocketApp, alice: Person) -> None:
    await alice.type("@voicy", "@Voicy help")
    await alice.type("#sales", "@Voicy help")

    first, second = await next_event(app), await next_event(app)

    assert (first["type"], first["channel_type"], first["channel"]) == ("message", "im", "D0ALICE")
    assert (second["type"], second["channel"]) == ("app_mention", "C0SALES")


async def test_a_person_lives_in_a_time_zone(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    await control(sandbox, do="timezone", user="U0BOB", tz="Asia/Kolkata")

    bob = (await slack.users_info(user="U0BOB"))["user"]
    dana = (await slack.users_info(user="U0DANA", include_locale=True))["user"]

    assert (bob["tz"], bob["tz_offset"]) == ("Asia/Kolkata", 19_800)
    assert (dana["tz"], dana["locale"]) == ("Asia/Jerusalem", "he-IL")
    assert dana["profile"]["real_name"] == "דנה לוי"


def test_the_offset_of_a_zone_follows_its_summer() -> None:
    winter, summer = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)

    assert zone_facts("America/New_York", winter) == {
        "tz": "America/New_York",
        "tz_label": "Eastern Standard Time",
        "tz_offset": -18_000,
    }
    assert zone_facts("America/New_York", summer)["tz_label"] == "Eastern Daylight Time"
    assert zone_facts("Europe/London", summer)["tz_offset"] == 3_600


async def test_a_renamed_channel_keeps_its_id(
    sandbox: Sandbox, app: SocketApp, alice: Person
) -> None:
    await control(sandbox, do="rename", channel="C0SALES", name="sales-emea")

    event = await next_event(app)
    info = (await app.web.conversations_info(channel="C0SALES"))["channel"]
    said = await alice.wait_for_message("#sales-emea", "has renamed the channel")

    assert (event["type"], event["channel"]["id"], event["channel"]["name"]) == (
        "channel_rename",
        "C0SALES",
        "sales-emea",
    )
    assert (info["name"], info["previous_names"]) == ("sales-emea", ["sales"])
    assert (said["subtype"], said["old_name"], said["name"]) == (
        "channel_name",
        "sales",
        "sales-emea",
    )


@pytest.mark.parametrize(
    ("channel", "name"),
    [("C0SALES", "general"), ("C0SALES", "Big News"), ("D0ALICE", "x"), ("C0SALES", "")],
)
async def test_not_every_name_is_a_channels(sandbox: Sandbox, channel: str, name: str) -> None:
    assert not (await control(sandbox, do="rename", channel=channel, name=name))["ok"]


@pytest.mark.parametrize(
    ("channel", "left"), [("C0SALES", "channel_left"), ("G0DEALS", "group_left")]
)
async def test_a_bot_that_is_put_out_hears_so(
    sandbox: Sandbox, app: SocketApp, channel: str, left: str
) -> None:
    await control(sandbox, do="kick_bot", channel=channel)
    event = await next_event(app)
    await control(sandbox, do="invite_bot", channel=channel)
    joined = await next_event(app)

    assert event.pop("event_ts")
    assert event == {"type": left, "channel": channel, "actor_id": "U0ALICE"}
    assert (joined["type"], joined["user"]) == ("member_joined_channel", "U0VOICY")


@pytest.mark.parametrize(
    ("channel", "archived"), [("C0SALES", "channel_archive"), ("G0DEALS", "group_archive")]
)
async def test_app_hears_of_an_archived_channel_that_it_can_see(
    sandbox: Sandbox, app: SocketApp, channel: str, archived: str
) -> None:
    await control(sandbox, do="archive", channel="G0BOARD")
    await control(sandbox, do="archive", channel=channel)
    event = await next_event(app)

    assert event.pop("event_ts")
    assert event == {"type": archived, "channel": channel, "user": "U0ALICE", "is_moved": 0}


async def test_people_remove_and_invite_by_command(
    app: SocketApp, slack: AsyncWebClient, alice: Person
) -> None:
    await alice.type("#sales", "/remove @bob")
    bob_left = await next_event(app)
    await alice.type("#sales", "/remove @Voicy")
    voicy_left = await next_event(app)
    await alice.wait_for_message("#sales", "<@U0VOICY> has left the channel")

    posting = slack.chat_postMessage(channel="C0SALES", text="still here?")

    assert (bob_left["type"], bob_left["user"]) == ("member_left_channel", "U0BOB")
    assert (voicy_left["type"], voicy_left["actor_id"]) == ("channel_left", "U0ALICE")
    assert await refusal(posting) == "not_in_channel"


async def test_a_permalink_opens_the_page_at_the_thread(
    sandbox: Sandbox, slack: AsyncWebClient, alice: Person
) -> None:
    await alice.type("#sales", "parent")
    parent = await alice.wait_for_message("#sales", "parent")
    reply = await slack.chat_postMessage(channel="C0SALES", text="reply", thread_ts=parent["ts"])
    to_parent = await slack.chat_getPermalink(channel="C0SALES", message_ts=parent["ts"])
    to_reply = await slack.chat_getPermalink(channel="C0SALES", message_ts=reply["ts"])

    async with aiohttp.ClientSession() as http:
        seen = {"Referer": f"{sandbox.url}/?user=U0BOB"}
        address = to_reply["permalink"]
        opened = await http.get(address, headers=seen, allow_redirects=False)
        other = await http.get(to_parent["permalink"], allow_redirects=False)

    stem = f"{sandbox.url}/archives/C0SALES/p"
    assert to_parent["permalink"] == stem + parent["ts"].replace(".", "")
    assert to_reply["permalink"] == (
        f"{stem}{reply['ts'].replace('.', '')}?thread_ts={parent['ts']}&cid=C0SALES"
    )
    assert opened.headers["Location"] == f"/?user=U0BOB#C0SALES/{parent['ts']}"
    assert other.headers["Location"] == f"/#C0SALES/{parent['ts']}"


async def test_the_address_of_the_team_leads_to_its_messages(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    posted = await slack.chat_postMessage(channel="C0SALES", text="hi")
    team = await slack.auth_test()
    told = await slack.chat_getPermalink(channel="C0SALES", message_ts=posted["ts"])

    by_hand = f"{team['url']}archives/C0SALES/p{posted['ts'].replace('.', '')}"

    assert told["permalink"] == by_hand
