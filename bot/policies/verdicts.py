"""Verdicts: what a policy says of an order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PolicyName(StrEnum):
    """Every policy, as it is written to the audit and worded for people."""

    PERMISSIONS = "permissions"
    RULES = "rules"
    PLACE = "place"
    CALLEE = "callee"
    SCHEDULE = "schedule"
    FRESHNESS = "freshness"
    RETRIES = "retries"
    QUIET_HOURS = "quiet_hours"
    DUPLICATE = "duplicate"
    VARIABLES = "variables"
    RESULTS_ACCESS = "results_access"
    OWNERSHIP = "ownership"


@dataclass(frozen=True, slots=True)
class Allow:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The requester has to decide; `value` says what about."""

    policy: PolicyName
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Not before `until`."""

    policy: PolicyName
    value: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny:
    """No; `value` is the rule's value that says so, in force `since`, `set_by` a person.

    `field` is the part of the request that it is about, `who_can_change` whom to ask. Rules of the
    program itself are nobody's: nobody set them, and nobody can change them.
    """

    policy: PolicyName
    value: str
    field: str = ""
    since: datetime | None = None
    set_by: str | None = None
    who_can_change: str = ""


Verdict = Allow | Ask | Delay | Deny
