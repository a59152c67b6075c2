"""Facts: what policies judge by, as Slack and the store say it; None is not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.calls import Call
from bot.domain.orders import CallerId, CallOrder
from bot.domain.rules import StoredFacts
from bot.policies.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What Slack says of a person; a flag that Slack leaves out is false, a zone may be unknown."""

    user_id: str
    name: str
    time_zone: str | None
    team_id: str
    is_deactivated: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    shown_name: str = field(default="", compare=False)
    real_name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What Slack says of a conversation; `is_shared` is with another company."""

    is_public: bool
    is_shared: bool
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """Who is in a user group; nobody knows where the app lacks the scope to read it."""

    members: frozenset[str] = frozenset()
    lacks_scope: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFacts:
    """Who wants to call, or to act on a call, and where its thread is, "" where that is open yet.

    `own_team_id` is their team as the request itself says it. `groups` are the user groups about
    which Slack was asked, by id; one that is not among them is not known.
    """

    own_team_id: str | None
    person: PersonFacts | None
    home_team_ids: frozenset[str]
    channel_id: str = ""
    groups: Mapping[str, GroupFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order to be judged at a moment, with the facts; the same at intake and at the claim.

    `person` is the requester and None where Slack could not say who that is; `own_team_id` is
    their team as the request itself says it. `sees_place` says whether they see the conversation
    of its thread, None where Slack could not say. `is_automatic` is a time that no person chose,
    `attempt` which try it is. `earlier` are the number's calls that are not over, or not for long.
    `rules` and `stored` are read in one transaction, at the claim in its own.
    """

    order: CallOrder
    moment: datetime
    received_at: datetime
    is_claim: bool
    is_automatic: bool = False
    attempt: int = 1
    home_team_ids: frozenset[str]
    own_team_id: str | None
    person: PersonFacts | None
    sees_place: bool | None
    groups: Mapping[str, GroupFacts] = field(default_factory=dict)
    caller_ids: tuple[CallerId, ...]
    rules: Rules
    stored: StoredFacts
    answered: frozenset[str] = frozenset()
    earlier: tuple[Call, ...] = ()

    @property
    def caller(self) -> CallerFacts:
        """The requester, with the conversation of the thread."""
        return CallerFacts(
            own_team_id=self.own_team_id,
            person=self.person,
            home_team_ids=self.home_team_ids,
            channel_id=self.order.channel_id,
            groups=self.groups,
        )

    @property
    def dial_at(self) -> datetime:
        """When it would be dialed: at the claim now, before that at its time if it has one."""
        due_at = None if self.is_claim else self.order.due_at
        return self.moment if due_at is None else max(due_at, self.moment)
