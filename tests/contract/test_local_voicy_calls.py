"""Calls of the local Voicy: how they live, and how call-get shows them."""

import io
import wave

import httpx
import pytest

from tests.contract.voicy_fixtures import (
    ANSWERED,
    FINAL_STATUSES,
    SUPPORT,
    LocalVoicy,
)

ALL_FIELDS = {
    "call_id",
    "call_type",
    "call_status",
    "agent",
    "from_number",
    "to_number",
    "direction",
    "start_timestamp",
    "duration_ms",
    "transcript",
    "detected_gender",
    "recording_url",
    "summary",
    "vars_provided",
    "vars_extracted",
    "vars_collected",
}
PICKED_UP = ["initiated", "ringing", "ongoing"]


async def test_a_new_call_is_whole_and_has_no_results(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    call_id = await voicy.place(vars_provided={"name": "John"})

    call = await voicy.get_call(call_id)

    started_ms = call.pop("start_timestamp")
    assert abs(started_ms - voicy.clock.epoch_seconds() * 1000) < 5000
    assert call == {
        "call_id": call_id,
        "call_type": "phone_call",
        "call_status": "initiated",
        "agent": {"name": "Appointment Booker", "version": 4},
        "from_number": SUPPORT,
        "to_number": ANSWERED,
        "direction": "outgoing",
        "duration_ms": None,
        "transcript": None,
        "detected_gender": None,
        "recording_url": None,
        "summary": None,
        "vars_provided": {"name": "John"},
        "vars_extracted": {},
        "vars_collected": {},
    }


@pytest.mark.parametrize("call_id", ["dc227d39-3fb1-441f-bd02-39bbaeafda86", "nonsense"])
async def test_an_unknown_call_is_404(voicy: LocalVoicy, call_id: str) -> None:
    answer = await voicy.http.get(f"call-get/{call_id}")

    assert (answer.status_code, answer.json()) == (404, {"error": "Call not found"})


LIVES = {
    "6543": [*PICKED_UP, "user_hangup"],
    "0000": [*PICKED_UP, "user_hangup"],
    "6544": [*PICKED_UP, "agent_hangup"],
    "6001": ["initiated", "ringing", "busy"],
    "6002": ["initiated", "ringing", "no_answer"],
    "6003": ["initiated", "error"],
    "6005": ["initiated", "ringing", "canceled"],
    "6006": [*PICKED_UP, "inactivity"],
    "6007": [*PICKED_UP, "error_inactivity"],
    "6008": [*PICKED_UP, "transferring", "user_hangup"],
    "6011": [*PICKED_UP, "user_hangup"],
    "6013": [*PICKED_UP, "user_hangup"],
    "6018": [*PICKED_UP, "ended"],
    "6019": [*PICKED_UP, "user_hangup"],
    "6021": [*PICKED_UP, "user_hangup"],
    "6022": [*PICKED_UP, "user_hangup"],
}


async def test_a_number_tells_how_its_calls_go(voicy: LocalVoicy) -> None:
    voicy.account.set_plan(concurrent_calls=len(LIVES))
    call_ids = {suffix: await voicy.place(f"+1555987{suffix}") for suffix in LIVES}

    ended = {suffix: await voicy.wait_for_end(call_id) for suffix, call_id in call_ids.items()}

    assert {suffix: voicy.statuses(call_id) for suffix, call_id in call_ids.items()} == LIVES
    for suffix, call in ended.items():
        assert (call["call_status"], set(call)) == (LIVES[suffix][-1], ALL_FIELDS), suffix


async def test_every_fate_is_listed_once_for_people(voicy: LocalVoicy) -> None:
    fates = voicy.account.fates()

    assert len({fate.suffix for fate in fates}) == len(fates) == 30
    assert fates[0].number == ANSWERED
    assert all(fate.label and fate.story for fate in fates)
    assert {fate.stages[-1].status for fate in fates if fate.stages} == FINAL_STATUSES


async def test_a_call_nobody_took_has_lasted_no_time_and_has_no_results(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_end(await voicy.place("+15559876001"))

    results = ("duration_ms", "transcript", "recording_url", "summary")
    assert [call[name] for name in results] == [0, None, None, None]


async def test_a_conversation_uses_the_variables_given(voicy: LocalVoicy) -> None:
    variables = {"name": "Ruth", "appointment_date": "January 15th"}

    call = await voicy.wait_for_summary(await voicy.place(vars_provided=variables))

    opening, answer = call["transcript"][0], call["transcript"][2]
    assert opening["role"] == "agent"
    assert "Ruth" in opening["content"]
    assert "January 15th" in opening["content"]
    assert answer["role"] == "caller"
    assert "Ruth" in call["summary"]
    assert call["vars_extracted"] == {"confirmed": "yes", "new_date": ""}
    assert call["vars_collected"] == {"arrival_time": "10:30", "bring": ["ID"]}
    assert call["detected_gender"] == "female"


async def test_system_entries_carry_a_function_call_and_its_result(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_end(await voicy.place(vars_provided={"name": "Ruth"}))

    system = [entry for entry in call["transcript"] if entry["role"] == "system"]
    assert system[0]["function_invocation"]["arguments"]["name"] == "Ruth"
    assert system[1]["function_result"]["result"]["time"] == "10:30"


async def test_a_transcript_lies_within_its_call_in_order(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_end(await voicy.place())

    moments = [entry["timestamp_ms"] for entry in call["transcript"]]
    assert moments == sorted(moments)
    assert moments[0] >= call["start_timestamp"]
    assert moments[-1] - moments[0] <= call["duration_ms"]


async def test_what_a_call_lasted_is_told_in_story_time(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_end(await voicy.place())

    assert 10_000 <= call["duration_ms"] < 20_000


async def test_the_summary_comes_after_the_end(voicy: LocalVoicy) -> None:
    call_id = await voicy.place("+15559876013")

    ended = await voicy.wait_for_end(call_id)
    voicy.clock.speed = 1000
    later = await voicy.wait_for_summary(call_id)

    assert (ended["summary"], ended["vars_extracted"]) == (None, {})
    assert later["summary"]


async def test_a_silent_callee_is_summed_up_as_silent(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_summary(await voicy.place("+15559876006"))

    assert {entry["role"] for entry in call["transcript"]} == {"agent"}
    assert call["summary"] == "Nobody spoke. The agent asked once more and then gave up."


async def test_mischievous_results_hold_markup_lists_and_objects(voicy: LocalVoicy) -> None:
    call = await voicy.wait_for_summary(await voicy.place("+15559876019"))

    assert "<!channel>" in call["summary"]
    assert "<https://evil.example|" in call["summary"]
    assert isinstance(call["vars_extracted"]["tags"], list)
    assert isinstance(call["vars_extracted"]["address"], dict)
    assert "הערה" in call["vars_collected"]


async def test_a_conversation_can_be_in_hebrew(voicy: LocalVoicy) -> None:
    agent_id = "e7a0f5b8-6c24-4b91-a3d8-9b5c1e7f4d04"

    call_id = await voicy.place(override_agent_id=agent_id, vars_provided={"שם": "דנה"})

    call = await voicy.wait_for_end(call_id)
    assert "שלום דנה" in call["transcript"][0]["content"]


async def test_a_call_ends_at_the_longest_the_plan_allows(voicy: LocalVoicy) -> None:
    voicy.account.set_plan(longest_call_seconds=20)

    call = await voicy.wait_for_end(await voicy.place("+15559876012"))

    assert 20_000 <= call["duration_ms"] < 60_000


async def test_a_faster_clock_hurries_a_call_under_way(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    call_id = await voicy.place("+15559876012")

    voicy.clock.speed = 5000

    assert (await voicy.wait_for_end(call_id))["call_status"] == "user_hangup"


async def test_a_recording_is_a_wav_behind_a_fresh_link_each_time(voicy: LocalVoicy) -> None:
    call_id = await voicy.place()
    first = (await voicy.wait_for_end(call_id))["recording_url"]
    second = (await voicy.get_call(call_id))["recording_url"]
    del voicy.http.headers["Authorization"]

    sound = await voicy.http.get(second)

    assert first != second
    assert sound.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(sound.content)) as file:
        seconds = file.getnframes() / file.getframerate()
        assert (file.getnchannels(), file.getframerate()) == (1, 8000)
    assert 3.5 < seconds < 5


async def test_a_recording_link_expires_after_an_hour(voicy: LocalVoicy) -> None:
    url = (await voicy.wait_for_end(await voicy.place()))["recording_url"]

    voicy.account.set_clock_offset(3590)
    fresh = await voicy.http.get(url)
    voicy.account.set_clock_offset(3601)
    late = await voicy.http.get(url)

    assert fresh.status_code == 200
    assert (late.status_code, late.json()) == (403, {"error": "This link has expired"})


async def test_a_forged_recording_link_is_403(voicy: LocalVoicy) -> None:
    url = str((await voicy.wait_for_end(await voicy.place()))["recording_url"])

    answer = await voicy.http.get(url.replace(".wav", "0.wav"))

    assert (answer.status_code, answer.json()) == (403, {"error": "Access denied"})


async def test_a_call_can_be_shown_nowhere_at_first(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    with pytest.raises(httpx.RemoteProtocolError):
        await voicy.place("+15559876028")

    assert "+15559876028" not in await list_numbers(voicy)
    voicy.clock.speed = 1000
    while "+15559876028" not in await list_numbers(voicy):
        pass


async def list_numbers(voicy: LocalVoicy) -> list[str]:
    """Return whom the calls that are listed went to."""
    return [call["to_number"] for call in (await voicy.list_calls())["calls"]]


async def test_a_call_can_be_missing_from_the_list_and_late_in_call_get(voicy: LocalVoicy) -> None:
    voicy.clock.speed = 0.01
    call_id = await voicy.place("+15559876017")

    early = await voicy.http.get(f"call-get/{call_id}")
    voicy.clock.speed = 1000
    answer = early
    while answer.status_code == 404:
        answer = await voicy.http.get(f"call-get/{call_id}")

    listed = [call["call_id"] for call in (await voicy.list_calls())["calls"]]
    assert early.json() == {"error": "Call not found"}
    assert answer.json()["call_id"] == call_id
    assert call_id not in listed
