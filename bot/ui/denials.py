"""Why a policy says no, in one sentence."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.countries import add_article
from bot.domain.number_kinds import OPENABLE
from bot.domain.rules import AGENT_PREFIX
from bot.domain.suppressions import SuppressionScope
from bot.policies.rules import EVERY_CALL
from bot.policies.verdicts import PolicyName
from bot.ui.commands import name_command
from bot.ui.labels import choose_form, join_words
from bot.ui.rich_text import clean
from bot.ui.subjects import (
    CAP_NAMES,
    format_quiet_time,
    name_approval,
    name_country,
    name_number_kind,
    write_country,
)

TIME_PASSED: Final = "This time has passed."
_MEMBERS_ONLY: Final = "Only members of this workspace can request calls"
_NO_ACTION: Final = "Only members of this workspace can do this"
_ADMINS_ONLY: Final = "Only admins of this workspace can do that"
_SENTENCES: Final[Mapping[tuple[str, str], str]] = {
    (PolicyName.PERMISSIONS, "outsider"): f"{_MEMBERS_ONLY}, not people of other companies.",
    (PolicyName.PERMISSIONS, "guest"): "Guests cannot request calls here.",
    (PolicyName.PERMISSIONS, "bot"): f"{_MEMBERS_ONLY}, not apps.",
    (
        PolicyName.PERMISSIONS,
        "deactivated",
    ): "The account of whoever requested this call is deactivated.",
    (PolicyName.PERMISSIONS, "unknown"): (
        "Slack does not say right now who you are. Try again in a minute."
    ),
    (PolicyName.CALLERS, "unknown"): (
        "Slack does not say right now who is in the user groups that may call. "
        "Try again in a minute."
    ),
    (PolicyName.CALLERS, "no_scope"): (
        "Who may call depends on user groups, and Slack does not let this app read them: whoever "
        "runs the bot has to grant usergroups:read and reinstall it."
    ),
    (PolicyName.APPROVAL, "own"): "You cannot approve a call that you requested.",
    (PolicyName.APPROVAL, "off"): (
        "Nobody approves calls here: APPROVERS is off, and only whoever runs the bot can set it."
    ),
    (PolicyName.APPROVAL, "member"): "Only those whom APPROVERS names can approve calls.",
    (PolicyName.APPROVAL, "no_admin"): "Only admins of this workspace can approve calls.",
    (PolicyName.APPROVAL, "guest"): "Guests cannot approve calls.",
    (PolicyName.APPROVAL, "outsider"): "People of other companies cannot approve calls.",
    (PolicyName.APPROVAL, "deactivated"): "Deactivated accounts cannot approve calls.",
    (PolicyName.APPROVAL, "bot"): "Apps cannot approve calls.",
    (PolicyName.APPROVAL, "unknown"): (
        "Slack does not say right now who you are. Try again in a minute."
    ),
    (PolicyName.RULES, "unreadable"): (
        "A rule that an admin set cannot be read, so nobody is called until it is set anew. "
        "Admins see which one with “/call rules”."
    ),
    (PolicyName.RULES, "outsider"): f"{_ADMINS_ONLY}, not people of other companies.",
    (PolicyName.RULES, "guest"): f"{_ADMINS_ONLY}, not guests.",
    (PolicyName.RULES, "deactivated"): f"{_ADMINS_ONLY}, not deactivated accounts.",
    (PolicyName.RULES, "bot"): f"{_ADMINS_ONLY}, not apps.",
    (PolicyName.RULES, "member"): f"{_ADMINS_ONLY}.",
    (PolicyName.PLACE, "unseen"): (
        "The call would be posted in a conversation that its requester cannot see. "
        "Choose another one."
    ),
    (PolicyName.PLACE, "unknown"): (
        "Slack does not say right now who sees this conversation. Try again in a minute."
    ),
    (PolicyName.SCHEDULE, "past"): TIME_PASSED,
    (PolicyName.SCHEDULE, "over"): "This call is not to be dialed any more. Nothing changed.",
    (PolicyName.SCHEDULE, "too_far"): "A call can be scheduled at most a year ahead.",
    (PolicyName.FRESHNESS, "stale"): (
        "Your click reached the bot late. Nothing changed; click again if you still want it."
    ),
    (PolicyName.QUIET_HOURS, "no_zone"): (
        "The bot cannot tell when it is night for this number: the number has no country, and your "
        "Slack profile has no time zone. Set one there, or add one such as tz=America/New_York."
    ),
    (PolicyName.UNTIL, "too_early"): (
        "The time after which nobody is dialed has to be later than the time of the call."
    ),
    (PolicyName.OWNERSHIP, "outsider"): f"{_NO_ACTION}, not people of other companies.",
    (PolicyName.OWNERSHIP, "guest"): f"{_NO_ACTION}, not guests.",
    (PolicyName.OWNERSHIP, "deactivated"): f"{_NO_ACTION}, not deactivated accounts.",
    (PolicyName.OWNERSHIP, "bot"): f"{_NO_ACTION}, not apps.",
    (PolicyName.RESULTS_ACCESS, "unseen"): (
        "Only people who can see the conversation of this call can do that."
    ),
    (PolicyName.RESULTS_ACCESS, "shared"): (
        "This channel is shared with another company, so it gets no updates of other calls."
    ),
    (PolicyName.RESULTS_ACCESS, "outsider"): (
        "Calls are only shown to people of the workspace they were made from."
    ),
}
_UNKNOWN: Final = "Slack does not say right now who may do that. Try again in a minute."
CAPPED: Final = "The cap for {calls} in 24 hours is {cap}, and it is reached."
TWO_AT_ONCE: Final = (
    "Another call of this workspace to this number is not over, and nobody is called by two at "
    "once."
)
PERHAPS_CAPPED: Final = (
    "The cap for {calls} in 24 hours is {cap}. A dial whose answer is not known yet decides "
    "whether it is reached; that should be known at {next_at}."
)
_MOST_NAMED: Final = 5


def format_denial(policy: str, value: str, details: tuple[str, ...] = ()) -> str:
    """Say in one sentence why a policy says no."""
    word = _WORDS.get(policy)
    if word is None or (policy, value) in _SENTENCES:
        return name_command(_SENTENCES.get((policy, value), _UNKNOWN))
    return word(value, details)


def _say_own_number(value: str, details: tuple[str, ...]) -> str:
    return (
        f"This number is one of your own caller IDs, {clean(value, 60)}; calling it would reach an "
        "agent, not a person."
    )


def _say_callers(value: str, details: tuple[str, ...]) -> str:
    people, groups = (int(each) for each in details)
    named = [
        choose_form(people, "one person", "{} people") if people else "",
        choose_form(groups, "one user group", "{} user groups") if groups else "",
    ]
    return (
        f"Only {join_words([*filter(None, named)])} can request calls here, and whoever requested "
        "this one is not among them."
    )


def _say_call_channels(value: str, details: tuple[str, ...]) -> str:
    where = choose_form(int(details[0]), "one channel", "{} channels")
    return name_command(
        f"Calls can be requested only in {where}, and not in this one: “/call rules” has the list."
    )


def _say_approval(value: str, details: tuple[str, ...]) -> str:
    named = join_words([name_approval(each) for each in value.split(",")])
    return f"Somebody else has to approve this call within 24 hours: {named} need that here."


def _say_country(value: str, details: tuple[str, ...]) -> str:
    if len(details) > _MOST_NAMED:
        is_open = f"{len(details)} other countries are open"
    else:
        named = join_words([add_article(name) for name in sorted(map(name_country, details))])
        is_open = f"open: {named}" if named else "no country is open"
    return f"Calls to {write_country(value)} are closed here; {is_open}."


def _say_number_kind(value: str, details: tuple[str, ...]) -> str:
    never = "is closed here" if value in OPENABLE else "is never called"
    return f"This is {name_number_kind(value)}, which {never}."


def _say_do_not_call(value: str, details: tuple[str, ...]) -> str:
    purpose = "" if value == SuppressionScope.ALL else " for marketing"
    why = f": {clean(details[1], 200)}" if details[1:] and details[1] else ""
    return f"This number is on the do-not-call list{purpose}{why}."


def _say_pause(value: str, details: tuple[str, ...]) -> str:
    why = f": {clean(details[0], 200)}" if details and details[0] else ""
    return f"All calls are paused{why}."


def _say_cap(value: str, details: tuple[str, ...]) -> str:
    if value == "live":
        return TWO_AT_ONCE
    cap, next_at, *doubt = details
    if doubt:
        return PERHAPS_CAPPED.format(calls=CAP_NAMES[value], cap=cap, next_at=next_at)
    return f"{CAPPED.format(calls=CAP_NAMES[value], cap=cap)} The next is possible at {next_at}."


def _say_quiet_hours(value: str, details: tuple[str, ...]) -> str:
    return f"quiet hours there are {format_quiet_time(value)}."


def _say_consent(value: str, details: tuple[str, ...]) -> str:
    calls = f"Calls to {write_country(value)} need"
    if value == EVERY_CALL:
        calls = "Every call here needs"
    elif value.startswith(AGENT_PREFIX):
        calls = "Calls by this agent need"
    return f"{calls} a basis, such as what the person agreed to."


def _say_end(value: str, details: tuple[str, ...]) -> str:
    return f"it was wanted until {value}, which has passed"


_WORDS: Final[Mapping[str, Callable[[str, tuple[str, ...]], str]]] = {
    PolicyName.APPROVAL: _say_approval,
    PolicyName.CALLEE: _say_own_number,
    PolicyName.CALLERS: _say_callers,
    PolicyName.CALL_CHANNELS: _say_call_channels,
    PolicyName.COUNTRY: _say_country,
    PolicyName.NUMBER_KIND: _say_number_kind,
    PolicyName.DO_NOT_CALL: _say_do_not_call,
    PolicyName.PAUSE: _say_pause,
    PolicyName.CAP: _say_cap,
    PolicyName.QUIET_HOURS: _say_quiet_hours,
    PolicyName.UNTIL: _say_end,
    PolicyName.CONSENT: _say_consent,
}
