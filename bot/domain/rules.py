"""Rules: what a team's admins chose for its calls, each change kept with who made it and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.dial_counts import CapName, DialCount, DialTraffic
from bot.domain.suppressions import Suppression
from bot.domain.workspaces import WorkspaceId

# what stands before a country or an agent among the subjects of a rule about other things, too
COUNTRY_PREFIX: Final = "country:"
AGENT_PREFIX: Final = "agent:"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """A value that an admin gave to a rule; `subject` is what it is about, such as a country.

    Without a value the rule is again as the settings have it. `note` is why, in the person's words.
    """

    workspace_id: WorkspaceId
    rule: str
    subject: str = ""
    value: str | None
    set_at: datetime
    set_by: str
    set_by_name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFacts:
    """What the store holds that policies judge an order by, read in one transaction.

    `changes` are the latest of each rule and subject. `rules_version` grows with each change; 1 is
    the settings alone. `suppressions` are of its number; `own_agent_id` is who talks where the
    order names no agent, None where that is not known yet. `dials` count the last 24 hours;
    `is_number_live` says that another call to its number is not over, `has_called_country`
    that its requester called its country before; `traffic` is of all.
    """

    rules_version: int = 1
    changes: tuple[RuleChange, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    own_agent_id: str | None = None
    dials: Mapping[str, DialCount] = field(
        default_factory=lambda: dict.fromkeys(CapName, DialCount())
    )
    is_number_live: bool = False
    traffic: DialTraffic = DialTraffic()  # noqa: RUF009 - frozen
    has_called_country: bool = False
