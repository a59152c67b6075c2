"""What the gate says, in words: who or what says no, and what helps."""

from collections.abc import Mapping
from typing import Final

from bot.policies.verdicts import Deny, PolicyName
from bot.ui.rich_text import Message, Text, build_message, clean

_MEMBERS_ONLY: Final = "Only members of this workspace can ask for calls"
_SENTENCES: Final[Mapping[tuple[PolicyName, str], str]] = {
    (PolicyName.PERMISSIONS, "outsider"): f"{_MEMBERS_ONLY}, not people of other companies.",
    (PolicyName.PERMISSIONS, "guest"): f"{_MEMBERS_ONLY}, not guests.",
    (PolicyName.PERMISSIONS, "bot"): f"{_MEMBERS_ONLY}, not apps.",
    (PolicyName.PERMISSIONS, "deactivated"): "The account of who asked for it is deactivated.",
    (PolicyName.PERMISSIONS, "unknown"): (
        "Slack does not say right now who is asking. Try again in a minute."
    ),
    (PolicyName.PLACE, "unseen"): (
        "The call would be told in a conversation that the requester does not see. "
        "Choose another one."
    ),
    (PolicyName.PLACE, "unknown"): (
        "Slack does not say right now who sees this conversation. Try again in a minute."
    ),
    (PolicyName.SCHEDULE, "past"): "This time has passed.",
    (PolicyName.SCHEDULE, "too_far"): "A call can be scheduled at most a year ahead.",
    (PolicyName.RETRIES, "no_zone"): (
        "Nobody can say when it is night for this number, and calls are never tried again at "
        "night. Name the callee's zone: add tz=America/New_York, or theirs."
    ),
    (PolicyName.OWNERSHIP, "outsider"): (
        "Only members of this workspace can change calls, not people of other companies."
    ),
    (PolicyName.OWNERSHIP, "guest"): "Only members of this workspace can change calls, not guests.",
    (PolicyName.OWNERSHIP, "bot"): "Only members of this workspace can change calls, not apps.",
    (PolicyName.RESULTS_ACCESS, "unseen"): (
        "Only people who see the conversation of this call can do that."
    ),
    (PolicyName.RESULTS_ACCESS, "outsider"): (
        "Calls are only shown to people of the workspace they were made from."
    ),
}
_UNKNOWN: Final = "Slack does not say right now who may do that. Try again in a minute."


def format_denial(denial: Deny) -> str:
    """Say in one sentence why not."""
    if denial.policy is PolicyName.CALLEE:
        label = clean(denial.value, 60)
        return (
            f"This is this account's own caller ID {label}; calling it would reach an agent, "
            "not a person."
        )
    return _SENTENCES.get((denial.policy, denial.value), _UNKNOWN)


def build_denial(denial: Deny) -> Message:
    """Say why not, and that nobody was called."""
    return build_message([[Text(f"❌ {format_denial(denial)}")], [Text("Nobody was called.")]])


def build_refused_action(denial: Deny) -> Message:
    """Say why something was not done."""
    return build_message([[Text(f"❌ {format_denial(denial)}")], [Text("Nothing changed.")]])
