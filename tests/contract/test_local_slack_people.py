"""Who is who in the local Slack: roles, other companies, accounts that come and go."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.errors import SlackError
from sandbox.slack.shortcuts import Shortcuts
from tests.contract.blocks import BUTTON, TO, modal
from tests.contract.socket_app import JsonObject, SocketApp, open_modal, refusal
from tests.contract.team_app import control, open_sandbox
from tests.person import Person

CARD = [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]
HOME_TEAM, OTHER_TEAM = "T0SANDBOX", "T0OTHER"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(tmp_path) as sandbox:
        yield sandbox


@pytest.fixture
async def grace(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0GRACE") as grace:
        yield grace


@pytest.fixture
async def omar(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0OMAR") as omar:
        yield omar


async def info(slack: AsyncWebClient, user: str) -> JsonObject:
    found: JsonObject = (await slack.users_info(user=user, include_locale=True))["user"]
    return found


async def complaint(person: Person) -> str:
    await person.wait_until(lambda: person.screen.complaints, "a complaint")
    return person.screen.complaints[-1]


def places(person: Person) -> list[str]:
    """Return the channels in the sidebar."""
    shown = person.screen.conversations.values()
    return [one["name"] for one in shown if one["kind"] in ("channel", "private")]


async def test_flags_say_who_is_a_member_an_admin_and_a_guest(slack: AsyncWebClient) -> None:
    flags = ("is_admin", "is_restricted", "is_ultra_restricted", "is_bot", "deleted")
    people = [await info(slack, user) for user in ("U0ALICE", "U0DANA", "U0GRACE", "U0DEPLOY")]

    assert [[one[flag] for flag in flags] for one in people] == [
        [False, False, False, False, False],
        [True, False, False, False, False],
        [False, True, True, False, False],
        [False, False, False, True, False],
    ]
    assert {one["team_id"] for one in people} == {HOME_TEAM}


async def test_flags_that_are_false_may_be_absent(slack: AsyncWebClient) -> None:
    bob = await info(slack, "U0BOB")

    assert [key for key in bob if key.startswith("is_") or key == "deleted"] == [
        "is_email_confirmed"
    ]
    assert (bob["tz"], bob["profile"]["display_name"]) == ("Europe/London", "bob")


async def test_of_another_company_slack_tells_little(slack: AsyncWebClient) -> None:
    omar = await info(slack, "U0OMAR")

    profile = omar.pop("profile")
    assert omar == {
        "id": "U0OMAR",
        "team_id": OTHER_TEAM,
        "name": "omar",
        "real_name": "Omar Haddad",
        "is_stranger": False,
    }
    assert (profile["team"], profile["display_name"]) == (OTHER_TEAM, "omar")


async def test_somebody_with_whom_no_channel_is_shared_is_a_stranger(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    await control(sandbox, do="unshare", channel="C0PARTNERS")

    assert (await info(slack, "U0OMAR"))["is_stranger"]
    post = slack.chat_postMessage(channel="U0OMAR", text="hi")
    assert await refusal(post) == "channel_not_found"
    assert await refusal(slack.conversations_open(users="U0OMAR")) == "user_not_visible"


async def test_other_companies_people_are_not_on_the_list_of_users(slack: AsyncWebClient) -> None:
    listed = [user["id"] for user in (await slack.users_list())["members"]]

    assert "U0GRACE" in listed
    assert "U0OMAR" not in listed


async def test_nobody_of_an_unknown_id_is_found(slack: AsyncWebClient) -> None:
    assert await refusal(slack.users_info(user="U0NOBODY")) == "user_not_found"


async def test_a_guest_sees_one_channel_and_who_is_in_it(grace: Person) -> None:
    people = {one["id"] for one in grace.screen.snapshot["people"]}

    assert places(grace) == ["launch"]
    assert people == {"U0ALICE", "U0BOB", "U0GRACE", "U0DEPLOY"}
    assert set(grace.screen.snapshot["contacts"]) == {"U0ALICE", "U0BOB", "U0VOICY"}


async def test_a_guest_runs_commands_where_they_are_and_finds_no_other_channel(
    app: SocketApp, grace: Person
) -> None:
    await grace.type("#launch", "/call 1")
    payload = await app.next_payload()
    await grace.type("C0SALES", "hello")

    assert (payload["user_id"], payload["channel_id"]) == ("U0GRACE", "C0LAUNCH")
    assert await complaint(grace) == "You cannot write there."


async def test_a_guest_invites_nobody_and_comes_into_no_second_channel(
    app: SocketApp, grace: Person, alice: Person
) -> None:
    await grace.type("#launch", "/invite @dana")
    await alice.type("#sales", "/invite @grace")

    await grace.wait_for_ephemeral("#launch", "permission")
    await alice.wait_for_ephemeral("#sales", "can’t be added")
    assert app.received.empty()


async def test_an_outsider_sees_the_shared_channel_only(omar: Person) -> None:
    snapshot = omar.screen.snapshot

    assert list(omar.screen.conversations) == ["C0PARTNERS"]
    assert snapshot["team"]["name"] == "Other Inc"
    assert (snapshot["contacts"], snapshot["home"]["enabled"]) == ([], False)


async def test_a_click_of_an_outsider_names_both_companies(app: SocketApp, omar: Person) -> None:
    await app.web.chat_postMessage(channel="C0PARTNERS", text="card", blocks=CARD)
    await omar.click(await omar.wait_for_message("#partners", "card"), "Call again")

    payload = await app.next_payload()

    assert payload["user"]["team_id"] == OTHER_TEAM
    assert payload["team"] == {"id": HOME_TEAM, "domain": "sandbox-hq"}


async def test_a_modal_of_an_outsider_names_the_apps_company_in_the_view_alone(
    app: SocketApp, omar: Person
) -> None:
    await app.web.chat_postMessage(channel="C0PARTNERS", text="card", blocks=CARD)
    await omar.click(await omar.wait_for_message("#partners", "card"), "Call again")
    trigger_id = (await app.next_payload())["trigger_id"]
    await app.web.views_open(trigger_id=trigger_id, view=modal(TO))
    form = await omar.wait_for_view("form")
    await omar.fill(form, {"to": "+1 555"})

    assert await omar.submit(form) == "closed"
    payload = await app.next_payload()

    assert payload["type"] == "view_submission"
    assert payload["user"]["team_id"] == payload["team"]["id"] == OTHER_TEAM
    assert payload["view"]["team_id"] == OTHER_TEAM
    assert payload["view"]["app_installed_team_id"] == HOME_TEAM


async def test_a_mention_of_an_outsider_names_their_company_beside_the_apps(
    app: SocketApp, omar: Person
) -> None:
    await omar.type("#partners", "@Voicy call me")
    payload = await app.next_payload()
    event = payload["event"]

    assert (event["type"], event["user"]) == ("app_mention", "U0OMAR")
    assert (event["team"], event["user_team"]) == (HOME_TEAM, OTHER_TEAM)
    assert event["source_team"] == OTHER_TEAM
    assert (payload["team_id"], payload["is_ext_shared_channel"]) == (HOME_TEAM, True)


async def test_a_direct_message_of_an_outsider_names_their_company_outside_too(
    app: SocketApp, omar: Person
) -> None:
    await app.web.chat_postMessage(channel="U0OMAR", text="hello")
    await omar.wait_until(lambda: len(omar.screen.conversations) == 2, "the direct message")
    await omar.type("@voicy", "call me")
    echo, payload = await app.next_payload(), await app.next_payload()

    assert (echo["team_id"], echo["event"]["bot_id"]) == (HOME_TEAM, "B0VOICY")
    assert (payload["team_id"], payload["context_team_id"]) == (OTHER_TEAM, HOME_TEAM)
    assert (payload["event"]["team"], payload["event"]["channel_type"]) == (OTHER_TEAM, "im")


async def test_commands_and_shortcuts_belong_to_the_company_of_the_app(
    sandbox: Sandbox, app: SocketApp, omar: Person
) -> None:
    await omar.type("#partners", "/call 1")
    await omar.wait_for_ephemeral("#partners", "/call is not a valid command.")

    shortcuts, user = Shortcuts(sandbox.workspace), sandbox.workspace.people["U0OMAR"]
    with pytest.raises(SlackError, match="shortcut_not_found"):
        await shortcuts.run(user, "new_call", "global", "C0PARTNERS", None)
    assert (omar.screen.snapshot["commands"], omar.screen.snapshot["shortcuts"]) == ([], [])
    assert app.received.empty()


async def test_an_outsider_has_no_home(slack: AsyncWebClient, omar: Person) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}]}

    assert await refusal(slack.views_publish(user_id="U0OMAR", view=view)) == "user_not_found"


async def test_a_deactivated_account_sees_nothing(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    async with Person(sandbox.url, "U0ERIN") as erin:
        assert erin.screen.conversations == {}
        await erin.type("C0SALES", "hello")
        assert await complaint(erin) == "This account is deactivated."

    told = await info(slack, "U0ERIN")
    assert told["deleted"]
    assert {"is_admin", "is_restricted", "tz", "real_name"}.isdisjoint(told)
    assert await refusal(slack.conversations_open(users="U0ERIN")) == "user_disabled"


async def test_an_account_is_deactivated_under_its_open_form_and_comes_back(
    sandbox: Sandbox, app: SocketApp, slack: AsyncWebClient, bob: Person
) -> None:
    form = await open_modal(app, bob, modal(TO))
    await control(sandbox, do="deactivate", user="U0BOB")
    await bob.wait_until(lambda: not bob.screen.conversations, "the end of everything")

    members = (await slack.conversations_members(channel="C0SALES"))["members"]
    joined = (await slack.users_conversations(user="U0BOB"))["channels"]
    await bob.close(form)
    assert "U0BOB" not in members
    assert joined == []
    assert app.received.empty()

    await control(sandbox, do="reactivate", user="U0BOB")
    await bob.wait_until(lambda: "sales" in places(bob), "the channels again")
    assert "U0BOB" in (await slack.conversations_members(channel="C0SALES"))["members"]


async def test_a_role_changes_and_the_sidebar_with_it(
    sandbox: Sandbox, slack: AsyncWebClient, bob: Person
) -> None:
    await control(sandbox, do="make_guest", user="U0BOB", channel="C0LAUNCH")
    await bob.wait_until(lambda: places(bob) == ["launch"], "one channel")
    single = await info(slack, "U0BOB")
    await control(sandbox, do="make_guest", user="U0BOB")
    several = await info(slack, "U0BOB")
    await control(sandbox, do="make_member", user="U0BOB")
    await bob.wait_until(lambda: "support" in places(bob), "the public channels")
    await control(sandbox, do="make_admin", user="U0BOB")

    assert (single["is_restricted"], single["is_ultra_restricted"]) == (True, True)
    assert several["is_restricted"]
    assert "is_ultra_restricted" not in several
    assert (await info(slack, "U0BOB"))["is_admin"]


@pytest.mark.parametrize(
    "asked",
    [
        {"do": "make_admin", "user": "U0OMAR"},
        {"do": "make_admin", "user": "U0DEPLOY"},
        {"do": "make_guest", "user": "U0BOB", "channel": "C0PARTNERS"},
        {"do": "deactivate", "user": "U0NOBODY"},
    ],
)
async def test_not_everybody_can_be_everything(sandbox: Sandbox, asked: dict[str, str]) -> None:
    assert not (await control(sandbox, **asked))["ok"]


async def test_another_apps_bot_mentions_ours_with_its_own_ids(
    sandbox: Sandbox, app: SocketApp
) -> None:
    await control(sandbox, do="bot_says", channel="C0LAUNCH", text="<@U0VOICY> call")

    event = (await app.next_payload())["event"]

    assert (event["type"], event["user"]) == ("app_mention", "U0DEPLOY")
    assert (event["bot_id"], event["app_id"]) == ("B0DEPLOY", "A0DEPLOY")


async def test_a_bot_cannot_be_sat_down_as_nor_written_to(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    faces = await control(sandbox, do="bot_says", channel="C0SALES", text="hi")

    assert not faces["ok"]
    assert await refusal(slack.conversations_open(users="U0DEPLOY")) == "cannot_dm_bot"
    post = slack.chat_postMessage(channel="U0DEPLOY", text="hi")
    assert await refusal(post) == "channel_not_found"


async def test_a_fault_strikes_the_questions_about_one_user(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    fault = {"side": "slack", "method": "users.info", "kind": "error", "error": "fatal_error"}
    await control(sandbox, do="fault", **fault, user="U0BOB", times=0)
    await control(sandbox, do="fault", **{**fault, "method": "views.publish"}, user="U0BOB")
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    assert (await info(slack, "U0ALICE"))["id"] == "U0ALICE"
    assert await refusal(slack.users_info(user="U0BOB")) == "fatal_error"
    assert await refusal(slack.users_info(user="U0BOB")) == "fatal_error"
    assert (await slack.views_publish(user_id="U0ALICE", view=home))["ok"]
    assert await refusal(slack.views_publish(user_id="U0BOB", view=home)) == "fatal_error"
    await control(sandbox, do="clear_faults")
    assert (await info(slack, "U0BOB"))["id"] == "U0BOB"


async def test_a_method_hangs_for_one_user_so_many_seconds(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    fault = {"side": "slack", "method": "users.info", "kind": "hang", "seconds": 0.4}
    await control(sandbox, do="fault", **fault, user="U0BOB", times=0)
    begun = asyncio.get_running_loop().time()

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await slack.users_info(user="U0BOB")

    assert asyncio.get_running_loop().time() - begun > 0.3


async def test_user_groups_tell_who_is_in_them(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    listed = (await slack.usergroups_list(include_users=True))["usergroups"]
    assert [(each["id"], each["handle"], each["users"]) for each in listed] == [
        ("S0CLOSERS", "closers", ["U0ALICE", "U0DANA"]),
        ("S0NIGHT", "night-shift", ["U0BOB"]),
    ]
    assert "users" not in (await slack.usergroups_list())["usergroups"][0]
    await control(sandbox, do="deactivate", user="U0DANA")
    assert (await slack.usergroups_users_list(usergroup="S0CLOSERS"))["users"] == ["U0ALICE"]


async def test_unknown_and_disabled_user_groups_tell_nothing(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    await control(sandbox, do="set_group", group="S0NIGHT", users=["U0BOB"], disabled=True)
    assert len((await slack.usergroups_list())["usergroups"]) == 1
    for group in ("S0NIGHT", "S0NOBODY", "closers"):
        asked = slack.usergroups_users_list(usergroup=group)
        assert await refusal(asked) == "no_such_subteam"
    with_disabled = await slack.usergroups_users_list(usergroup="S0NIGHT", include_disabled=True)
    assert with_disabled["users"] == ["U0BOB"]
