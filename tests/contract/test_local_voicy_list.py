"""call-list and the agents of the local Voicy against the vendor's documentation."""

from tests.contract.voicy_fixtures import ANSWERED, SALES, SUPPORT, Json, LocalVoicy

LEAD_QUALIFIER = "8d41b6e2-90fa-4c37-8b2d-6a7f3c9e1b02"
HEBREW_REMINDER = "e7a0f5b8-6c24-4b91-a3d8-9b5c1e7f4d04"
BUSY = "+15559876001"


def ids(page: Json) -> list[str]:
    return [call["call_id"] for call in page["calls"]]


async def test_a_listed_call_is_light(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    call_id = await voicy.place()

    page = await voicy.list_calls()

    newest = page["calls"][0]
    whole = await voicy.get_call(call_id)
    assert newest == {
        name: whole[name]
        for name in (
            "call_id",
            "call_type",
            "call_status",
            "agent",
            "from_number",
            "to_number",
            "direction",
            "start_timestamp",
            "duration_ms",
        )
    }


async def test_the_account_has_a_history_of_its_own(voicy: LocalVoicy) -> None:
    page = await voicy.list_calls(
        filter_criteria={"include_test_calls": True}, sort_order="ascending"
    )

    kinds = [
        (call["call_type"], call["direction"], call["agent"] is None) for call in page["calls"]
    ]
    assert kinds == [
        ("phone_call", "incoming", False),
        ("web_call", "incoming", True),
        ("phone_call", "outgoing", False),
    ]
    assert page["total_count"] == 3


async def test_test_calls_are_left_out_unless_asked_for(voicy: LocalVoicy) -> None:
    page = await voicy.list_calls()

    assert [call["call_type"] for call in page["calls"]] == ["phone_call", "phone_call"]


async def test_calls_are_sorted_by_start_newest_first_or_as_asked(voicy: LocalVoicy) -> None:
    first, second = await voicy.place(), await voicy.place()

    assert ids(await voicy.list_calls())[:2] == [second, first]
    assert ids(await voicy.list_calls(sort_order="ascending"))[-2:] == [first, second]


async def test_calls_are_filtered_by_agent(voicy: LocalVoicy) -> None:
    hebrew = await voicy.place(override_agent_id=HEBREW_REMINDER)
    await voicy.place()

    page = await voicy.list_calls(filter_criteria={"agent_id": [HEBREW_REMINDER]})

    assert (ids(page), page["total_count"]) == ([hebrew], 1)


async def test_calls_are_filtered_by_status(voicy: LocalVoicy) -> None:
    busy = await voicy.place(BUSY)
    await voicy.wait_for_end(busy)
    voicy.clock.speed = 0.01
    initiated = await voicy.place()

    both = await voicy.list_calls(filter_criteria={"call_status": ["busy", "initiated"]})
    one = await voicy.list_calls(filter_criteria={"call_status": ["busy"]})
    none = await voicy.list_calls(filter_criteria={"call_status": []})

    assert (ids(both), ids(one), ids(none)) == ([initiated, busy], [busy], [])


async def test_calls_are_filtered_by_direction(voicy: LocalVoicy) -> None:
    page = await voicy.list_calls(filter_criteria={"direction": ["incoming"]})

    assert [call["to_number"] for call in page["calls"]] == [SUPPORT]


async def test_calls_are_filtered_by_start_with_both_thresholds_included(voicy: LocalVoicy) -> None:
    call_id = await voicy.place()
    started_ms = (await voicy.get_call(call_id))["start_timestamp"]

    async def found(lower: int, upper: int) -> list[str]:
        started = {"lower_threshold": lower, "upper_threshold": upper}
        return ids(await voicy.list_calls(filter_criteria={"start_timestamp": started}))

    assert await found(started_ms, started_ms) == [call_id]
    assert await found(started_ms + 1, started_ms + 60_000) == []
    assert await found(started_ms - 1000, started_ms - 1) == []


async def test_pages_follow_each_other_by_the_last_call_id(voicy: LocalVoicy) -> None:
    placed = [await voicy.place() for _ in range(5)]
    wanted = {"sort_order": "ascending", "limit": 2}
    criteria = {"call_status": ["initiated", "ringing", "ongoing"]}
    voicy.clock.speed = 0.01

    pages = [await voicy.list_calls(filter_criteria=criteria, **wanted)]
    while pages[-1]["calls"]:
        key = ids(pages[-1])[-1]
        pages.append(await voicy.list_calls(filter_criteria=criteria, pagination_key=key, **wanted))

    assert [ids(page) for page in pages] == [placed[:2], placed[2:4], placed[4:], []]
    assert {page["total_count"] for page in pages} == {5}


async def test_a_page_holds_fifty_calls_unless_asked_otherwise(voicy: LocalVoicy) -> None:
    voicy.account.set_plan(concurrent_calls=60)
    for _ in range(51):
        await voicy.place(BUSY)

    assert len((await voicy.list_calls())["calls"]) == 50
    assert len((await voicy.list_calls(limit=1000))["calls"]) == 53


WRONG: list[Json] = [
    {"limit": 0},
    {"limit": 1001},
    {"limit": "50"},
    {"limit": True},
    {"sort_order": "newest"},
    {"pagination_key": "x"},
    {"pagination_key": "3f2c7a10-5b1e-4d83-9a64-000000000000"},
    {"page": 2},
    {"filter_criteria": []},
    {"filter_criteria": {"to_number": [ANSWERED]}},
    {"filter_criteria": {"agent_id": LEAD_QUALIFIER}},
    {"filter_criteria": {"agent_id": ["Booker"]}},
    {"filter_criteria": {"call_status": "busy"}},
    {"filter_criteria": {"call_status": ["dialing"]}},
    {"filter_criteria": {"direction": ["outbound"]}},
    {"filter_criteria": {"start_timestamp": 1}},
    {"filter_criteria": {"start_timestamp": {"lower_threshold": "2026-01-01"}}},
    {"filter_criteria": {"start_timestamp": {"lower_threshold": 1.5}}},
    {"filter_criteria": {"start_timestamp": {"since": 1}}},
    {"filter_criteria": {"include_test_calls": 1}},
]


async def test_a_wrong_list_request_is_400_with_a_sentence(voicy: LocalVoicy) -> None:
    answers = [(body, await voicy.http.post("call-list", json=body)) for body in WRONG]

    told = [(body, answer.status_code, list(answer.json())) for body, answer in answers]
    assert told == [(body, 400, ["error"]) for body in WRONG]


async def test_agent_list_gives_identity_only(voicy: LocalVoicy) -> None:
    agents = (await voicy.http.get("agent-list")).json()["agents"]

    assert [agent["name"] for agent in agents] == [
        "Appointment Booker",
        "Lead Qualifier",
        "Survey Caller",
        "תזכורת תור",
        "Old Campaign",
    ]
    assert [agent["active"] for agent in agents] == [True, True, True, True, False]
    assert all(agent["variables_provided"] == [] for agent in agents)
    assert all(agent["variables_extracted"] == [] for agent in agents)


async def test_agent_get_gives_the_variables_with_descriptions(voicy: LocalVoicy) -> None:
    agents = (await voicy.http.get("agent-list")).json()["agents"]
    whole = [(await voicy.http.get(f"agent-get/{agent['agent_id']}")).json() for agent in agents]

    taken = [[variable["name"] for variable in agent["variables_provided"]] for agent in whole]
    assert taken[:2] == [["name", "appointment_date"], ["name", "company", "product"]]
    assert len(taken[2]) == 12
    assert taken[3] == ["שם", "תאריך_התור", "clinic", "doctor"]
    assert all(
        variable["description"]
        for agent in whole
        for variable in (*agent["variables_provided"], *agent["variables_extracted"])
    )
    assert whole[0].keys() == {
        "agent_id",
        "name",
        "language",
        "voice",
        "agent_type",
        "active",
        "prompt",
        "welcome_message",
        "variables_provided",
        "variables_extracted",
        "created_at",
        "updated_at",
    }
    assert {agent["language"] for agent in whole} == {"en", "he"}
    assert {agent["agent_type"] for agent in whole} == {"singlePrompt", "conversationalFlow"}


async def test_an_unknown_agent_is_404(voicy: LocalVoicy) -> None:
    answer = await voicy.http.get("agent-get/3f2c7a10-5b1e-4d83-9a64-000000000000")

    assert (answer.status_code, answer.json()) == (404, {"error": "Agent not found"})


async def test_the_callers_own_pair_of_numbers_is_found_in_the_list(voicy: LocalVoicy) -> None:
    await voicy.place(from_number=SALES)

    newest = (await voicy.list_calls(filter_criteria={"direction": ["outgoing"]}))["calls"][0]

    assert (newest["from_number"], newest["to_number"]) == (SALES, ANSWERED)
