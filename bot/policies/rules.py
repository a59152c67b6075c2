"""The rules of a workspace as policies read them: what admins chose within what settings allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypeVar

from bot.config import Config
from bot.domain.countries import COUNTRIES, find_country
from bot.domain.dial_counts import CapName
from bot.domain.number_kinds import OPENABLE
from bot.domain.quiet_hours import QuietTime, list_quiet_times
from bot.domain.rules import AGENT_PREFIX, RuleChange, StoredFacts
from bot.errors import DeniedError
from bot.policies.verdicts import PolicyName

T = TypeVar("T")
# who can change what says no
ADMINS: Final = "admins"
OPERATOR: Final = "operator"
UNREADABLE: Final = "unreadable"
# what a rule about consent is about, besides countries, channels and agents
EVERY_CALL: Final = "*"
NEVER: Final = "never"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[T]):
    """The value of a rule, in force `since`, `set_by` a person; None where by the settings."""

    value: T
    since: datetime | None = None
    set_by: str | None = None
    who_can_change: str = ADMINS


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


class RuleBook:
    """Reads the rules of a workspace out of its settings and the changes that its admins made."""

    def __init__(self, settings: Config) -> None:
        self._settings = settings
        self._read: tuple[StoredFacts, Rules] | None = None

    def read(self, stored: StoredFacts) -> Rules:
        """Return the rules in force; raises DeniedError where a stored one cannot be read."""
        if self._read is None or self._read[0].changes is not stored.changes:
            try:
                self._read = stored, _build_rules(self._settings, stored)
            except ValueError as exc:
                raise DeniedError(PolicyName.RULES, UNREADABLE) from exc
        return self._read[1]


def _build_rules(settings: Config, stored: StoredFacts) -> Rules:
    changes: dict[str, dict[str, RuleChange]] = {name: {} for name in RuleName}
    for change in stored.changes:
        # what a newer program keeps is none of this one's rules
        if change.rule in changes and change.value is not None:
            changes[change.rule][change.subject] = change
    kinds = changes[RuleName.NUMBER_KIND]
    return Rules(
        version=stored.rules_version,
        countries=_read_countries(settings, changes[RuleName.COUNTRY]),
        number_kinds={
            kind: _read_opening(kinds.get(kind), is_open_at_first=False, is_openable=True)
            for kind in OPENABLE
        },
        marketing={
            agent_id: Rule(
                value=Purpose(change.value or "") is Purpose.MARKETING,
                since=change.set_at,
                set_by=change.set_by_name,
            )
            for agent_id, change in changes[RuleName.PURPOSE].items()
        },
        caps=_read_caps(_read_ceilings(settings), changes[RuleName.CAP]),
        cap_ceilings=_read_ceilings(settings),
        callers=_read_named(settings.callers, changes[RuleName.CALLERS]),
        call_channels=_read_named(settings.call_channels, changes[RuleName.CALL_CHANNELS]),
        guests=_read_opened(settings.guests, changes[RuleName.GUESTS]),
        guests_at_first=_read_closed(settings.guests),
        shared_channels=_read_opened(settings.shared_channels, changes[RuleName.SHARED_CHANNELS]),
        shared_at_first=_read_closed(settings.shared_channels),
        default_countries=_find_default_countries(settings),
        has_approvers=settings.approvers is not None,
        approvals=_read_approvals(settings, changes[RuleName.APPROVAL]),
        pause=_read_pause(changes[RuleName.PAUSE].get("")),
        admin_channel=_read_admin_channel(changes[RuleName.ADMIN_CHANNEL].get("")),
        own_countries=_list_own_countries(settings),
        quiet_times=tuple(_read_quiet_times(settings, changes[RuleName.QUIET_HOURS])),
        has_consents=settings.consent != "off",
        bases=_read_bases(settings, changes[RuleName.BASIS]),
        consent_needs=_read_consent_needs(settings, changes[RuleName.CONSENT]),
    )


def _read_bases(settings: Config, changes: Mapping[str, RuleChange]) -> Mapping[str, Rule[str]]:
    if settings.consent == "off":
        return {}
    return {
        subject: Rule(value=change.value or "", since=change.set_at, set_by=change.set_by_name)
        for subject, change in changes.items()
    }


def _read_consent_needs(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[bool]]:
    """Read which calls need a basis; raises ValueError."""
    if settings.consent == "off":
        return {}
    needs = {
        subject: Rule(
            value=Need(change.value or "") is Need.REQUIRED,
            since=change.set_at,
            set_by=change.set_by_name,
        )
        for subject, change in changes.items()
    }
    if settings.consent == "required":
        return {**needs, EVERY_CALL: Rule(value=True, who_can_change=OPERATOR)}
    return needs


def _read_ceilings(settings: Config) -> Mapping[str, int | None]:
    return {
        CapName.NUMBER: settings.max_calls_per_number_per_day,
        CapName.PERSON: settings.max_calls_per_person_per_day,
        CapName.WORKSPACE: settings.max_calls_per_day,
    }


def _read_caps(
    ceilings: Mapping[str, int | None], changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[int | None]]:
    """Read the caps; one above its ceiling is that. Raises ValueError."""
    caps: dict[str, Rule[int | None]] = {}
    for name, ceiling in ceilings.items():
        change = changes.get(name)
        wanted = ceiling if change is None else int(change.value or "")
        is_lower = change is not None and (ceiling is None or (wanted or 0) < ceiling)
        if change is None or not is_lower:
            caps[name] = Rule(value=ceiling, who_can_change=OPERATOR)
        else:
            caps[name] = Rule(value=wanted, since=change.set_at, set_by=change.set_by_name)
    return caps


def _read_named(
    ceiling: frozenset[str], changes: Mapping[str, RuleChange]
) -> tuple[Rule[frozenset[str]], ...]:
    """Read who or what is named: by the settings, and within that by admins."""
    named = [Rule(value=ceiling, who_can_change=OPERATOR)] if ceiling else []
    for change in changes.values():
        chosen = frozenset(filter(None, (change.value or "").split(",")))
        named.append(Rule(value=chosen, since=change.set_at, set_by=change.set_by_name))
    return tuple(named)


def _read_opened(setting: str, changes: Mapping[str, RuleChange]) -> Mapping[str, Rule[bool]]:
    """Read which guests or shared channels admins opened; raises ValueError."""
    if setting == NEVER:
        return {}
    return {
        subject: _read_opening(change, is_open_at_first=False, is_openable=True)
        for subject, change in changes.items()
    }


def _read_closed(setting: str) -> Rule[bool]:
    return Rule(value=False, who_can_change=OPERATOR if setting == NEVER else ADMINS)


def _read_approvals(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[bool]]:
    """Read which calls have to be allowed; raises ValueError."""
    if settings.approvers is None:
        return {}
    return {
        subject: Rule(
            value=Approval(change.value or "") is Approval.NEEDED,
            since=change.set_at,
            set_by=change.set_by_name,
        )
        for subject, change in changes.items()
    }


def _read_pause(change: RuleChange | None) -> Rule[str] | None:
    if change is None:
        return None
    return Rule(value=change.note, since=change.set_at, set_by=change.set_by_name)


def _read_admin_channel(change: RuleChange | None) -> Rule[str] | None:
    if change is None:
        return None
    return Rule(value=change.value or "", since=change.set_at, set_by=change.set_by_name)


def _list_own_countries(settings: Config) -> frozenset[str]:
    """List where the team is at home: those of its caller IDs, and of numbers without a code."""
    countries = {find_country(each.number) for each in settings.voicy_from_numbers}
    return frozenset({settings.default_region, *filter(None, countries)})


def _read_countries(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[bool]]:
    allowed = settings.allowed_countries
    at_first = _find_default_countries(settings)
    return {
        country: _read_opening(
            changes.get(country),
            is_open_at_first=country in at_first,
            is_openable=allowed is None or country in allowed,
        )
        for country in sorted(COUNTRIES)
    }


def _find_default_countries(settings: Config) -> frozenset[str]:
    own = map(find_country, (each.number for each in settings.voicy_from_numbers))
    return settings.allowed_countries or frozenset({settings.default_region, *filter(None, own)})


def _read_quiet_times(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Iterator[Rule[QuietTime]]:
    """Read the quiet hours: those of the settings, and of each area what admins added."""
    for quiet_time in list_quiet_times(settings.quiet_hours):
        yield Rule(value=quiet_time, who_can_change=OPERATOR)
    for area, change in changes.items():
        for text in (change.value or "").split(";"):
            quiet_time = QuietTime.read(text, area=area)
            yield Rule(value=quiet_time, since=change.set_at, set_by=change.set_by_name)


def _read_opening(
    change: RuleChange | None, *, is_open_at_first: bool, is_openable: bool
) -> Rule[bool]:
    """Read whether something is open; raises ValueError."""
    if not is_openable:
        return Rule(value=False, who_can_change=OPERATOR)
    if change is None:
        return Rule(value=is_open_at_first)
    is_open = Opening(change.value or "") is Opening.OPEN
    return Rule(value=is_open, since=change.set_at, set_by=change.set_by_name)
