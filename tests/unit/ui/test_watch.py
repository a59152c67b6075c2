"""What channels that watch read: one line a call, their rules, and that it is over."""

from datetime import time

import pytest

from bot.domain.calls import Result
from bot.domain.subscriptions import Watch
from bot.ui.watch import (
    build_cannot_watch,
    build_new_digest,
    build_new_watch,
    build_watch_ended,
    build_watch_line,
    build_watch_list,
    build_watch_removed,
)
from tests.builders.calls import NOON, WORKSPACE, build_call, build_order
from tests.builders.subscriptions import build_schedule
from tests.screen import unmarked

URL = "https://example.com/archives/C1/p1"


def build_watch(outcome: str | None = None, agent: str | None = None) -> Watch:
    return Watch(
        workspace_id=WORKSPACE,
        channel_id="C1",
        outcome=outcome,
        agent=agent,
        added_by="U1",
        added_at=NOON,
    )


def test_line_says_outcome_callee_length_and_agent_and_leads_to_the_card() -> None:
    call = build_call(
        "user_hangup",
        result=Result(duration_ms=125_000, summary="Secret."),
        order=build_order(variables={"name": "John"}),
        agent_name="Booker",
    )

    line = build_watch_line(call, URL)

    callee = "+1 … 6543 (John)"
    assert unmarked(line.text) == f"✅ Ended · <{URL}|{callee}> · 2 min 05 s · Booker"
    assert [block.type for block in line.blocks] == ["rich_text", "actions"]


def test_line_says_nothing_that_is_not_known() -> None:
    assert unmarked(build_watch_line(build_call("busy"), "").text) == "📵 Busy · +1 … 6543"


def test_names_that_people_and_agents_have_stay_on_their_line() -> None:
    call = build_call(
        "busy",
        order=build_order(variables={"name": "Jo\n<!channel>"}),
        agent_name="B\nx <@U1>",
    )

    text = build_watch_line(call, "").text

    assert text.endswith(" (Jo &lt;!channel&gt;) · B x &lt;@U1&gt;")


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        (build_watch(), "finished calls from public channels, one line each."),
        (
            build_watch("busy,no_answer"),
            "finished calls from public channels · busy, no answer, one line each.",
        ),
        (
            build_watch("busy", "Booker"),
            "finished calls from public channels · busy · agent Booker, one line each.",
        ),
    ],
)
def test_channel_is_told_what_it_watches_and_from_whom_it_has_that(
    watch: Watch, words: str
) -> None:
    text = build_new_watch("U1", watch).text

    assert "<@U1> turned on " in text
    assert words in text


def test_channel_is_told_when_its_digest_comes_in_which_zone() -> None:
    wanted = build_schedule(wall_time=time(17), zone="Europe/Berlin")

    assert "every day at 17:00 (Europe/Berlin)" in unmarked(build_new_digest("U1", wanted).text)


def test_list_names_each_rule_and_who_asked_for_it() -> None:
    watches = [build_watch("busy"), build_watch(agent="Booker")]

    text = build_watch_list(watches, build_schedule()).text

    assert unmarked(text).splitlines()[1:] == [
        "• finished calls from public channels · busy, added by <@U1>",
        "• finished calls from public channels · agent Booker, added by <@U1>",
        "• a digest every day at 12:00 (UTC), added by <@U1>",
        "To turn them off: /call unwatch",
    ]


def test_channel_without_rules_is_told_how_to_have_some() -> None:
    text = build_watch_list([], None).text

    assert "No call updates" in text
    assert "/call watch digest 17:00" in text


@pytest.mark.parametrize(
    ("channel_id", "code", "advice"),
    [
        ("C1", "not_in_channel", "/invite @voicy"),
        ("G1", "channel_not_found", "/invite @voicy"),
        ("C1", "is_archived", "archived"),
        ("D1", "channel_not_found", "between other people"),
        ("C1", "restricted_action", "restricted"),
    ],
)
def test_place_without_entry_says_why(channel_id: str, code: str, advice: str) -> None:
    assert advice in build_cannot_watch(channel_id, "voicy", code).text


@pytest.mark.parametrize(
    ("had_updates", "had_digest", "sentence"),
    [
        (True, False, "turned off call updates here."),
        (True, True, "turned off call updates and the daily digest here."),
        (False, True, "turned off the daily digest here."),
    ],
)
def test_end_of_watching_is_told_with_who_ended_what(
    had_updates: bool, had_digest: bool, sentence: str
) -> None:
    removed = build_watch_removed("U1", had_updates=had_updates, had_digest=had_digest)
    assert removed.text == f"🙈 <@U1> {sentence}"


def test_end_of_watching_for_want_of_a_place_is_told() -> None:
    assert "I can't post in <#C1> any more" in build_watch_ended("C1").text
