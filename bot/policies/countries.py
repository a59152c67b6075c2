"""Which countries and kinds of numbers may be called, as settings and admins have it."""

from bot.domain.countries import find_country
from bot.domain.number_kinds import find_kind
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict


def check_country(case: Case) -> Verdict:
    """Deny a call to a country that is closed."""
    country = find_country(case.order.to_number)
    if country is None:
        return Allow()
    rule = case.rules.countries[country]
    if rule.value:
        return Allow()
    return Deny(
        policy=PolicyName.COUNTRY,
        value=country,
        **rule.origin,
        details=tuple(each for each, other in case.rules.countries.items() if other.value),
    )


def check_number_kind(case: Case) -> Verdict:
    """Deny a call to a premium number and the like; admins may open what is not dear by nature."""
    kind = find_kind(case.order.to_number)
    if kind is None:
        return Allow()
    rule = case.rules.number_kinds.get(kind)
    if rule is None:
        return Deny(policy=PolicyName.NUMBER_KIND, value=kind)
    if rule.value:
        return Allow()
    return Deny(policy=PolicyName.NUMBER_KIND, value=kind, **rule.origin)
