"""The rules of a workspace at one moment, and what admins can say in each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypedDict, TypeVar

from bot.domain.quiet_hours import QuietTime
from bot.domain.rules import AGENT_PREFIX

T = TypeVar("T")
# who can change what says no
ADMINS: Final = "admins"
OPERATOR: Final = "operator"
# what a rule about consent is about, besides countries, channels and agents
EVERY_CALL: Final = "*"


class RuleName(StrEnum):
    """Every rule that admins can change, as it is stored."""

    COUNTRY = "country"
    NUMBER_KIND = "number_kind"
    PURPOSE = "purpose"
    CALLERS = "callers"
    CALL_CHANNELS = "call_channels"
    GUESTS = "guests"
    SHARED_CHANNELS = "shared_channels"
    APPROVAL = "approval"
    PAUSE = "pause"
    CAP = "cap"
    QUIET_HOURS = "quiet_hours"
    ADMIN_CHANNEL = "admin_channel"
    BASIS = "basis"
    CONSENT = "consent"


class Opening(StrEnum):
    """What admins can say of a country or a kind of numbers."""

    OPEN = "open"
    CLOSED = "closed"


class Approval(StrEnum):
    """Whether a second person has to allow calls of a kind."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"


class Purpose(StrEnum):
    """What an agent calls for."""

    MARKETING = "marketing"
    OTHER = "other"


class Need(StrEnum):
    """Whether a call needs a basis."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


class Origin(TypedDict):
    """Since when, by whom and by whose leave something is as it is."""

    since: datetime | None
    set_by: str | None
    who_can_change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[T]):
    """The value of a rule, in force `since`, `set_by` a person; None where by the settings."""

    value: T
    since: datetime | None = None
    set_by: str | None = None
    who_can_change: str = ADMINS

    @property
    def origin(self) -> Origin:
        """What an objection says of the rule that says so."""
        return {"since": self.since, "set_by": self.set_by, "who_can_change": self.who_can_change}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules at one moment; `version` is kept with each order that they allowed.

    `countries` and `number_kinds` say of each whether it may be called; kinds that are in none of
    them never are. `marketing` says of agents, by id, whether they call to sell something; of those
    that it does not name nobody said so. `pause` is why nobody is called now.
    `caps` are the most calls in 24 hours, none where it is None, and `cap_ceilings` the settings.
    All of `quiet_times` hold: what admins chose only adds to the settings'. So do all of `callers`,
    people and user groups, and of `call_channels`; `guests` and `shared_channels` are those that
    admins opened, by id, and `guests_at_first` and `shared_at_first` stand for all others.
    `default_countries` are open without an admin. `approvals` say which calls a second person has
    to allow, where the settings have approvers. `bases` are why callees may be called, by channel
    or agent; `consent_needs` say which calls are not made without one. Neither `has_consents` where
    the settings are off. `own_countries` are those of the caller IDs, `admin_channel` is where
    admins are told, None for their direct messages.
    """

    version: int
    countries: Mapping[str, Rule[bool]]
    number_kinds: Mapping[str, Rule[bool]]
    marketing: Mapping[str, Rule[bool]]
    caps: Mapping[str, Rule[int | None]]
    cap_ceilings: Mapping[str, int | None]
    quiet_times: tuple[Rule[QuietTime], ...]
    callers: tuple[Rule[frozenset[str]], ...] = ()
    call_channels: tuple[Rule[frozenset[str]], ...] = ()
    guests: Mapping[str, Rule[bool]] = field(default_factory=dict)
    guests_at_first: Rule[bool] = Rule(value=False)
    shared_channels: Mapping[str, Rule[bool]] = field(default_factory=dict)
    shared_at_first: Rule[bool] = Rule(value=False)
    default_countries: frozenset[str] = frozenset()
    approvals: Mapping[str, Rule[bool]] = field(default_factory=dict)
    has_approvers: bool = False
    pause: Rule[str] | None = None
    admin_channel: Rule[str] | None = None
    own_countries: frozenset[str] = frozenset()
    bases: Mapping[str, Rule[str]] = field(default_factory=dict)
    consent_needs: Mapping[str, Rule[bool]] = field(default_factory=dict)
    has_consents: bool = True

    @property
    def group_ids(self) -> frozenset[str]:
        """The user groups that say who may call."""
        named = frozenset().union(*(rule.value for rule in self.callers))
        return frozenset(each for each in named if is_group(each))

    def is_marketing(self, agent_id: str) -> bool:
        """Say whether an agent calls to sell something."""
        rule = self.marketing.get(agent_id)
        return rule is not None and rule.value


def name_agent(agent_id: str) -> str:
    """Return what stands for an agent among the subjects of a rule."""
    return f"{AGENT_PREFIX}{agent_id}"


def is_group(slack_id: str) -> bool:
    """Tell the id of a user group from that of a person."""
    return slack_id.startswith("S")
