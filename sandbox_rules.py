"""The rules of the sandbox's team, which show what a call may be refused or asked about for."""

from typing import Final

from bot.domain.rules import RuleChange
from bot.domain.time_zones import FLORIDA
from bot.domain.workspaces import WorkspaceId
from bot.policies.rules import Need, Opening, RuleName
from bot.store.interface import Store
from sandbox import Sandbox
from sandbox.slack.people import TEAM_ID

# the seed's numbers dial at any hour; Florida is quiet but for a minute, and of a Russian mobile
# number nobody can say in which of its zones it is
_RULES: Final = (
    (RuleName.QUIET_HOURS, FLORIDA, "08:01-08:00"),
    (RuleName.COUNTRY, "RU", Opening.OPEN),
    (RuleName.QUIET_HOURS, "RU", "06:00-12:00;18:00-00:00"),
    (RuleName.COUNTRY, "FR", Opening.OPEN),
    (RuleName.CONSENT, "FR", Need.REQUIRED),
)


async def set_sandbox_rules(store: Store, sandbox: Sandbox) -> None:
    """Have the sandbox's admin choose its rules; raises StoreError."""
    changes = [
        RuleChange(
            workspace_id=WorkspaceId(TEAM_ID),
            rule=rule,
            subject=subject,
            value=value,
            set_at=sandbox.clock.now(),
            set_by="U0DANA",
            set_by_name="dana",
        )
        for rule, subject, value in _RULES
    ]
    await store.rules.change(changes)
