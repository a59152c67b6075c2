"""The bot as a process: started with an environment, stopped with a signal, read by its words."""

import json
import re
import signal

import aiohttp
import pytest
import yaml

from app import MANIFEST
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, see
from tests.e2e.process import Start
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

# on a busy machine a process may stand still for a second; what it had claimed it then claims anew
STOOD_STILL = "lease is too old"


async def test_process_places_a_call_logs_nothing_private_and_stops_when_asked(
    outside: World, settings: dict[str, str], start_cold: Start, alice: Person
) -> None:
    process = await start_cold(**settings, LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    await alice.wait_for_bot(PATIENCE_SECONDS)
    await outside.hurry()
    typed = "/call +15559876019 name=Rumpelstiltskin agent=Appointment appointment_date=May"
    card = await ask(alice, "#sales", typed)
    await see(alice, await hear_the_end(alice, card, Head.ENDED), "Summary")
    ended = await process.stop()
    assert ended.code == 0
    lines = [json.loads(line) for line in ended.err.splitlines()]
    assert any("connected to Sandbox HQ as @voicy" in line["message"] for line in lines)
    assert any(re.match(r"call [0-9a-f-]{36}: ", line["message"]) for line in lines)
    troubles = [line["message"] for line in lines if line["level"] in ("WARNING", "ERROR")]
    assert [each for each in troubles if STOOD_STILL not in each] == []
    assert await outside.placed_calls() == 1
    private = [settings[name] for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "VOICY_API_KEY")]
    private += ["5559876019", "5551234567", "Rumpelstiltskin", "evil.example", "התור אושר"]
    assert [word for word in private if word in ended.err + ended.out] == []


async def test_missing_and_wrong_settings_are_all_named_at_once_and_no_secret_is_printed(
    start: Start,
) -> None:
    process = await start(
        SLACK_BOT_TOKEN="xoxp-123-hidden",
        SLACK_APP_TOKEN="xapp-1-hidden",
        VOICY_FROM_NUMBERS="5551234567=Sales",
        DEFAULT_REGION="Mars",
        LOG_FORMAT="poem",
    )
    ended = await process.end()
    assert ended.code == 2
    for name in (
        "SLACK_BOT_TOKEN",
        "VOICY_API_KEY",
        "VOICY_FROM_NUMBERS",
        "DEFAULT_REGION",
        "LOG_FORMAT",
    ):
        assert name in ended.err
    assert "SLACK_APP_TOKEN" not in ended.err
    assert "api.slack.com/apps" in ended.err
    assert "hidden" not in ended.err + ended.out
    assert "Traceback" not in ended.err


async def test_some_credentials_without_the_others_never_start_the_sandbox(start: Start) -> None:
    ended = await (await start(VOICY_API_KEY="voicy_sk_live_0123456789012345678901234567")).end()
    assert ended.code == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "VOICY_FROM_NUMBERS"):
        assert f"{name} is missing" in ended.err
    assert "sandbox is open" not in ended.out


async def test_no_credentials_start_the_sandbox_and_ctrl_c_ends_it(start: Start) -> None:
    process = await start()
    url = (await process.read_line("The sandbox is open")).split()[-1]
    assert "/call +15559876543" in await process.read_line("Try")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert "<title>Sandbox</title>" in await answer.text()
    async with Person(url) as visitor:
        await visitor.wait_for_bot(PATIENCE_SECONDS)
    assert (await process.stop(signal.SIGINT)).code == 0


async def test_credentials_that_slack_refuses_are_said_in_a_sentence(
    settings: dict[str, str], start: Start
) -> None:
    ended = await (await start(**settings | {"SLACK_BOT_TOKEN": "xoxb-of-another-app"})).end()
    assert ended.code != 0
    assert ended.err.startswith("✗ SLACK_BOT_TOKEN is not accepted by Slack (invalid_auth)")
    assert "another-app" not in ended.err
    assert "Traceback" not in ended.err


