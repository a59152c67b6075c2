"""Recordings over real sockets: fetched whole from where they may be, and from nowhere else."""

from ipaddress import ip_address

import httpx
import pytest
from aiohttp import web

from bot.errors import RecordingUnavailableError
from bot.voicy import Recording, Recordings
from bot.voicy.addresses import Address
from tests.contract.scripted_voicy import Responder, ScriptedApi, answer, raw, started_api

SOUND = b"RIFF" + bytes(range(256)) * 50
WAV = {"Content-Type": "audio/wav"}


def link_to(api: ScriptedApi, path: str = "/recordings/1.wav") -> str:
    return api.base_url.removesuffix("/functions/v1") + path


def lead_to(place: str) -> Responder:
    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": place})

    return respond


async def fetch(api: ScriptedApi, *script: Responder, **limits: float) -> Recording:
    api.script = list(script)
    recordings = Recordings(base_url=api.base_url, **limits)  # type: ignore[arg-type]
    return await recordings.fetch(link_to(api))


async def test_recording_arrives_whole(api: ScriptedApi) -> None:
    assert await fetch(api, answer(SOUND, headers=WAV)) == Recording(content=SOUND, suffix=".wav")


async def test_key_of_the_account_does_not_travel_along(api: ScriptedApi) -> None:
    await fetch(api, answer(SOUND, headers=WAV))

    assert "Authorization" not in api.requests[0].headers


async def test_suffix_is_that_of_the_sound(api: ScriptedApi) -> None:
    suffixes = {
        "audio/mpeg": ".mp3",
        "audio/mp3": ".mp3",
        "audio/x-wav; codec=1": ".wav",
        "binary/octet-stream": ".wav",
        "audio/unheard-of": ".wav",
    }

    found = {
        kind: await fetch(api, answer(SOUND, headers={"Content-Type": kind})) for kind in suffixes
    }

    assert {kind: each.suffix for kind, each in found.items()} == suffixes


async def test_redirect_within_the_place_is_followed(api: ScriptedApi) -> None:
    found = await fetch(api, lead_to("/elsewhere.wav"), answer(SOUND, headers=WAV))

    assert found.content == SOUND
    assert [request.path for request in api.requests] == ["/recordings/1.wav", "/elsewhere.wav"]


async def test_three_redirects_are_followed_and_no_fourth(api: ScriptedApi) -> None:
    sound = answer(SOUND, headers=WAV)
    steps = [lead_to(f"/step/{number}.wav") for number in range(4)]

    assert (await fetch(api, *steps[:3], sound)).content == SOUND
    with pytest.raises(RecordingUnavailableError, match="leads in circles"):
        await fetch(api, *steps, sound)

    assert len(api.requests) == 4 + 4


async def test_redirect_to_another_place_is_not_followed(api: ScriptedApi) -> None:
    async with started_api() as other:
        other.script = [answer(SOUND, headers=WAV)]
        with pytest.raises(RecordingUnavailableError, match="leads on to another place"):
            await fetch(api, lead_to(link_to(other)))

        assert other.requests == []


FAILURES: dict[str, tuple[Responder, str]] = {
    "expired": (answer({"error": "This link has expired"}, 403), "refused (HTTP 403)"),
    "a page": (answer(b"<html>", headers={"Content-Type": "text/html"}), "no sound but text/html"),
    "nothing": (answer(b"", headers=WAV), "it is empty"),
    "dropped": (raw(b""), "does not answer"),
    "in circles": (lead_to("/recordings/1.wav"), "leads in circles"),
}


async def test_failure_is_named_in_plain_words(api: ScriptedApi) -> None:
    said = {}
    for kind, (responder, _) in FAILURES.items():
        with pytest.raises(RecordingUnavailableError) as caught:
            await fetch(api, responder)
        said[kind] = str(caught.value)

    assert {
        kind: said[kind] for kind, (_, words) in FAILURES.items() if words not in said[kind]
    } == {}


async def test_recording_that_is_too_large_is_left_there(api: ScriptedApi) -> None:
    with pytest.raises(RecordingUnavailableError, match="too large"):
        await fetch(api, answer(SOUND, headers=WAV), largest_bytes=1_000)


async def test_recording_that_does_not_arrive_in_time_is_given_up(api: ScriptedApi) -> None:
    with pytest.raises(RecordingUnavailableError, match="in time"):
        await fetch(api, api.drip(), deadline_seconds=0.2)


async def test_link_to_a_public_place_may_be_shown() -> None:
    links = [
        "https://storage.example.com/a.wav?signature=x%20y",
        "https://api.voicy.co/recordings/1.wav",
        "https://8.8.8.8/a.wav",
        "https://[2606:4700::1111]/a.wav",
    ]

    assert [await build_far().check_link(link) for link in links] == links


NO_LINKS = [
    "http://storage.example.com/a.wav",
    "http://api.voicy.co/a.wav",
    "https://localhost/a.wav",
    "https://router.local/a.wav",
    "https://me:secret@storage.example.com/a.wav",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "a.wav",
    "",
    "https://",
]


