"""Fewer deeds that still fail: a script is cut in halves, quarters and so on, as long as it fails.

After Zeller and Hildebrandt, Simplifying and isolating failure-inducing input (ddmin).
"""

from collections.abc import Callable
from dataclasses import replace

from tests.crash.deeds import Script
from tests.crash.replay import Plan, play_all


def shrink(plan: Plan, *, tell: Callable[[str], None], at_once: int) -> Script:
    """Return the shortest script found with which the world still fails; its own if it does not."""
    script = plan.script or plan.write_script()
    parts = 2
    while len(script) > 1:
        cut = _cut(plan, script, parts, at_once)
        if cut is not None:
            script, parts = cut, max(parts - 1, 2)
            tell(f"{len(script)} deeds still fail")
        elif parts >= len(script):
            break
        else:
            parts = min(2 * parts, len(script))
    return script


def _cut(plan: Plan, script: Script, parts: int, at_once: int) -> Script | None:
    """Return a script without one of its parts that still fails, None where all are needed."""
    size = -(-len(script) // parts)
    shorter = [script[:at] + script[at + size :] for at in range(0, len(script), size)]
    plans = [replace(plan, script=one) for one in shorter]
    outcomes = zip(shorter, play_all(plans, at_once=at_once), strict=True)
    return next((one for one, outcome in outcomes if outcome.findings), None)
