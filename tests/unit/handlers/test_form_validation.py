"""What was submitted with the form: checked field by field, errors at their field."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.config import Config, read_config
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.ui.call_form import FormState, build_form
from bot.ui.denials import TIME_PASSED
from bot.ui.form_submission import Submission
from bot.ui.form_timing import Timing
from bot.voicy import AgentVariable
from handlers.call_form.validation import CheckedSubmission, check_submission
from tests.builders.calls import NOON

SALES = CallerId(number=E164("+15551234567"), label="Sales")
SUPPORT = CallerId(number=E164("+15551234568"), label="Support")


@pytest.fixture(scope="module")
def config() -> Config:
    return read_config(
        None,
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        voicy_api_key="voicy_sk_live_1",
        voicy_from_numbers=(SALES, SUPPORT),
    )


def build_submission(**changes: Any) -> Submission:
    known: dict[str, Any] = {
        "to_text": "+15559876543",
        "from_number": "+15551234567",
        "agent_id": None,
        "agent_name": None,
        "variables": {},
        "more": "",
        "more_block_id": "more",
        "timing": Timing(),
        "channel_id": "C1",
    }
    return Submission(**(known | changes))


def check(config: Config, **changes: Any) -> CheckedSubmission:
    checked = check_submission(config, build_submission(**changes), now=NOON)
    assert isinstance(checked, CheckedSubmission), checked
    return checked


def find_errors(config: Config, **changes: Any) -> dict[str, str]:
    errors = check_submission(config, build_submission(**changes), now=NOON)
    assert not isinstance(errors, CheckedSubmission), errors
    return dict(errors)


def test_good_submission_may_become_an_order(config: Config) -> None:
    checked = check(
        config,
        to_text="(555) 987-6543",
        from_number="+15551234568",
        variables={"name": "John", "date": ""},
        more="city=Haifa\nquote = “a b”",
    )

    assert (checked.number.e164, checked.caller_id) == ("+15559876543", SUPPORT)
    assert not checked.number.is_valid
    assert checked.variables == {"name": "John", "city": "Haifa", "quote": "a b"}


def test_first_caller_id_stands_in_where_none_was_chosen(config: Config) -> None:
    assert check(config, from_number=None).caller_id == SALES


@pytest.mark.parametrize(
    ("to_text", "said"),
    [
        ("", "cannot be called"),
        ("12", "cannot be called"),
        ("hello", "cannot be called"),
        ("+15551234568", "own caller IDs, Support"),
    ],
)
def test_wrong_number_is_shown_at_its_field(config: Config, to_text: str, said: str) -> None:
    errors = find_errors(config, to_text=to_text)

    assert list(errors) == ["to"]
    assert said in errors["to"]


def test_caller_id_that_is_gone_is_shown_at_its_field(config: Config) -> None:
    errors = find_errors(config, from_number="+15550000000")

    assert list(errors) == ["from"]
    assert "Choose one of: Sales" in errors["from"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("John", "“John” is not of the form name=value."),
        ("a=1\na=2", "given twice"),
        ("first name=John", "a space does not belong in it"),
        ("=1", "belong together"),
    ],
)
def test_wrong_line_is_shown_at_its_field_with_an_example(
    config: Config, more: str, said: str
) -> None:
    errors = find_errors(config, more=more, more_block_id="more.7")

    assert list(errors) == ["more.7"]
    assert said in errors["more.7"]
    assert "This works: " in errors["more.7"]


def test_variable_typed_in_two_places_is_refused(config: Config) -> None:
    errors = find_errors(config, variables={"name": "John"}, more="name=Ann")

    assert errors == {"more": "“name” has a field of its own above; fill in only one of the two."}


@pytest.mark.parametrize("field", ["", "Ann"])
def test_variable_typed_in_two_places_counts_once_where_both_agree(
    config: Config, field: str
) -> None:
    assert check(config, variables={"name": field}, more="name=Ann").variables == {"name": "Ann"}


def test_every_mistake_is_shown_at_once(config: Config) -> None:
    timing = Timing(due_at=NOON, callee_zone="Nowhere")
    errors = find_errors(config, to_text="x", from_number="y", more="z", timing=timing)

    assert list(errors) == ["to", "from", "more", "when", "callee_zone"]


def test_mistakes_are_shown_only_at_fields_that_the_form_has(config: Config) -> None:
    state = FormState(
        form_id="f1",
        channel_id="C1",
        caller_ids=config.voicy_from_numbers,
        fields=(AgentVariable(name="name"),),
        retry_pauses=config.retry_pauses,
        more_block_id="more.7",
    )
    inputs = [b["block_id"] for b in build_form(state).to_dict()["blocks"] if b["type"] == "input"]

    timing = Timing(due_at=NOON, callee_zone="Nowhere")
    errors = find_errors(
        config, to_text="x", from_number="y", more="z", more_block_id="more.7", timing=timing
    )

    assert set(errors) <= set(inputs)


def test_timing_is_taken_with_its_zone_by_name(config: Config) -> None:
    timing = Timing(due_at=NOON + timedelta(days=1), callee_zone="europe/berlin", attempts=3)

    checked = check(config, timing=timing)

    assert (checked.due_at, checked.callee_zone, checked.attempts) == (
        timing.due_at,
        "Europe/Berlin",
        3,
    )


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        (NOON, TIME_PASSED),
        (NOON - timedelta(days=1), TIME_PASSED),
        (NOON + timedelta(days=367), "at most a year"),
    ],
)
def test_time_that_nobody_can_wait_for_is_shown_at_its_field(
    config: Config, due_at: datetime, said: str
) -> None:
    errors = find_errors(config, timing=Timing(due_at=due_at))

    assert list(errors) == ["when"]
    assert said in errors["when"]


def test_unknown_zone_is_shown_at_its_field(config: Config) -> None:
    errors = find_errors(config, timing=Timing(callee_zone="Nowhere"))

    assert list(errors) == ["callee_zone"]
    assert "Nowhere" in errors["callee_zone"]


@pytest.mark.parametrize(("hours", "is_right"), [(-1, False), (0, False), (2, False), (3, True)])
def test_call_has_to_come_before_the_time_until_which_it_is_wanted(
    config: Config, hours: int, is_right: bool
) -> None:
    timing = Timing(due_at=NOON + timedelta(hours=2), until_at=NOON + timedelta(hours=hours))

    checked = check_submission(config, build_submission(timing=timing), now=NOON)

    assert isinstance(checked, CheckedSubmission) is is_right
    if not isinstance(checked, CheckedSubmission):
        assert list(checked) == ["until"]
