"""call-dial of the local Voicy against the vendor's documentation."""

import uuid

import pytest

from tests.contract.voicy_fixtures import ANSWERED, SALES, SUPPORT, Json, LocalVoicy

LEAD_QUALIFIER = "8d41b6e2-90fa-4c37-8b2d-6a7f3c9e1b02"
APPOINTMENT_BOOKER = "3f2c7a10-5b1e-4d83-9a64-0c1d7e5b2a01"
OLD_CAMPAIGN = "1b6d8c2e-7f35-4a59-8e10-4d2a6f0b8e05"
INVALID_NUMBER = "Invalid phone number format. Use E.164 (e.g. +11234567890)"


async def test_a_dial_is_answered_201_with_exactly_the_documented_fields(voicy: LocalVoicy) -> None:
    answer = await voicy.dial(from_number=SALES)

    body = answer.json()
    call_id = body.pop("call_id")
    assert answer.status_code == 201
    assert str(uuid.UUID(call_id)) == call_id
    assert body == {
        "call_status": "initiated",
        "call_type": "phone_call",
        "agent_id": LEAD_QUALIFIER,
        "from_number": SALES,
        "to_number": ANSWERED,
        "direction": "outgoing",
    }


@pytest.mark.parametrize(
    ("number", "agent_id"), [(SALES, LEAD_QUALIFIER), (SUPPORT, APPOINTMENT_BOOKER)]
)
async def test_the_agent_of_the_number_talks(voicy: LocalVoicy, number: str, agent_id: str) -> None:
    answer = await voicy.dial(from_number=number)

    assert answer.json()["agent_id"] == agent_id


async def test_another_agent_talks_when_asked_for(voicy: LocalVoicy) -> None:
    answer = await voicy.dial(override_agent_id=LEAD_QUALIFIER)

    assert answer.json()["agent_id"] == LEAD_QUALIFIER


@pytest.mark.parametrize("field", ["from_number", "to_number"])
async def test_a_number_not_in_e164_is_400(voicy: LocalVoicy, field: str) -> None:
    numbers = ["5559876543", "+1 555 987 6543", "+0123456789", "+1555", ""]

    answers = {number: await voicy.dial(**{field: number}) for number in numbers}

    told = {number: (each.status_code, each.json()) for number, each in answers.items()}
    assert told == dict.fromkeys(numbers, (400, {"error": INVALID_NUMBER}))


async def test_a_foreign_caller_id_is_403(voicy: LocalVoicy) -> None:
    answer = await voicy.dial(from_number="+15550001111")

    assert answer.status_code == 403
    assert answer.json() == {"error": "Phone number not assigned to your account"}


WRONG_FIELDS: list[tuple[Json, int, str]] = [
    ({"override_agent_id": "Booker"}, 400, "override_agent_id must be a UUID"),
    ({"override_agent_id": None}, 400, "override_agent_id must be a UUID"),
    ({"override_agent_id": str(uuid.uuid4())}, 404, "Agent not found"),
    ({"override_agent_id": OLD_CAMPAIGN}, 422, "Agent is not active"),
    ({"vars_provided": [["name", "John"]]}, 400, "vars_provided must be an object"),
    ({"vars_provided": None}, 400, "vars_provided must be an object"),
    ({"to_number": 15559876543}, 400, "to_number must be a string"),
    ({"variables": {}}, 400, "Unknown field: variables"),
]


async def test_a_wrong_field_is_refused_with_a_sentence(voicy: LocalVoicy) -> None:
    answers = [await voicy.dial(**fields) for fields, _, _ in WRONG_FIELDS]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (status, {"error": error}) for _, status, error in WRONG_FIELDS
    ]
    assert voicy.dials() == []


@pytest.mark.parametrize("field", ["from_number", "to_number"])
async def test_a_missing_number_is_400(voicy: LocalVoicy, field: str) -> None:
    body = {"from_number": SALES, "to_number": ANSWERED}
    del body[field]

    answer = await voicy.http.post("call-dial", json=body)

    assert answer.status_code == 400
    assert answer.json() == {"error": f"Missing required field: {field}"}


async def test_a_body_that_is_no_json_object_is_400(voicy: LocalVoicy) -> None:
    headers, told = {"Content-Type": "application/json"}, {}
    for content in (b"", b"{", b"\xff", b"[]", b"null"):
        answer = await voicy.http.post("call-dial", content=content, headers=headers)
        told[content] = (answer.status_code, list(answer.json()))

    assert told == dict.fromkeys(told, (400, ["error"]))


async def test_a_form_is_400(voicy: LocalVoicy) -> None:
    answer = await voicy.http.post("call-dial", data={"from_number": SALES, "to_number": ANSWERED})

    assert answer.json() == {"error": "Content-Type must be application/json"}


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, "Missing authorization"),
        ({"Authorization": "Bearer voicy_sk_live_wrong"}, "Invalid API key"),
        ({"Authorization": "voicy_sk_live_testtesttesttesttesttesttest"}, "Invalid API key"),
        ({"Authorization": "Bearer שלום".encode().decode("latin-1")}, "Invalid API key"),
    ],
)
async def test_without_the_right_key_everything_is_401(
    voicy: LocalVoicy, headers: dict[str, str], error: str
) -> None:
    del voicy.http.headers["Authorization"]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    told = {}
    for path in ("call-dial", "call-list", "agent-list", "call-get/x", "nonsense"):
        answer = await voicy.http.post(path, headers=raw, json={})
        told[path] = (answer.status_code, answer.json())

    assert told == dict.fromkeys(told, (401, {"error": error}))


async def test_a_wrong_method_is_405_in_json(voicy: LocalVoicy) -> None:
    told = {}
    for method, path in (
        ("GET", "call-dial"),
        ("POST", "call-get/x"),
        ("GET", "call-list"),
        ("POST", "agent-list"),
        ("DELETE", "agent-get/x"),
    ):
        answer = await voicy.http.request(method, path)
        told[method, path] = (answer.status_code, list(answer.json()))

    assert told == dict.fromkeys(told, (405, ["error"]))


async def test_an_unknown_function_is_404_in_json(voicy: LocalVoicy) -> None:
    answer = await voicy.http.post("call-hangup", json={})

    assert (answer.status_code, answer.json()) == (404, {"error": "Function not found"})


@pytest.mark.parametrize(
    ("suffix", "status", "body"),
    [
        ("6004", 403, {"error": "Phone number not found or not assigned to your account"}),
        (
            "6015",
            422,
            {"status": "error", "message": "Calls to this destination cannot be processed"},
        ),
        ("6020", 400, {"error": INVALID_NUMBER}),
    ],
)
async def test_a_refused_number_is_never_called(
    voicy: LocalVoicy, suffix: str, status: int, body: dict[str, str]
) -> None:
    answer = await voicy.dial(f"+1555987{suffix}", vars_provided={"name": "John"})

    assert (answer.status_code, answer.json()) == (status, body)
    (dial,) = voicy.dials()
    assert (dial["call_id"], dial["placed"]) == (None, False)


async def test_the_ledger_writes_down_a_dial(voicy: LocalVoicy) -> None:
    before = voicy.clock.epoch_seconds()

    call_id = await voicy.place(vars_provided={"name": "John"})

    (dial,) = voicy.dials()
    assert before <= dial.pop("at") <= voicy.clock.epoch_seconds()
    assert dial == {
        "call_id": call_id,
        "from_number": SUPPORT,
        "to_number": ANSWERED,
        "vars_provided": {"name": "John"},
        "placed": True,
    }
