"""The check of variables: an API that does not answer holds no call up."""

import asyncio

import pytest

from bot.calling.agent_directory import AgentDirectory
from bot.calling.variable_check import VariableCheck
from bot.store.interface import Store
from bot.voicy import VoicyClient
from tests.builders.calls import build_order
from tests.builders.polling import StoppedClock
from tests.contract.scripted_voicy import ScriptedApi


async def test_agent_is_waited_for_a_second_and_a_half(
    store: Store, api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [api.hang()]
    clock, loop = StoppedClock(), asyncio.get_running_loop()
    check = VariableCheck(store, AgentDirectory(client, clock), clock)
    begun = loop.time()

    doubt = await check.find_doubt(build_order(agent_id="a1"), has_seen_fields=False)

    assert loop.time() - begun == pytest.approx(1.5, abs=0.1)
    assert not doubt
