"""The sandbox obeys its own page: not another host name, not another origin, nor a foreign form."""

import aiohttp
import pytest

from sandbox import Sandbox
from tests.contract.socket_app import JsonObject

FOREIGN = {
    "a rebound name": {"Host": "evil.test"},
    "a rebound name with our port": {"Host": "evil.test:{port}"},
    "a name that begins like ours": {"Host": "127.0.0.1.evil.test"},
    "no name": {"Host": ""},
    "another origin": {"Origin": "https://evil.test"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "an origin that is hidden": {"Origin": "null"},
    "another scheme": {"Origin": "https://127.0.0.1:{port}"},
    "an image of another site": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "a frame of another site": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    "a page of another port": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
}
ENTRANCES = [
    ("GET", "/"),
    ("GET", "/_control"),
    ("POST", "/_control"),
    ("GET", "/page/main.js"),
    ("GET", "/page/socket"),
    ("POST", "/api/chat.postMessage"),
    ("POST", "/hooks/1"),
    ("GET", "/functions/v1/call-list"),
    ("GET", "/nowhere"),
]
OWN = {
    "a program": {},
    "the page": {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
    "the page by its other name": {
        "Host": "localhost:{port}",
        "Origin": "http://localhost:{port}",
    },
    "an address that was typed": {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
}


def filled(sandbox: Sandbox, headers: dict[str, str]) -> dict[str, str]:
    """Return headers with the sandbox's port in them."""
    port = sandbox.url.rpartition(":")[2]
    return {name: value.format(port=port) for name, value in headers.items()}


async def test_no_entrance_is_open_to_another_page(sandbox: Sandbox) -> None:
    told = {}
    async with aiohttp.ClientSession() as http:
        for kind, headers in FOREIGN.items():
            own = filled(sandbox, headers)
            for method, path in ENTRANCES:
                asked = {"do": "revoke_token"} if method == "POST" else None
                url = sandbox.url + path
                async with http.request(method, url, json=asked, headers=own) as answer:
                    told[kind, method, path] = answer.status

    assert {entrance: status for entrance, status in told.items() if status != 403} == {}
    assert len(told) == len(FOREIGN) * len(ENTRANCES)
    assert not sandbox.workspace.is_token_revoked


async def test_no_other_page_opens_a_socket(sandbox: Sandbox) -> None:
    told = {}
    async with aiohttp.ClientSession() as http:
        for kind, headers in FOREIGN.items():
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(
                    f"{sandbox.url}/page/socket?user=U0ALICE", headers=filled(sandbox, headers)
                )
            told[kind] = refused.value.status

    assert told == dict.fromkeys(FOREIGN, 403)


@pytest.mark.parametrize("headers", OWN.values(), ids=OWN.keys())
async def test_its_own_page_and_programs_are_served(
    sandbox: Sandbox, headers: dict[str, str]
) -> None:
    async with aiohttp.ClientSession(headers=filled(sandbox, headers)) as http:
        async with http.post(f"{sandbox.url}/_control", json={"do": "clear_faults"}) as answer:
            done: JsonObject = await answer.json()
        async with http.ws_connect(f"{sandbox.url}/page/socket?user=U0ALICE") as socket:
            snapshot = await socket.receive_json(timeout=8)

    assert (done, snapshot["type"]) == ({"ok": True}, "snapshot")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 200), ("GET", "/_control", 403), ("POST", "/", 403)]
)
async def test_a_link_from_elsewhere_opens_the_page_and_nothing_more(
    sandbox: Sandbox, method: str, path: str, status: int
) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    async with (
        aiohttp.ClientSession(headers=followed) as http,
        http.request(method, sandbox.url + path) as answer,
    ):
        assert answer.status == status


async def test_no_other_site_may_show_or_load_an_answer(sandbox: Sandbox) -> None:
    for path in ("/", "/_control", "/page/main.js", "/nowhere"):
        async with aiohttp.ClientSession() as http, http.get(sandbox.url + path) as answer:
            assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'", path
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
            assert "Access-Control-Allow-Origin" not in answer.headers, path


async def test_control_takes_json_alone(sandbox: Sandbox) -> None:
    form = "application/x-www-form-urlencoded"
    body, told = b'{"do": "revoke_token"}', {}
    async with aiohttp.ClientSession() as http:
        for content_type in ("text/plain", form, "multipart/form-data; boundary=b", ""):
            headers = {"Content-Type": content_type}
            async with http.post(f"{sandbox.url}/_control", data=body, headers=headers) as answer:
                told[content_type] = answer.status

    assert told == dict.fromkeys(told, 415)
    assert not sandbox.workspace.is_token_revoked


async def test_speed_has_bounds(sandbox: Sandbox) -> None:
    told = {}
    async with aiohttp.ClientSession() as http:
        for speed in (0, -1, 0.0001, 1e6, float("inf"), float("nan"), "fast", None):
            asked = {"do": "speed", "speed": speed}
            async with http.post(f"{sandbox.url}/_control", json=asked) as answer:
                told[speed] = (answer.status, sandbox.clock.speed)

    assert told == dict.fromkeys(told, (400, 1.0))


NONSENSE = {
    "nested arrays": b"[" * 100_000,
    "nested objects": b'{"do":' * 5_000 + b"1" + b"}" * 5_000,
    "no text": b'{"do": "\xff"}',
    "a list": b'{"do": ["speed"]}',
    "an integer that no float holds": b'{"do": "speed", "speed": 1' + b"0" * 400 + b"}",
    "a clock that is wrong by ages": b'{"do": "voicy_clock_offset", "seconds": 1e300}',
    "a clock that is wrong by no number": b'{"do": "voicy_clock_offset", "seconds": NaN}',
    "a jump by no number": b'{"do": "jump", "seconds": NaN}',
    "a channel that is none": b'{"do": "archive", "channel": {}}',
}


async def test_control_refuses_nonsense_and_goes_on(sandbox: Sandbox) -> None:
    headers, told = {"Content-Type": "application/json"}, {}
    async with aiohttp.ClientSession(headers=headers) as http:
        for kind, body in NONSENSE.items():
            async with http.post(f"{sandbox.url}/_control", data=body) as answer:
                told[kind] = answer.status
        assert told == dict.fromkeys(NONSENSE, 400)
        async with http.post(
            f"{sandbox.url}/_control",
            data=b'{"do": "clear_faults"}',
            headers={"Content-Type": "application/json; charset=none-such"},
        ) as answer:
            assert answer.status == 400
        async with http.get(f"{sandbox.url}/_control") as answer:
            assert (await answer.json())["ahead_seconds"] == 0


async def test_time_goes_ahead_by_a_hundred_years_and_no_more(sandbox: Sandbox) -> None:
    jump, told = {"do": "jump", "seconds": 366 * 86_400}, []
    async with aiohttp.ClientSession() as http:
        for _ in range(101):
            async with http.post(f"{sandbox.url}/_control", json=jump) as answer:
                told.append(answer.status)

    assert told == [200] * 100 + [400]
