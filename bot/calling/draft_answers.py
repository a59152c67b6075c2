"""What a requester answers about a draft: a moment, a number, a zone, or the callee's own wish."""

from dataclasses import replace

from bot.domain.drafts import CallDraft, WaitingDraft
from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.quiet_hours import LOOK_AGAIN_AFTER
from bot.policies.verdicts import Ask, Delay, PolicyName, Verdict


def choose(waiting: WaitingDraft, choice: int) -> CallDraft:
    """Return the draft with the moment, the number or the zone that was chosen."""
    draft = (waiting.corrected if choice else None) or waiting.draft
    if waiting.moments:
        moment = waiting.moments[min(choice, len(waiting.moments) - 1)]
        if waiting.policy == PolicyName.UNTIL:
            return replace(draft, until_text=None, until_at=moment)
        return replace(draft, at_text=None, due_at=moment)
    if waiting.numbers:
        number = waiting.numbers[min(choice, len(waiting.numbers) - 1)]
        return replace(draft, number=number, numbers=())
    if waiting.zones:
        return replace(draft, callee_time_zone=waiting.zones[min(choice, len(waiting.zones) - 1)])
    return draft


def ask_because(verdict: Ask | Delay, draft: CallDraft) -> WaitingDraft:
    """Return what waits for an answer about what a policy asks."""
    silence = verdict.silence if isinstance(verdict, Ask) else None
    waiting = WaitingDraft(draft=draft, policy=verdict.policy)
    if silence is not None and silence.is_doubtful:
        return replace(waiting, zones=silence.list_zones())
    if silence is not None and silence.ends_at is not None:
        return replace(waiting, moments=(silence.ends_at,))
    return waiting


def pass_quiet_hours(case: Case, verdict: Verdict, reason: str | None) -> tuple[Case, Verdict]:
    """Let a case pass over the quiet hours of its moment where the callee asked for it."""
    silence = verdict.silence if isinstance(verdict, Ask) else None
    if silence is None or not reason:
        return case, verdict
    order = replace(
        case.order,
        quiet_allowed_until=silence.ends_at or silence.at + LOOK_AGAIN_AFTER,
        quiet_allowed_by=case.order.requested_by_name,
        quiet_reason=reason,
    )
    case = replace(case, order=order)
    return case, judge(case)
