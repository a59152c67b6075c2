"""Which countries may be called, as the settings and the admins of the workspace have it."""

from bot.domain.countries import find_country
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
        since=rule.since,
        set_by=rule.set_by,
        who_can_change=rule.who_can_change,
        allowed=tuple(each for each, other in case.rules.countries.items() if other.value),
    )
