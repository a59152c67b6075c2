"""What the gate says, with who or what says no, since when, and who can change it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.dial_counts import CapName
from bot.domain.workspaces import is_channel
from bot.errors import DeniedError
from bot.policies.rules import ADMINS, OPERATOR
from bot.policies.verdicts import Objection, PolicyName
from bot.ui.buttons import build_buttons
from bot.ui.commands import name_command
from bot.ui.denials import format_denial
from bot.ui.rich_text import (
    ChannelMention,
    Inline,
    Mention,
    Message,
    build_message,
    clean,
    write_moment,
)

ASK_ADMIN: Final = "ask_admin"
NO_ADMIN_TOLD: Final = "I could not reach an admin. Please ask one yourself."
NEAR_CAP: Final = "At the cap, calls are refused; “/call rules” says who can change it."
NOT_YOUR_FORM: Final = (
    "This form is no longer known, or somebody else opened it. Nobody was called; open a new one."
)
# the setting that holds a policy's ceiling
_SETTINGS: Final[Mapping[str, str]] = {
    PolicyName.COUNTRY: "ALLOWED_COUNTRIES",
    PolicyName.QUIET_HOURS: "QUIET_HOURS",
    PolicyName.CONSENT: "CONSENT",
    PolicyName.CALLERS: "CALLERS",
    PolicyName.CALL_CHANNELS: "CALL_CHANNELS",
}
_STANDING_SETTINGS: Final[Mapping[str, str]] = {"guest": "GUESTS", "outsider": "SHARED_CHANNELS"}
_ADMINS_CHANGE: Final = "an admin can change it with “/call rules”"
_CAP_SETTINGS: Final[Mapping[str, str]] = {
    CapName.NUMBER: "MAX_CALLS_PER_NUMBER_PER_DAY",
    CapName.PERSON: "MAX_CALLS_PER_PERSON_PER_DAY",
    CapName.WORKSPACE: "MAX_CALLS_PER_DAY",
}
_CHANGES: Final[Mapping[str, tuple[str, str]]] = {
    PolicyName.DO_NOT_CALL: ("added", "an admin can take it off with “/call dnc remove”"),
    PolicyName.PAUSE: ("done", "an admin can let calls go on with “/call resume”"),
}


def format_verdict(said: Objection | DeniedError) -> str:
    """Say why a policy says no, since when and by whom, and who can change that."""
    return format_denial(said.policy, said.value, said.details) + _format_origin(said)


def build_ways_on(said: Objection | DeniedError) -> list[Block]:
    """Build the buttons that help against a refusal, beside what stands in its question."""
    if said.who_can_change != ADMINS:
        return []
    subject = said.details[0] if said.policy == PolicyName.DO_NOT_CALL else said.value
    return build_buttons("", [("Ask an admin", ASK_ADMIN, f"{said.policy} {subject}")])


def build_asked(admins: Sequence[str]) -> Message:
    """Say which admins, or in which channel they, were asked."""
    if not admins:
        return build_message([[NO_ADMIN_TOLD]])
    line: list[Inline] = ["👋 Asked:"]
    for each in admins:
        is_place = is_channel(each)
        line += [" ", ChannelMention(channel_id=each) if is_place else Mention(user_id=each)]
    return build_message([line])


def build_near_cap(dials: int, cap: int) -> Message:
    """Tell admins that the workspace has used most of its cap."""
    return build_message([[f"⚠️ Calls in 24 hours: {dials} of {cap}. {name_command(NEAR_CAP)}"]])


def name_setter(name: str | None) -> str:
    """Say who set something; what has no name was a result of a call."""
    return f"@{clean(name, 60)}" if name else "the result of a call"


def format_setting(name: str | None, since: datetime) -> str:
    """Say who set something, and when."""
    return f"{name_setter(name)} on {write_moment(since)}"


def _format_origin(said: Objection | DeniedError) -> str:
    """Say who set a rule of the team and who can change it; nothing of a rule of the program."""
    if said.who_can_change == OPERATOR:
        by_value = {**_CAP_SETTINGS, **_STANDING_SETTINGS}
        setting = _SETTINGS.get(said.policy) or by_value.get(said.value, "")
        return f" That is the setting {setting}; only whoever runs the bot can change it."
    if said.who_can_change != ADMINS:
        return ""
    if said.since is None or said.set_by is None:
        return f" That is the default; {name_command(_ADMINS_CHANGE)}."
    did, can_change = _CHANGES.get(said.policy, ("set", _ADMINS_CHANGE))
    setting = format_setting(said.set_by, said.since)
    return f" That was {did} by {setting}; {name_command(can_change)}."
