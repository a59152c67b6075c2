"""The agents kept in memory: asked for once, still there while the API is down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.calling.agent_directory import AgentDirectory
from bot.errors import InputError, VoicyUnavailableError
from bot.ui.agent_list import NO_ACTIVE_AGENTS
from bot.voicy import VoicyClient
from tests.builders.virtual_time import VirtualTime
from tests.contract.scripted_voicy import (
    Responder,
    ScriptedApi,
    answer,
    opened_client,
    started_api,
)

FRESH_SECONDS = 300
UPPER_ID = "0190B6A4-AAAA-7000-8000-000000000002"


def build_agent(agent_id: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"agent_id": agent_id, "name": name, "language": "en", "active": True, **fields}


AGENTS = [
    build_agent("a1", "Reminder"),
    build_agent("a2", "Appointment Booker"),
    build_agent("a3", "booker"),
    build_agent("a4", "Retired booker", active=False),
    build_agent("a5", "Reminder (Hebrew)"),
    build_agent(UPPER_ID, "Survey"),
    build_agent("a6", "Lead Qualifier"),
]
LISTED = answer(AGENTS)
DOWN = answer({"error": "Restarting"}, 503)


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    async with started_api() as api:
        api.script = [LISTED]
        yield api


@pytest.fixture
async def client(api: ScriptedApi) -> AsyncIterator[VoicyClient]:
    async with opened_client(api.base_url) as client:
        yield client


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def agents(client: VoicyClient, time: VirtualTime) -> AgentDirectory:
    return AgentDirectory(client, time)


async def find_names(agents: AgentDirectory, text: str) -> list[str]:
    await agents.refresh()
    return [agent.name for agent in agents.search(text)]


async def find_refusal(agents: AgentDirectory, wanted: str) -> str:
    with pytest.raises(InputError) as caught:
        await agents.choose(wanted)
    assert caught.value.field == "agent"
    return str(caught.value)


async def test_active_agents_are_listed_by_name(agents: AgentDirectory) -> None:
    assert [agent.name for agent in await agents.list()] == [
        "Appointment Booker",
        "booker",
        "Lead Qualifier",
        "Reminder",
        "Reminder (Hebrew)",
        "Survey",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("book", ["booker", "Appointment Booker"]),
        (" REMINDER ", ["Reminder", "Reminder (Hebrew)"]),
        ("a2", ["Appointment Booker"]),
        (UPPER_ID.lower(), ["Survey"]),
        ("retired", []),
        ("nobody", []),
    ],
)
async def test_search_finds_names_that_begin_so_first(
    agents: AgentDirectory, text: str, names: list[str]
) -> None:
    assert await find_names(agents, text) == names


def test_search_before_anything_is_known_finds_nothing_and_waits_for_nobody(
    agents: AgentDirectory,
) -> None:
    assert (agents.search(""), agents.is_known) == ((), False)


@pytest.mark.parametrize(
    ("wanted", "agent_id"),
    [
        ("a1", "a1"),
        ("A1", "a1"),
        ("Reminder", "a1"),
        ("reminder (", "a5"),
        (" appoint ", "a2"),
        ("BOOKER", "a3"),
        ("book", "a3"),
        ("Qualifier", "a6"),
        ("qual", "a6"),
        (UPPER_ID, UPPER_ID),
        (UPPER_ID.lower(), UPPER_ID),
    ],
)
async def test_agent_is_chosen_by_id_name_or_clear_beginning(
    agents: AgentDirectory, wanted: str, agent_id: str
) -> None:
    assert (await agents.choose(wanted)).agent_id == agent_id


async def test_unclear_beginning_is_refused_with_the_choices(agents: AgentDirectory) -> None:
    assert await find_refusal(agents, "re") == (
        "“re” matches “Reminder”, “Reminder (Hebrew)”. Type more of the name."
    )


@pytest.mark.parametrize("wanted", ["nobody", "retired booker", "a4", "inder"])
async def test_unknown_agent_is_refused_with_the_choices(
    agents: AgentDirectory, wanted: str
) -> None:
    refusal = await find_refusal(agents, wanted)

    assert refusal.startswith(
        f"There is no agent “{wanted}”. The agents are “Appointment Booker”, "
    )
    assert "Retired" not in refusal


async def test_account_without_agents_says_so(api: ScriptedApi, agents: AgentDirectory) -> None:
    api.script = [answer([])]

    assert (await find_refusal(agents, "x")).endswith(NO_ACTIVE_AGENTS)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ("Booker", "There are several agents “Booker”. Use the id of one: a1, a2, a3."),
        ("book", "There are several agents “Booker”. Use the id of one: a1, a2, a3."),
        ("jose", "“jose” matches “Jose A”, “Jose B”. Type more of the name."),
        (
            "o",
            "There is no agent “o”. The agents are “Booker” (a1), “Booker” (a2), “booker” (a3), "
            "“Jose A”, “Jose B”, “Jose\u0301”.",
        ),
    ],
)
async def test_what_is_said_of_agents_of_one_name_can_be_followed(
    api: ScriptedApi, agents: AgentDirectory, wanted: str, refusal: str
) -> None:
    names = ["Booker", "Booker", "booker ", "Jose B", "Jose A", "Jose\u0301"]
    api.script = [
        answer([build_agent(f"a{number}", name) for number, name in enumerate(names, start=1)])
    ]

    assert await find_refusal(agents, wanted) == refusal
    assert (await agents.choose("a2")).agent_id == "a2"
    assert (await agents.choose("Jos\u00e9")).agent_id == "a6"


async def test_agent_that_was_named_just_now_is_found(
    api: ScriptedApi, agents: AgentDirectory, time: VirtualTime
) -> None:
    await agents.list()
    api.script = [answer([build_agent("a1", "New name")])]
    await find_refusal(agents, "New name")
    time.seconds += 10

    assert (await agents.choose("New name")).agent_id == "a1"
    assert len(api.requests) == 2


@pytest.mark.parametrize(
    ("wanted", "choice"), [("Booker", "agent-"), ("Book", "agent-"), ("nobody", "“Booker”")]
)
async def test_refusal_names_twenty_choices_at_the_most(
    api: ScriptedApi, agents: AgentDirectory, wanted: str, choice: str
) -> None:
    api.script = [answer([build_agent(f"agent-{number}", "Booker") for number in range(25)])]

    assert (await find_refusal(agents, wanted)).count(choice) == 20


async def test_list_is_asked_for_once_in_a_while(
    api: ScriptedApi, agents: AgentDirectory, time: VirtualTime
) -> None:
    await asyncio.gather(*(agents.list() for _ in range(5)))
    time.seconds += FRESH_SECONDS - 1
    await agents.list()
    assert len(api.requests) == 1

    time.seconds += 1
    await agents.list()
    assert len(api.requests) == 2


async def test_old_list_serves_while_the_api_is_down(
    api: ScriptedApi, agents: AgentDirectory, time: VirtualTime
) -> None:
    await agents.list()
    api.script = [DOWN]
    time.seconds += FRESH_SECONDS

    assert (await agents.choose("Survey")).agent_id == UPPER_ID


async def test_list_that_was_never_read_is_unavailable_until_it_is(
    api: ScriptedApi, agents: AgentDirectory
) -> None:
    api.script = [DOWN]
    with pytest.raises(VoicyUnavailableError):
        await agents.list()
    assert not agents.is_known

    api.script = [LISTED]
    await agents.list()
    assert agents.is_known


async def test_names_are_known_without_asking(api: ScriptedApi, agents: AgentDirectory) -> None:
    assert agents.name_of("a1") is None
    await agents.refresh()

    assert [agents.name_of(agent_id) for agent_id in ("a1", "a4", "zz", None)] == [
        "Reminder",
        "Retired booker",
        None,
        None,
    ]
    assert agents.name_for("a1") == "Reminder"
    assert agents.name_for("remind") == "remind"
    assert agents.name_for(None) is None
    assert len(api.requests) == 1


def declare(*names: str) -> Responder:
    variables = [{"name": name, "description": f"the {name}"} for name in names]
    return answer(build_agent("a1", "Reminder", variables_provided=variables))


async def test_variables_are_asked_for_once_and_again_with_a_new_list(
    api: ScriptedApi, agents: AgentDirectory, time: VirtualTime
) -> None:
    await agents.refresh()
    assert agents.known_variables("a1") is None

    api.script = [declare("name", "date")]
    for _ in range(3):
        found = await agents.variables("a1")
        assert [(each.name, each.description) for each in found] == [
            ("name", "the name"),
            ("date", "the date"),
        ]
    assert len(api.requests) == 2
    assert agents.known_variables("a1") == found

    api.script = [LISTED]
    time.seconds += FRESH_SECONDS
    await agents.refresh()
    assert agents.known_variables("a1") is None


async def test_variables_of_several_agents_are_asked_for_once_as_far_as_possible(
    api: ScriptedApi, agents: AgentDirectory
) -> None:
    api.script = [declare("name"), DOWN, DOWN]

    await agents.look_up(["a1", "a2", "a3"])

    known = [agents.known_variables(agent_id) for agent_id in ("a1", "a2", "a3")]
    assert sorted(each is not None for each in known) == [False, False, True]
    await agents.look_up(["a1", "a2", "a3"])
    assert len(api.requests) == 5


async def test_variables_that_cannot_be_asked_for_stay_unknown(
    api: ScriptedApi, agents: AgentDirectory
) -> None:
    api.script = [DOWN]

    with pytest.raises(VoicyUnavailableError):
        await agents.variables("a1")

    assert agents.known_variables("a1") is None
