"""A request that waited while the bot was down is asked about before it is acted on."""

from datetime import datetime, timedelta
from typing import Final

from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, PolicyName, Verdict

STALE_AFTER: Final = timedelta(minutes=15)
STALE: Final = "stale"


def check(case: Case) -> Verdict:
    """Ask about a request older than a quarter of an hour, once."""
    if case.is_claim or PolicyName.FRESHNESS in case.answered:
        return Allow()
    if is_stale(case.received_at, case.moment):
        return Ask(policy=PolicyName.FRESHNESS, value=STALE)
    return Allow()


def is_stale(received_at: datetime, now: datetime) -> bool:
    """Say whether a request waited for so long that it may not be wanted any more."""
    return now - received_at > STALE_AFTER
