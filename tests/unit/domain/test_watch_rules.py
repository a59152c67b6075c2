"""Which finished calls a rule is about."""

import pytest

from bot.domain.watch_rules import WatchRule

ANSWERED = ("ended", ("answered",), "Booker")


@pytest.mark.parametrize(
    ("outcomes", "agent", "ended", "is_about"),
    [
        (None, None, ANSWERED, True),
        (None, None, ("busy", (), None), True),
        (None, None, ("refused", (), "Booker"), False),
        (None, None, ("withdrawn", (), "Booker"), False),
        ({"withdrawn"}, None, ("withdrawn", (), "Booker"), True),
        ({"answered"}, None, ANSWERED, True),
        ({"busy", "answered"}, None, ANSWERED, True),
        ({"busy"}, None, ANSWERED, False),
        ({"answered"}, "BOOKER", ANSWERED, True),
        ({"answered"}, "Survey", ANSWERED, False),
        (None, "Booker", ("ended", (), None), False),
    ],
)
def test_calls_of_a_rule(
    outcomes: set[str] | None,
    agent: str | None,
    ended: tuple[str, tuple[str, ...], str | None],
    is_about: bool,
) -> None:
    rule = WatchRule.of(frozenset(outcomes) if outcomes else None, agent)
    assert rule.is_about(*ended) is is_about
    assert WatchRule.decode(rule.encode()) == rule


def test_rule_reads_as_earlier_programs_wrote_it() -> None:
    rule = WatchRule.of(frozenset({"ended", "busy"}), "Booker")
    assert rule.encode() == '[["busy", "ended"], "booker"]'
    assert WatchRule.of(None, None).encode() == '[null, ""]'
