"""Verdicts: what a policy says of an order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.quiet_hours import Silence
from bot.errors import DeniedError


class PolicyName(StrEnum):
    """Every policy, as it is written to the audit and worded for people."""

    PERMISSIONS = "permissions"
    CALLERS = "callers"
    CALL_CHANNELS = "call_channels"
    RULES = "rules"
    PAUSE = "pause"
    PLACE = "place"
    CALLEE = "callee"
    COUNTRY = "country"
    NUMBER_KIND = "number_kind"
    DO_NOT_CALL = "do_not_call"
    CAP = "cap"
    CONSENT = "consent"
    SCHEDULE = "schedule"
    UNTIL = "until"
    FRESHNESS = "freshness"
    QUIET_HOURS = "quiet_hours"
    DUPLICATE = "duplicate"
    PREVIEW = "preview"
    APPROVAL = "approval"
    VARIABLES = "variables"
    RESULTS_ACCESS = "results_access"
    OWNERSHIP = "ownership"


@dataclass(frozen=True, slots=True)
class Allow:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a policy says other than yes; `value` is the rule's value that says so.

    It is in force `since`, `set_by` a person, by name, and `who_can_change` says whom to ask. Rules
    of the program itself are nobody's: nobody set them, and nobody can change them. `details` are
    what its sentence names besides, such as what is open instead.
    """

    policy: PolicyName
    value: str
    since: datetime | None = None
    set_by: str | None = None
    who_can_change: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Objection):
    """The requester has to decide; `value` says what about, `silence` why a moment is none."""

    silence: Silence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(Objection):
    """Not before `until`; None is until a person lets it go on."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny(Objection):
    """No; `field` is the part of the request that it is about."""

    field: str = ""

    def to_error(self) -> DeniedError:
        """Return the error that says so."""
        return DeniedError(
            self.policy,
            self.value,
            field=self.field,
            since=self.since,
            set_by=self.set_by,
            who_can_change=self.who_can_change,
            details=self.details,
        )


Verdict = Allow | Ask | Delay | Deny
