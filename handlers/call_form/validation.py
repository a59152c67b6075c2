"""What was submitted with the form: checked field by field, errors at their field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.config import Config
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import PhoneNumber, parse_number
from bot.errors import CommandError, InputError, InvalidNumberError
from bot.parsing.commands import parse_variables
from bot.parsing.times import explain_unknown_zone, find_zone
from bot.policies.numbers import choose_caller_id, find_own
from bot.policies.times import TOO_EARLY, judge_time
from bot.policies.verdicts import Deny, PolicyName
from bot.ui.denials import format_denial
from bot.ui.form_submission import Submission
from bot.ui.form_timing import UNTIL_BLOCK, WHEN_BLOCK, ZONE_BLOCK, Timing

FieldErrors = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSubmission:
    """A submission that may become an order; `callee_zone` is an IANA name."""

    number: PhoneNumber
    caller_id: CallerId
    variables: Mapping[str, str]
    due_at: datetime | None
    until_at: datetime | None
    callee_zone: str | None
    attempts: int


def check_submission(
    config: Config, submission: Submission, *, now: datetime
) -> CheckedSubmission | FieldErrors:
    """Return what was submitted, or what is wrong by the block id of each field."""
    errors: dict[str, str] = {}
    number = _check_number(config, submission, errors)
    caller_id = _check_caller_id(config, submission, errors)
    variables = _check_variables(submission, errors)
    callee_zone = _check_timing(submission.timing, now, errors)
    if errors or number is None or caller_id is None or variables is None:
        return errors
    return CheckedSubmission(
        number=number,
        caller_id=caller_id,
        variables=variables,
        due_at=submission.timing.due_at,
        until_at=submission.timing.until_at,
        callee_zone=callee_zone,
        attempts=submission.timing.attempts,
    )


def _check_number(
    config: Config, submission: Submission, errors: dict[str, str]
) -> PhoneNumber | None:
    try:
        number = parse_number(submission.to_text, config.default_region)
    except InvalidNumberError as exc:
        errors["to"] = str(exc)
        return None
    own = find_own(number.e164, config.voicy_from_numbers)
    if own is not None:
        errors["to"] = format_denial(PolicyName.CALLEE, own.label)
    return number


def _check_caller_id(
    config: Config, submission: Submission, errors: dict[str, str]
) -> CallerId | None:
    try:
        return choose_caller_id(
            submission.from_number, config.voicy_from_numbers, config.default_region
        )
    except InputError as exc:
        errors["from"] = str(exc)
        return None


def _check_variables(submission: Submission, errors: dict[str, str]) -> Mapping[str, str] | None:
    fields = {name: value for name, value in submission.variables.items() if value}
    try:
        more = parse_variables(submission.more)
    except CommandError as exc:
        part = f" (“{exc.part}”)" if exc.part else ""
        errors[submission.more_block_id] = f"{exc.sentence}{part} This works: {exc.example}"
        return None
    twice = sorted(name for name in fields.keys() & more.keys() if fields[name] != more[name])
    if twice:
        errors[submission.more_block_id] = (
            f"“{twice[0]}” has a field of its own above; fill in only one of the two."
        )
        return None
    return {**fields, **more}


def _check_timing(timing: Timing, now: datetime, errors: dict[str, str]) -> str | None:
    """Return the zone that was typed, by its IANA name."""
    verdict = judge_time(timing.due_at, now) if timing.due_at else None
    if isinstance(verdict, Deny):
        sentence = format_denial(verdict.policy, verdict.value)
        errors[WHEN_BLOCK] = f"{sentence} Without a time the call is dialed at once."
    callee_zone = find_zone(timing.callee_zone) if timing.callee_zone else None
    if timing.callee_zone and callee_zone is None:
        errors[ZONE_BLOCK] = explain_unknown_zone(timing.callee_zone)
    until_at = timing.until_at
    if until_at is not None and until_at <= max(timing.due_at or now, now):
        errors[UNTIL_BLOCK] = format_denial(PolicyName.UNTIL, TOO_EARLY)
    return callee_zone
