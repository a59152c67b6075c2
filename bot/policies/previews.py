"""The preview: the first call of a person to a country that is not open by default."""

from typing import Final

from bot.domain.countries import find_country
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, PolicyName, Verdict

FIRST_CALL: Final = "first_call"


def check_preview(case: Case) -> Verdict:
    """Ask, once, whether a country is meant that only an admin opened, and nobody called so far."""
    country = find_country(case.order.to_number)
    is_asked = case.is_claim or PolicyName.PREVIEW in case.answered
    is_usual = country is None or country in case.rules.default_countries
    if is_asked or is_usual or case.stored.has_called_country:
        return Allow()
    return Ask(policy=PolicyName.PREVIEW, value=FIRST_CALL)
