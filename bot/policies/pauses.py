"""Whether calls are paused: nobody new is called, and what waits goes on waiting."""

from typing import Final

from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Delay, Deny, PolicyName, Verdict

PAUSED: Final = "paused"


def check_pause(case: Case) -> Verdict:
    """Deny what is asked for while calls are paused; let a dial wait until they are resumed."""
    pause = case.rules.pause
    if pause is None:
        return Allow()
    kind = Delay if case.is_claim else Deny
    return kind(policy=PolicyName.PAUSE, value=PAUSED, **pause.origin, details=(pause.value,))
