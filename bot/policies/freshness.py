"""A request that waited while the bot was down is asked about before it is acted on."""

from datetime import timedelta
from typing import Final

from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, PolicyName, Verdict

STALE_AFTER: Final = timedelta(minutes=15)


def check(case: Case) -> Verdict:
    """Ask about a request older than a quarter of an hour, once."""
    is_stale = not case.is_claim and case.moment - case.received_at > STALE_AFTER
    if is_stale and PolicyName.FRESHNESS not in case.answered:
        return Ask(policy=PolicyName.FRESHNESS, value="stale")
    return Allow()
