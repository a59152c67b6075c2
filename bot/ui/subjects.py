"""What the subjects of rules are called: countries, kinds of numbers, areas, hours, caps."""

from collections.abc import Mapping
from typing import Final

from bot.domain.approvals import ApprovalSubject
from bot.domain.countries import add_article, name_countries
from bot.domain.dial_counts import CapName
from bot.domain.number_kinds import NumberKind
from bot.domain.quiet_hours import EVE, HOLIDAY
from bot.domain.rules import AGENT_PREFIX, COUNTRY_PREFIX
from bot.domain.time_zones import FLORIDA
from bot.ui.rich_text import clean

_DAYS: Final = {EVE: "eves of holidays", HOLIDAY: "holidays"}
_PARTS: Final = {FLORIDA: "Florida"}
CAP_NAMES: Final[Mapping[str, str]] = {
    CapName.NUMBER: "calls to one number",
    CapName.PERSON: "calls by one person",
    CapName.WORKSPACE: "calls by the whole workspace",
}
_KINDS: Final[Mapping[str, str]] = {
    NumberKind.PREMIUM: "a premium number",
    NumberKind.PAGER: "the number of a pager",
    NumberKind.VOICEMAIL: "the number of a voicemail",
    NumberKind.SATELLITE: "the number of a satellite or of no country",
    NumberKind.SHARED_COST: "a shared-cost number",
    NumberKind.PERSONAL: "a personal number",
    NumberKind.COMPANY: "a company-wide number",
    NumberKind.INTERNATIONAL_FREE: "an international toll-free number (+800)",
}
_APPROVALS: Final[Mapping[str, str]] = {
    ApprovalSubject.CAP: "calls over a cap",
    ApprovalSubject.QUIET_HOURS: "calls in quiet hours",
}


def name_country(country: str) -> str:
    """Return what a country is called, by its code."""
    return name_countries().get(country, clean(country, 20))


def write_country(country: str) -> str:
    """Return what a country is called within a sentence."""
    return add_article(name_country(country))


def name_number_kind(kind: str) -> str:
    """Return what a number of a kind is called, with its article."""
    return _KINDS.get(kind, f"a number that begins with {clean(kind, 20)}")


def format_quiet_time(value: str) -> str:
    """Write quiet hours for people: “Fri, eves of holidays 14:00–08:00”."""
    days, _, hours = value.rpartition(" ")
    named = ", ".join(_DAYS.get(day, day.capitalize()) for day in days.split(",") if day)
    begins, _, ends = hours.partition("-")
    span = hours.replace("-", "–")
    if begins == ends and hours:
        span = "all day" if begins == "00:00" else f"{span} the next day"
    return f"{named} {span}".strip()


def name_area(area: str) -> str:
    """Return what an area with quiet hours of its own is called."""
    if not area:
        return "everywhere"
    return name_country(area) if "-" not in area else _PARTS[area]


def name_approval(subject: str) -> str:
    """Return the calls that a second person has to allow, by what the rule is about."""
    if subject.startswith(COUNTRY_PREFIX):
        return f"calls to {write_country(subject.removeprefix(COUNTRY_PREFIX))}"
    if subject.startswith(AGENT_PREFIX):
        return "calls by this agent"
    return _APPROVALS.get(subject, "calls of this kind")
