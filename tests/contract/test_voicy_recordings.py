"""Recordings over real sockets: fetched whole from where they may be, and from nowhere else."""

import pytest
from aiohttp import web

from bot.errors import RecordingUnavailableError
from bot.voicy import Recording, Recordings
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


@pytest.mark.parametrize(
    ("content_type", "suffix"),
    [
        ("audio/mpeg", ".mp3"),
        ("audio/mp3", ".mp3"),
        ("audio/x-wav; codec=1", ".wav"),
        ("binary/octet-stream", ".wav"),
        ("audio/unheard-of", ".wav"),
    ],
)
async def test_suffix_is_that_of_the_sound(
    api: ScriptedApi, content_type: str, suffix: str
) -> None:
    found = await fetch(api, answer(SOUND, headers={"Content-Type": content_type}))

    assert found.suffix == suffix


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


@pytest.mark.parametrize("failure", FAILURES)
async def test_failure_is_named_in_plain_words(api: ScriptedApi, failure: str) -> None:
    responder, words = FAILURES[failure]

    with pytest.raises(RecordingUnavailableError) as caught:
        await fetch(api, responder)

    assert words in str(caught.value)


async def test_recording_that_is_too_large_is_left_there(api: ScriptedApi) -> None:
    with pytest.raises(RecordingUnavailableError, match="too large"):
        await fetch(api, answer(SOUND, headers=WAV), largest_bytes=1_000)


async def test_recording_that_does_not_arrive_in_time_is_given_up(api: ScriptedApi) -> None:
    with pytest.raises(RecordingUnavailableError, match="in time"):
        await fetch(api, api.drip(), deadline_seconds=0.2)


@pytest.mark.parametrize(
    "link",
    [
        "https://storage.example.com/a.wav?signature=x%20y",
        "https://api.voicy.co/recordings/1.wav",
        "https://8.8.8.8/a.wav",
    ],
)
def test_link_to_a_public_place_may_be_shown(link: str) -> None:
    assert Recordings(base_url="https://api.voicy.co/functions/v1").check_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "http://storage.example.com/a.wav",
        "http://api.voicy.co/a.wav",
        "https://127.0.0.1/a.wav",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.wav",
        "https://10.0.0.1/a.wav",
        "https://localhost/a.wav",
        "https://router.local/a.wav",
        "https://me:secret@storage.example.com/a.wav",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "a.wav",
        "",
        "https://",
    ],
)
def test_link_to_anywhere_else_is_not_followed(link: str) -> None:
    with pytest.raises(RecordingUnavailableError):
        Recordings(base_url="https://api.voicy.co/functions/v1").check_link(link)


def test_link_cannot_break_out_of_the_text_it_stands_in() -> None:
    recordings = Recordings(base_url="https://api.voicy.co/functions/v1")
    shown = recordings.check_link("https://storage.example.com/a|b>c<d.wav?x=1|2>3")

    assert not set("|<>") & set(shown)
