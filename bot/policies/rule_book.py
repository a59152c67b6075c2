"""The book of rules: what is in force, of what admins chose within what settings allow."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, TypeVar

from bot.config import Config
from bot.domain.countries import COUNTRIES, find_country
from bot.domain.dial_counts import CapName
from bot.domain.number_kinds import OPENABLE
from bot.domain.quiet_hours import QuietTime, list_quiet_times
from bot.domain.rules import RuleChange, StoredFacts
from bot.errors import DeniedError
from bot.policies.rules import (
    ADMINS,
    EVERY_CALL,
    OPERATOR,
    Approval,
    Need,
    Opening,
    Purpose,
    Rule,
    RuleName,
    Rules,
)
from bot.policies.verdicts import PolicyName

UNREADABLE: Final = "unreadable"
_NEVER: Final = "never"
T = TypeVar("T")


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
        marketing=_read_flags(changes[RuleName.PURPOSE], Purpose.MARKETING),
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
    return {subject: _build_rule(change, change.value or "") for subject, change in changes.items()}


def _read_consent_needs(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[bool]]:
    """Read which calls need a basis; raises ValueError."""
    if settings.consent == "off":
        return {}
    needs = _read_flags(changes, Need.REQUIRED)
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
            caps[name] = _build_rule(change, wanted)
    return caps


def _read_named(
    ceiling: frozenset[str], changes: Mapping[str, RuleChange]
) -> tuple[Rule[frozenset[str]], ...]:
    """Read who or what is named: by the settings, and within that by admins."""
    named = [Rule(value=ceiling, who_can_change=OPERATOR)] if ceiling else []
    for change in changes.values():
        chosen = frozenset(filter(None, (change.value or "").split(",")))
        named.append(_build_rule(change, chosen))
    return tuple(named)


def _read_opened(setting: str, changes: Mapping[str, RuleChange]) -> Mapping[str, Rule[bool]]:
    """Read which guests or shared channels admins opened; raises ValueError."""
    if setting == _NEVER:
        return {}
    return {
        subject: _read_opening(change, is_open_at_first=False, is_openable=True)
        for subject, change in changes.items()
    }


def _read_closed(setting: str) -> Rule[bool]:
    return Rule(value=False, who_can_change=OPERATOR if setting == _NEVER else ADMINS)


def _read_approvals(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Mapping[str, Rule[bool]]:
    """Read which calls have to be allowed; raises ValueError."""
    return {} if settings.approvers is None else _read_flags(changes, Approval.NEEDED)


def _read_pause(change: RuleChange | None) -> Rule[str] | None:
    return None if change is None else _build_rule(change, change.note)


def _read_admin_channel(change: RuleChange | None) -> Rule[str] | None:
    return None if change is None else _build_rule(change, change.value or "")


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
    return settings.allowed_countries or _list_own_countries(settings)


def _read_quiet_times(
    settings: Config, changes: Mapping[str, RuleChange]
) -> Iterator[Rule[QuietTime]]:
    """Read the quiet hours: those of the settings, and of each area what admins added."""
    for quiet_time in list_quiet_times(settings.quiet_hours):
        yield Rule(value=quiet_time, who_can_change=OPERATOR)
    for area, change in changes.items():
        for text in (change.value or "").split(";"):
            yield _build_rule(change, QuietTime.read(text, area=area))


def _read_opening(
    change: RuleChange | None, *, is_open_at_first: bool, is_openable: bool
) -> Rule[bool]:
    """Read whether something is open; raises ValueError."""
    if not is_openable:
        return Rule(value=False, who_can_change=OPERATOR)
    if change is None:
        return Rule(value=is_open_at_first)
    return _build_rule(change, Opening(change.value or "") is Opening.OPEN)


def _read_flags(changes: Mapping[str, RuleChange], meant: Enum) -> Mapping[str, Rule[bool]]:
    """Read of which subjects admins said what is meant; raises ValueError."""
    return {
        subject: _build_rule(change, type(meant)(change.value or "") is meant)
        for subject, change in changes.items()
    }


def _build_rule(change: RuleChange, value: T) -> Rule[T]:
    return Rule(value=value, since=change.set_at, set_by=change.set_by_name)
