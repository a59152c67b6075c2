"""What may follow history, export and the other subcommands, and what it means."""

from datetime import date, timedelta

import pytest

from bot.domain.statuses import COMPLETED
from bot.parsing.commands import (
    ParsedSubcommand,
    Subcommand,
    format_command,
    read_ago,
    read_outcomes,
)
from bot.parsing.times import read_past_day
from tests.builders.commands import find_mistake, parse

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("history", (), {}),
        ("history ME", ("me",), {}),
        ("history here since=7D", ("here",), {"since": "7d"}),
        ('history all agent="Appointment Booker"', ("all",), {"agent": "Appointment Booker"}),
        ('history Outcome="No answer,busy"', (), {"outcome": "no_answer,busy"}),
        ("history since=2026-11-01", (), {"since": "2026-11-01"}),
        ("history \u200fme\u200f  —since=24h", ("me",), {"since": "24h"}),
    ],
)
def test_history_takes_a_scope_and_options(
    text: str, words: tuple[str, ...], options: dict[str, str]
) -> None:
    request = ParsedSubcommand(name=Subcommand.HISTORY, words=words, options=options)

    assert parse(text) == request
    assert parse(format_command(request)) == request


@pytest.mark.parametrize(
    ("text", "words", "callee"),
    [
        ("history John", (), "John"),
        ("history Mia Chen outcome=busy", (), "Mia Chen"),
        ('history all "Mia Chen" since=7d', ("all",), "Mia Chen"),
        ("history „Mia Chen“", (), "Mia Chen"),
        ('history "all"', (), "all"),
        ('history me "here"', ("me",), "here"),
        ("history O'Brien", (), "O'Brien"),
        ('history "say ""hi"""', (), 'say "hi"'),
        ('history "open', (), '"open'),
        ("history \u200fגון כהן\u200f", (), "גון כהן"),
        ("history +1 (555) 987-6543 agent=Booker", (), "+1 (555) 987-6543"),
        ("history <tel:+15559876543|+1 555-987-6543>", (), "+15559876543"),
        ("history 6543", (), "6543"),
    ],
)
def test_history_takes_a_number_or_a_name(text: str, words: tuple[str, ...], callee: str) -> None:
    request = parse(text)

    assert isinstance(request, ParsedSubcommand)
    assert (request.words, request.callee) == (words, callee)
    assert parse(format_command(request)) == request


def test_export_takes_a_time() -> None:
    assert parse("export since=2w").options == {"since": "2w"}


@pytest.mark.parametrize(
    ("text", "part", "sentence"),
    [
        ("history !?", "!?", "“!?” is neither a phone number nor a name."),
        ("history me all", "all", "“me” and “all” cannot both be meant."),
        (
            "history name=John",
            "name",
            "“name=” is not an option of “history”, which has “agent=”, “outcome=”, “since=”.",
        ),
        ("history since=", "since", "There is nothing after “since=”."),
        ("history since=1d since=2d", "since", "“since” is given twice."),
        (
            "history since=soon",
            "soon",
            "“soon” is not a time to look back to: "
            "write 24h, 7d, yesterday or a day such as 2026-11-01.",
        ),
        ("history outcome=bussy", "bussy", "No call ends with “bussy”. Did you mean “busy”?"),
        (
            "history outcome=great",
            "great",
            "No call ends with “great”. It can be reached, call_back, wants_human, answered, "
            "wrong_person, opted_out, voicemail, silence, dead_line, no_answer, busy, canceled, "
            "error, ended or not_dialed.",
        ),
        (f"history agent={'x' * 151}", "x" * 151, "No agent has a name as long as this."),
        (
            "history agent=Big Booker",
            "Booker",
            "“Booker” has no name. A value with spaces needs quotes around it.",
        ),
        (
            "history since = 7d",
            "=",
            "A name, “=” and its value belong together, without spaces between them.",
        ),
        ("export me", "me", "“me” cannot follow “export”: only “since=” can."),
        (
            "export outcome=busy",
            "outcome",
            "“outcome=” is not an option of “export”, which has “since=”.",
        ),
        ("agents Booker now", "Booker now", "Nothing can follow “agents”."),
        (
            "status outcome=busy a=b",
            "outcome=busy a=b",
            "“outcome=” is not an option of “status”, which has none.",
        ),
    ],
)
def test_what_cannot_follow_is_marked(text: str, part: str, sentence: str) -> None:
    mistake = find_mistake(text)

    assert (mistake.part, mistake.sentence) == (part, sentence)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("2 W", timedelta(weeks=2)),
    ],
)
def test_times_may_be_so_long_ago(text: str, ago: timedelta) -> None:
    assert read_ago(text) == ago


@pytest.mark.parametrize("text", ["", "7", "-7d", "7m", "99999d", "٧d", "yesterday"])
def test_other_times_are_not_so_long_ago(text: str) -> None:
    assert read_ago(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("2027-01-01", date(2027, 1, 1)),
        ("today", WEDNESDAY),
        ("Yesterday", date(2026, 11, 24)),
        ("gestern", date(2026, 11, 24)),
        ("אתמול", date(2026, 11, 24)),
        ("monday", date(2026, 11, 23)),
        ("last Monday", date(2026, 11, 23)),
        ("on friday", date(2026, 11, 20)),
        ("wednesday", WEDNESDAY),
        ("last wednesday", date(2026, 11, 18)),
        ("this week", date(2026, 11, 23)),
        ("last week", date(2026, 11, 16)),
        ("3 days ago", date(2026, 11, 22)),
        ("a week ago", date(2026, 11, 18)),
    ],
)
def test_a_look_back_begins_with_a_day(text: str, day: date) -> None:
    assert read_past_day(text, WEDNESDAY) == day
    assert parse(f'history since="{text}"').options == {"since": text.casefold()}


@pytest.mark.parametrize("text", ["", "7", "tomorrow", "next week", "2026-13-01", "now", "1 nov"])
def test_what_is_no_day_of_the_past_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - Python words it
        read_past_day(text, WEDNESDAY)


def test_ended_means_every_call_that_somebody_picked_up() -> None:
    assert read_outcomes("ended") == frozenset(map(str, COMPLETED))
    assert read_outcomes("answered") == {"answered"}
    assert read_outcomes("busy,not_dialed") == {"busy", "refused"}