async def test_second_process_on_the_same_database_is_refused_in_one_sentence(
    settings: dict[str, str], start: Start, alice: Person
) -> None:
    first = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    ended = await (await start(**settings)).end()
    assert ended.code == 1
    said = [line for line in ended.err.splitlines() if line.startswith("✗")]
    assert len(said) == 1
    assert f"calls.db (process {first.pid};" in said[0]
    assert "Traceback" not in ended.err
    assert (await first.stop()).code == 0


async def test_doctor_finds_nothing_wrong_and_says_what_it_did_not_check(
    outside: World, settings: dict[str, str], start: Start
) -> None:
    ended = await (await start("doctor", "--cards", **settings)).end()
    subjects = {line[2:].partition(":")[0]: line[0] for line in ended.out.splitlines()}
    assert subjects == {
        "Slack bot token": "✓",
        "Slack scopes": "✓",
        "User groups": "–",
        "Slack app token": "✓",
        "Slash command": "–",
        "Voicy API key": "✓",
        "Greetings": "⚠",
        "Caller IDs": "–",
        "Database": "✓",
        "Clock": "✓",
        "Cards": "✓",
    }
    assert "does not name Sandbox HQ, or say that it is an AI" in ended.out
    assert not outside.database_path.exists()
    assert ended.code == 0


async def test_doctor_names_each_card_that_slack_refuses(
    outside: World, settings: dict[str, str], start: Start
) -> None:
    await outside.break_slack("blocks.validate", "error", error="invalid_message", times=2)
    ended = await (await start("doctor", "--cards", **settings)).end()
    assert ended.code == 1
    refused = ended.out.partition("✗ Cards: Slack refuses 2 of ")[2].splitlines()
    assert [line.partition(":")[0].strip() for line in refused[1:3]] == [
        "card, scheduled",
        "reply, scheduled",
    ]


async def test_doctor_beside_a_bot_at_work_leaves_its_database_alone(
    settings: dict[str, str], start: Start, alice: Person
) -> None:
    bot = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    ended = await (await start("doctor", **settings)).end()
    assert "– Database: not checked, another process of this bot works on" in ended.out
    assert ended.code == 0
    assert (await bot.stop()).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sandbox", "--port", "{taken}"), "another program has it"),
        (("sandbox", "--port", "x"), "is not a port"),
        (("doctr",), "Did you mean doctor?"),
    ],
)
async def test_wrong_command_line_is_answered_in_one_sentence(
    outside: World, start: Start, arguments: tuple[str, ...], words: str
) -> None:
    taken = outside.url.rpartition(":")[2]
    ended = await (await start(*(each.format(taken=taken) for each in arguments))).end()
    assert ended.code == 2
    assert ended.err.startswith("✗ ")
    assert len(ended.err.splitlines()) == 1
    assert words in ended.err


async def test_health_port_that_is_taken_is_said(
    outside: World, settings: dict[str, str], start: Start
) -> None:
    taken = outside.url.rpartition(":")[2]
    ended = await (await start(**settings, HEALTH_PORT=taken)).end()
    assert ended.code == 2
    assert f"✗ HEALTH_PORT {taken} cannot be used: another program has it." in ended.err
    assert "Traceback" not in ended.err


async def test_doctor_names_what_is_wrong_and_goes_on(
    settings: dict[str, str], start: Start
) -> None:
    wrong = {"VOICY_API_KEY": "voicy_sk_live_wrong", "SLACK_APP_TOKEN": "xapp-1-wrong"}
    ended = await (await start("doctor", **settings | wrong)).end()
    assert ended.code == 1
    failed = [line for line in ended.out.splitlines() if line.startswith("✗")]
    assert ["app token" in failed[0], "Invalid API key" in failed[1]] == [True, True]
    assert "✓ Database" in ended.out
    assert "live_wrong" not in ended.out + ended.err


async def test_manifest_is_printed_for_another_command_name(start: Start) -> None:
    ended = await (await start("manifest", "--command", "/dial")).end()
    printed = yaml.safe_load(ended.out)
    ours = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    ours["features"]["slash_commands"][0]["command"] = "/dial"
    assert printed == ours
    assert ended.code == 0
