"""The list of agents: what each wants to know, and an example that works when it is pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.commands import ParsedCall, parse_command
from bot.ui.agent_list import Variables, build_agents
from bot.voicy import Agent, AgentVariable
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs, read

NAMES = FOREIGN.filter(str.strip)
VARIABLES = st.none() | st.lists(st.tuples(NAMES, FOREIGN), max_size=20).map(tuple)


def describe(
    name: str = "Booker", *variables: tuple[str, str], is_known: bool = True
) -> tuple[Agent, Variables]:
    agent = Agent(agent_id="a1", name=name, language="en")
    return agent, build_variables(variables if is_known else None)


def build_variables(variables: tuple[tuple[str, str], ...] | None) -> Variables:
    if variables is None:
        return None
    return tuple(AgentVariable(name=name, description=about) for name, about in variables)


def find_examples(*agents: tuple[Agent, Variables]) -> list[str]:
    return [
        each["text"]
        for block in draw(build_agents(agents))
        for each in block["elements"][0]["elements"]
        if each.get("style") == {"code": True}
    ]


def parse_example(agent: tuple[Agent, Variables]) -> ParsedCall:
    (example,) = find_examples(agent)
    request = parse_command(example.removeprefix("/call "), default_region="US")
    assert isinstance(request, ParsedCall)
    return request


def test_agents_are_listed_with_what_they_take_and_an_example() -> None:
    booker = describe("Appointment Booker", ("name", "whom to greet"), ("date", " "))

    assert read(build_agents([booker])).split("\n") == [
        "Appointment Booker · en · takes name (whom to greet), date",
        '/call +15559876543 agent="Appointment Booker" name=… date=…',
    ]


def test_agent_without_variables_says_so() -> None:
    assert "takes no variables" in read(build_agents([describe()]))


def test_agent_that_could_not_be_looked_up_says_so() -> None:
    shown = read(build_agents([describe(is_known=False)]))

    assert "cannot be looked up right now" in shown


def test_account_without_agents_says_so() -> None:
    assert read(build_agents([])) == "The account has no active agents."


@pytest.mark.parametrize(
    ("name", "named"),
    [("מוקד", "מוקד"), ('The "Best"', 'The "Best"'), ("Book\ner", "a1"), ("x" * 80, "a1")],
)
def test_example_names_the_agent_so_that_it_is_found(name: str, named: str) -> None:
    assert parse_example(describe(name)).agent == named


def test_example_is_typed_as_it_reads_from_right_to_left() -> None:
    described = describe("תזכורת תור", ("שם", ""), ("תאריך_התור", ""))
    (example,) = find_examples(described)

    assert example.endswith(' agent="תזכורת תור" \u2066שם\u2069=… \u2066תאריך_התור\u2069=…')
    assert parse_example(described).variables == {"שם": "…", "תאריך_התור": "…"}


def test_example_leaves_out_names_that_cannot_be_typed() -> None:
    names = ("first name", "a=b", "agent", "-x", "<i>", "ok")

    request = parse_example(describe("Booker", *((name, "") for name in names)))

    assert list(request.variables) == ["agent", "-x", "ok"]


def test_pages_lead_to_each_other() -> None:
    blocks = draw(build_agents([describe()], previous_start=0, next_start=16))

    assert [(each["action_id"], each["value"]) for each in blocks[-1]["elements"]] == [
        ("previous_agents", "0"),
        ("next_agents", "16"),
    ]
    assert len(draw(build_agents([describe()]))) == 1


@FEW
@given(st.lists(st.tuples(FOREIGN, VARIABLES), min_size=1, max_size=8))
def test_any_agents_are_taken_by_slack(
    agents: list[tuple[str, tuple[tuple[str, str], ...] | None]],
) -> None:
    described = [
        (
            Agent(agent_id="a1", name=name, language=name),
            None if variables is None else build_variables(variables),
        )
        for name, variables in agents
    ]
    message = build_agents(described)

    assert draw(message)
    assert find_stray_signs(message.text) == []
    assert len(find_examples(*described)) == len(described)


@pytest.mark.parametrize(
    ("name", "named"), [("Booker", "a1"), ("BOOKER ", "a1"), ("Booker 2", "Booker 2")]
)
def test_agent_that_shares_its_name_is_called_by_its_id(name: str, named: str) -> None:
    agents = build_agents([describe(name)], shared_names={"booker"})

    (example,) = [line for line in read(agents).split("\n") if line.startswith("/call")]

    request = parse_command(example.removeprefix("/call "), default_region="US")
    assert isinstance(request, ParsedCall)
    assert request.agent == named