async def test_link_to_anywhere_else_is_not_followed(subtests: pytest.Subtests) -> None:
    for link in NO_LINKS:
        with subtests.test(link), pytest.raises(RecordingUnavailableError):
            await build_far().check_link(link)


async def test_link_cannot_break_out_of_the_text_it_stands_in() -> None:
    shown = await build_far().check_link("https://storage.example.com/a|b>c<d.wav?x=1|2>3")

    assert not set("|<>") & set(shown)


INSIDE = """
    127.0.0.1 127.8.9.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1
    255.255.255.255 192.0.2.1 :: ::1 fe80::1 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:a00:1::
""".split()


async def test_place_is_judged_by_its_addresses(subtests: pytest.Subtests) -> None:
    for address in INSIDE:
        with subtests.test(address):
            await expect_no_trust_in(address)


async def expect_no_trust_in(address: str) -> None:
    literal = f"[{address}]" if ":" in address else address
    for link, addresses in (
        (f"https://{literal}/a.wav", [address]),
        ("https://storage.example.com/a.wav", [address]),
        ("https://storage.example.com/a.wav", ["8.8.8.8", address]),
        ("https://api.voicy.co/a.wav", [address]),
    ):
        recordings, wire = build_far(addresses), Wire()
        with pytest.raises(RecordingUnavailableError, match="not trusted"):
            await recordings.check_link(link)
        with pytest.raises(RecordingUnavailableError, match="not trusted"):
            await build_far(addresses, wire=wire).fetch(link)
        assert wire.requests == []


class Wire(httpx.AsyncBaseTransport):
    """What stands at addresses: a redirect, then sound; nothing at those that are down."""

    def __init__(self, *, down: tuple[str, ...] = (), redirects: int = 0) -> None:
        self.requests: list[httpx.Request] = []
        self._down = down
        self._redirects = redirects

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.host in self._down:
            raise httpx.ConnectError("down")
        if len(self.requests) <= self._redirects:
            return httpx.Response(302, headers={"Location": "/b.wav"})
        return httpx.Response(200, headers=WAV, stream=httpx.ByteStream(SOUND))


def build_far(*answers: list[str], wire: Wire | None = None) -> Recordings:
    """Build the recordings of an API far away; names have these addresses, one after another."""
    script = list(answers or (["8.8.8.8"],))

    async def resolve(host: str, port: int) -> list[Address]:
        return [ip_address(each) for each in (script.pop(0) if len(script) > 1 else script[0])]

    base_url = "https://api.voicy.co/functions/v1"
    return Recordings(base_url=base_url, resolve=resolve, transport=wire or Wire())


async def test_address_that_was_judged_is_connected_to() -> None:
    wire = Wire(redirects=1)
    link = "https://storage.example.com:8443/a.wav"

    await build_far(["8.8.8.8"], ["2606:4700::1111"], wire=wire).fetch(link)

    assert [request.url.host for request in wire.requests] == ["8.8.8.8", "2606:4700::1111"]
    for request in wire.requests:
        assert request.headers["Host"] == "storage.example.com:8443"
        assert request.extensions["sni_hostname"] == "storage.example.com"


async def test_name_that_moves_inside_after_a_redirect_is_not_followed() -> None:
    wire = Wire(redirects=1)

    with pytest.raises(RecordingUnavailableError, match="not trusted"):
        await build_far(["8.8.8.8"], ["127.0.0.1"], wire=wire).fetch("https://a.example.com/a.wav")

    assert [request.url.host for request in wire.requests] == ["8.8.8.8"]


async def test_next_address_is_tried_where_one_is_down() -> None:
    wire = Wire(down=("8.8.8.8",))

    found = await build_far(["8.8.8.8", "8.8.4.4"], wire=wire).fetch("https://a.example.com/a.wav")

    assert found.content == SOUND
    with pytest.raises(RecordingUnavailableError, match="does not answer"):
        await build_far(["8.8.8.8"], wire=wire).fetch("https://a.example.com/a.wav")


async def test_name_without_an_address_is_said_to_have_none() -> None:
    async def resolve(host: str, port: int) -> list[Address]:
        raise OSError("no such name")

    recordings = Recordings(base_url="https://api.voicy.co", resolve=resolve)
    with pytest.raises(RecordingUnavailableError, match="not known"):
        await recordings.check_link("https://storage.example.com/a.wav")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_api_inside_a_network_has_its_own_recordings_there(
    api: ScriptedApi, host: str
) -> None:
    api.script = [answer(SOUND, headers=WAV)]
    base_url = api.base_url.replace("127.0.0.1", host)
    link = link_to(api).replace("127.0.0.1", host)

    assert (await Recordings(base_url=base_url).fetch(link)).content == SOUND
    with pytest.raises(RecordingUnavailableError, match="not trusted"):
        await Recordings(base_url="https://api.voicy.co").check_link(link)
