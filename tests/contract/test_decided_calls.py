"""What the control path decides beforehand: the fate of a number, a new channel."""

import asyncio

import aiohttp
import pytest

from sandbox import Sandbox
from tests.contract.team_app import control

NUMBER = "+15550000001"


async def dial(sandbox: Sandbox) -> str:
    """Dial the number as the account does; returns the id of the call."""
    asked = {"from_number": next(iter(sandbox.from_numbers)), "to_number": NUMBER}
    headers = {"Authorization": f"Bearer {sandbox.voicy_api_key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.voicy_api_url}/call-dial", json=asked) as answer,
    ):
        return str((await answer.json())["call_id"])


async def test_number_has_the_fate_that_was_decided_for_it(sandbox: Sandbox) -> None:
    path = "initiated 1 > ringing 2 > busy"
    await control(sandbox, do="decide", number=NUMBER, path=path, summary_after_seconds=5)

    call_id = await dial(sandbox)
    await asyncio.sleep(5)

    headers = {"Authorization": f"Bearer {sandbox.voicy_api_key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{sandbox.voicy_api_url}/call-get/{call_id}") as answer,
    ):
        assert (await answer.json())["call_status"] == "busy"


@pytest.mark.parametrize("path", ["", "initiated soon", "initiated 1 2 > busy"])
async def test_what_is_no_way_of_a_call_is_refused(sandbox: Sandbox, path: str) -> None:
    asked = {"number": NUMBER, "path": path, "summary_after_seconds": 5}

    assert not (await control(sandbox, do="decide", **asked))["ok"]


async def test_new_channel_has_everybody_of_the_company_and_the_bot(sandbox: Sandbox) -> None:
    created = await control(sandbox, do="create_channel", name="team-7")

    channel = sandbox.workspace.conversations.of_bot(created["channel"])
    general = sandbox.workspace.conversations.of_bot("C0GENERAL")
    assert (channel.id, channel.name) == ("C0TEAM7", "team-7")
    assert channel.has_bot
    assert channel.members == general.members


@pytest.mark.parametrize("name", ["", "Team", "general"])
async def test_channel_with_a_name_that_is_none_or_taken_is_refused(
    sandbox: Sandbox, name: str
) -> None:
    assert not (await control(sandbox, do="create_channel", name=name))["ok"]
