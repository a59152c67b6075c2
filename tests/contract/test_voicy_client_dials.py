"""A dial over real sockets: what is proven to have happened, and what is not."""

import asyncio
from typing import Any

import pytest

from bot.errors import (
    DialUnconfirmedError,
    VoicyRefusedError,
    VoicyUnavailableError,
)
from bot.voicy import VoicyClient
from tests.contract.scripted_voicy import (
    ACCEPTED,
    IMPATIENT,
    Responder,
    ScriptedApi,
    answer,
    dial,
    get,
    opened_client,
    raw,
)

REFUSALS: list[tuple[Any, int, str]] = [
    ({"error": "Invalid phone number format."}, 400, "Invalid phone number format."),
    ({"status": "error", "message": "Not yours."}, 403, "Not yours."),
    ({"error": {"code": 7, "message": "Nested."}}, 422, "Nested."),
    ({"error": "Two\nlines\x00 and \x1b[31mred"}, 400, "Two lines and [31mred"),
    ({"error": "x" * 400}, 400, "x" * 299 + "…"),
    ({"error": None}, 400, "The Voicy API cannot make sense of this request."),
    (b"<html>Forbidden</html>", 403, "The Voicy API key is not allowed to do this."),
    (b"", 401, "The Voicy API does not accept the API key."),
    (b"[1]", 404, "The Voicy API does not know what it was asked for."),
    (b"{", 418, "The Voicy API refuses this request (HTTP 418)."),
    (b"[" * 100_000, 422, "The Voicy API cannot carry out this request."),
]


async def test_refused_dial_says_why(api: ScriptedApi, client: VoicyClient) -> None:
    said = []
    for body, status, _ in REFUSALS:
        api.script = [answer(body, status)]
        with pytest.raises(VoicyRefusedError) as caught:
            await dial(client)
        said.append((caught.value.status, str(caught.value)))

    assert said == [(status, sentence) for _, status, sentence in REFUSALS]


async def test_refusal_whose_body_breaks_off_is_a_refusal(
    api: ScriptedApi, client: VoicyClient
) -> None:
    api.script = [raw(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 90\r\n\r\n{"error": "Pho')]

    with pytest.raises(VoicyRefusedError) as caught:
        await dial(client)

    assert caught.value.status == 403


@pytest.mark.parametrize(
    "status",
    [301, 302, 307, 308],
)
async def test_redirect_is_not_followed(api: ScriptedApi, client: VoicyClient, status: int) -> None:
    api.script = [answer(b"", status, headers={"Location": f"{api.base_url}/elsewhere"})]

    with pytest.raises(VoicyUnavailableError, match="address in the settings is wrong"):
        await dial(client)
    with pytest.raises(VoicyUnavailableError, match="address in the settings is wrong"):
        await get(client)

    assert len(api.requests) == 2


NO_ID = "without the id of a call"
LOST: dict[str, tuple[Responder, str]] = {
    "dropped": (raw(b""), "the connection broke"),
    "half a status line": (raw(b"HTTP/1.1 201 Cre"), "the connection broke"),
    "not HTTP": (raw(b"\x15\x03\x01nonsense\r\n\r\n"), "the connection broke"),
    "half a body": (raw(b"HTTP/1.1 201 OK\r\nContent-Length: 9\r\n\r\n{"), "connection broke"),
    "truncated JSON": (answer(b'{"call_id": "c', 201), f"HTTP 201, {NO_ID}"),
    "HTML": (answer(b"<html>Welcome</html>"), f"HTTP 200, {NO_ID}"),
    "no id": (answer({"call_status": "initiated"}, 201), f"HTTP 201, {NO_ID}"),
    "an error in a success": (answer({"error": "Hm."}), f"HTTP 200: Hm., {NO_ID}"),
    "nothing": (answer(b"", 204), f"HTTP 204, {NO_ID}"),
    "not gzip": (answer(b"zip?", 201, headers={"Content-Encoding": "gzip"}), "without the id"),
    "500 with words": (answer({"error": "Database away"}, 500), "HTTP 500: Database away"),
    "502": (answer(b"<html>", 502), "HTTP 502"),
    "503": (answer(b"", 503), "HTTP 503"),
    "504": (answer(b"", 504), "HTTP 504"),
    "408": (answer(b"", 408), "HTTP 408"),
}


async def test_dial_whose_answer_is_lost_is_unconfirmed(
    api: ScriptedApi, client: VoicyClient, subtests: pytest.Subtests
) -> None:
    for kind, (respond, reason) in LOST.items():
        api.script, before = [respond], len(api.requests)

        with subtests.test(kind):
            with pytest.raises(DialUnconfirmedError, match=reason):
                await dial(client)
            assert len(api.requests) == before + 1


async def test_dial_without_an_answer_in_time_is_unconfirmed(
    api: ScriptedApi,
) -> None:
    async with opened_client(api.base_url, **IMPATIENT) as client:
        for respond in (api.hang(), api.drip()):
            api.script = [respond]
            with pytest.raises(DialUnconfirmedError, match="no answer in time"):
                await dial(client)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/v1",
        "127.0.0.1:1/v1",
        "ftp://127.0.0.1/v1",
        "http://[half",
        "http://",
        "http://127.0.0.1:99999",
        "",
    ],
)
async def test_dial_that_cannot_be_sent_is_no_dial(address: str) -> None:
    async with opened_client(address) as client:
        with pytest.raises(VoicyUnavailableError):
            await dial(client)
        with pytest.raises(VoicyUnavailableError):
            await get(client)


async def test_closed_client_dials_nobody(api: ScriptedApi, client: VoicyClient) -> None:
    await client.aclose()

    with pytest.raises(VoicyUnavailableError, match="the client is closed"):
        await dial(client)

    assert api.requests == []


async def test_cancelled_dial_stays_cancelled(api: ScriptedApi, client: VoicyClient) -> None:
    api.script = [api.hang(), answer(ACCEPTED)]
    dialing = asyncio.create_task(dial(client))
    await api.wait_for_requests(1)
    dialing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await dialing
    assert (await dial(client)).call_id == "c1"
