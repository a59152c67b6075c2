"""What the gate says, in words: who or what says no, and what helps."""

from collections.abc import Mapping
from typing import Final

from bot.policies.verdicts import PolicyName
from bot.ui.rich_text import clean

TIME_PASSED: Final = "This time has passed."
_MEMBERS_ONLY: Final = "Only members of this workspace can request calls"
_NO_CHANGE: Final = "Only members of this workspace can change calls"
_ADMINS_ONLY: Final = "Only admins of this workspace can change what is allowed"
_SENTENCES: Final[Mapping[tuple[str, str], str]] = {
    (PolicyName.PERMISSIONS, "outsider"): f"{_MEMBERS_ONLY}, not people of other companies.",
    (PolicyName.PERMISSIONS, "guest"): f"{_MEMBERS_ONLY}, not guests.",
    (PolicyName.PERMISSIONS, "bot"): f"{_MEMBERS_ONLY}, not apps.",
    (PolicyName.PERMISSIONS, "deactivated"): "The account of its requester is deactivated.",
    (PolicyName.PERMISSIONS, "unknown"): (
        "Slack does not say right now who you are. Try again in a minute."
    ),
    (PolicyName.RULES, "outsider"): f"{_ADMINS_ONLY}, not people of other companies.",
    (PolicyName.RULES, "guest"): f"{_ADMINS_ONLY}, not guests.",
    (PolicyName.RULES, "deactivated"): f"{_ADMINS_ONLY}, not deactivated accounts.",
    (PolicyName.RULES, "bot"): f"{_ADMINS_ONLY}, not apps.",
    (PolicyName.RULES, "member"): f"{_ADMINS_ONLY}.",
    (PolicyName.PLACE, "unseen"): (
        "The call would be posted in a conversation that its requester does not see. "
        "Choose another one."
    ),
    (PolicyName.PLACE, "unknown"): (
        "Slack does not say right now who sees this conversation. Try again in a minute."
    ),
    (PolicyName.SCHEDULE, "past"): TIME_PASSED,
    (PolicyName.SCHEDULE, "too_far"): "A call can be scheduled at most a year ahead.",
    (PolicyName.FRESHNESS, "stale"): (
        "Your click reached the bot late. Nothing changed; click again if you still want it."
    ),
    (PolicyName.RETRIES, "no_zone"): (
        "Nobody can say when it is night for this number, and calls are never tried again at "
        "night. Name the callee's zone: add tz=America/New_York, or theirs."
    ),
    (PolicyName.OWNERSHIP, "outsider"): f"{_NO_CHANGE}, not people of other companies.",
    (PolicyName.OWNERSHIP, "guest"): f"{_NO_CHANGE}, not guests.",
    (PolicyName.OWNERSHIP, "deactivated"): f"{_NO_CHANGE}, not deactivated accounts.",
    (PolicyName.OWNERSHIP, "bot"): f"{_NO_CHANGE}, not apps.",
    (PolicyName.RESULTS_ACCESS, "unseen"): (
        "Only people who see the conversation of this call can do that."
    ),
    (PolicyName.RESULTS_ACCESS, "shared"): (
        "This channel is shared with another company, so it gets no updates of other calls."
    ),
    (PolicyName.RESULTS_ACCESS, "outsider"): (
        "Calls are only shown to people of the workspace they were made from."
    ),
}
NOT_YOUR_FORM: Final = (
    "This form is no longer known, or somebody else opened it. Nobody was called; open a new one."
)
_UNKNOWN: Final = "Slack does not say right now who may do that. Try again in a minute."


def format_denial(policy: str, value: str) -> str:
    """Say in one sentence why a policy says no."""
    if policy == PolicyName.CALLEE:
        label = clean(value, 60)
        return (
            f"This is this account's own caller ID {label}; calling it would reach an agent, "
            "not a person."
        )
    return _SENTENCES.get((policy, value), _UNKNOWN)
