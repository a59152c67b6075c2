"""Who spoke in a call, as far as its transcript tells."""

import pytest

from bot.domain.transcripts import Step, Turn, has_callee


@pytest.mark.parametrize(
    ("speakers", "spoke"),
    [
        ((), None),
        (("agent",), False),
        (("agent", "system"), False),
        (("agent", "callee"), True),
        (("agent", "bystander"), True),
        (("", "agent"), None),
        (("system",), None),
    ],
)
def test_callee_spoke_where_anybody_but_the_agent_did(
    speakers: tuple[str, ...], spoke: bool | None
) -> None:
    turns = [
        Turn(speaker=each, steps=(Step(name="x"),))
        if each == "system"
        else Turn(speaker=each, text="Hello")
        for each in speakers
    ]
    assert has_callee(turns) is spoke


def test_silence_written_down_is_nothing_said() -> None:
    assert has_callee([Turn(speaker="agent", text="Hello?"), Turn(speaker="callee")]) is False
