"""Answers to the subcommands: examples that work, agents, calls with a link to their card."""

from hypothesis import given
from hypothesis import strategies as st

from bot.calls import Result
from bot.cards.lists import build_agents, build_call_list, build_help
from bot.command_text import CallRequest, OpenForm, SubcommandRequest, parse_command
from tests.unit.test_calls import build_call, build_request
from tests.unit.test_cards_lines import FOREIGN, draw, find_stray_signs, read

URL = "https://slack.example/archives/C1/p1"


def find_examples() -> list[str]:
    (section,) = draw(build_help("/call", "voicy"))[0]["elements"]
    return [each["text"] for each in section["elements"] if each.get("style") == {"code": True}]


def test_every_example_of_the_help_works() -> None:
    parsed = [
        parse_command(
            example.removeprefix("/call").removeprefix("@voicy call").strip(), default_region="IL"
        )
        for example in find_examples()
    ]

    assert {type(each) for each in parsed} == {OpenForm, CallRequest, SubcommandRequest}


def test_help_names_the_command_as_it_is_called() -> None:
    assert "/call" not in build_help("/dial", "voicy").text
    assert "/dial status" in build_help("/dial", "voicy").text


def test_agents_are_listed_with_their_language_and_an_example() -> None:
    message = build_agents([("Booker", "en"), ("מוקד", None)], "/call")

    assert read(message).split("\n") == [
        "Agents",
        "• Booker · en",
        "• \u2068מוקד\u2069",
        '/call +15559876543 agent="Booker"',
    ]


def test_account_without_agents_says_so() -> None:
    assert read(build_agents([], "/call")) == "The account has no active agents."


def test_many_agents_are_counted() -> None:
    message = build_agents([(f"Agent {number}", None) for number in range(300)], "/call")

    assert len(read(message).split("\n")) == 1 + 40 + 1 + 1
    assert "\nand 260 more\n" in read(message)


def test_example_with_an_agent_stays_on_its_line() -> None:
    message = build_agents([("Book\ner\u202e", None)], "/call")

    assert len(read(message).split("\n")) == 3
    assert "\u202e" not in read(message)


def test_calls_are_listed_with_callee_state_and_asker() -> None:
    request = build_request(variables={"name": "John"})
    ended = build_call("initiated", "user_hangup", result=Result(duration_ms=8_000))
    message = build_call_list(
        "Latest calls here",
        [(build_call("initiated", "ringing", request=request), URL), (ended, "")],
        nothing="Nothing.",
    )
    moment = "<!date^1772625600^{date_short_pretty} {time}|12:00:00 UTC>"

    assert message.text.split("\n") == [
        "Latest calls here",
        f"🔔 <{URL}|+1 555-987-6543 (John)> · Ringing · asked by @alice · {moment}",
        "✅ +1 555-987-6543 · Ended · 8 s · the callee hung up · asked by @alice · " + moment,
    ]


def test_reason_of_a_call_that_waits_is_not_its_outcome() -> None:
    message = build_call_list("Here", [(build_call(reason="API is down"), "")], nothing="")

    assert "API is down" not in message.text


def test_no_calls_are_said_to_be_none() -> None:
    assert read(build_call_list("Here", [], nothing="No call is live here.")) == (
        "No call is live here."
    )


@given(st.lists(st.tuples(FOREIGN, st.none() | FOREIGN), max_size=5), FOREIGN)
def test_lists_of_any_foreign_text_are_taken_by_slack(
    names: list[tuple[str, str | None]], text: str
) -> None:
    request = build_request(variables={"name": text}, requested_by_name=text)
    call = build_call("initiated", "refused", request=request, reason=text)
    for message in (
        build_agents(names, "/call"),
        build_call_list("Here", [(call, URL), (call, "")], nothing=""),
    ):
        assert draw(message)
        assert find_stray_signs(message.text) == []
