"""What the sandbox's team allows, which shows what a call may be refused or asked about for."""

from typing import Final

from bot.domain.phone_numbers import E164
from bot.domain.rules import COUNTRY_PREFIX, RuleChange
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.domain.time_zones import FLORIDA
from bot.domain.workspaces import WorkspaceId
from bot.policies.rules import Approval, Need, Opening, RuleName
from bot.store.interface import Store
from bot.store.records import AuditEntry
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
    (RuleName.COUNTRY, "ES", Opening.OPEN),
    (RuleName.COUNTRY, "DE", Opening.OPEN),
    (RuleName.APPROVAL, f"{COUNTRY_PREFIX}DE", Approval.NEEDED),
)
_NOT_CALLED: Final = E164("+12025556543")
_WHY: Final = "asked us not to call"
_WORKSPACE: Final = WorkspaceId(TEAM_ID)
_ADMIN_ID: Final = "U0DANA"
_ADMIN_NAME: Final = "dana"


async def set_sandbox_rules(store: Store, sandbox: Sandbox) -> None:
    """Have the sandbox's admin choose its rules; raises StoreError."""
    now = sandbox.clock.now()
    changes = [
        RuleChange(
            workspace_id=_WORKSPACE,
            rule=rule,
            subject=subject,
            value=value,
            set_at=now,
            set_by=_ADMIN_ID,
            set_by_name=_ADMIN_NAME,
        )
        for rule, subject, value in _RULES
    ]
    await store.rules.change(changes)
    suppression = Suppression(
        workspace_id=_WORKSPACE,
        number=_NOT_CALLED,
        scope=SuppressionScope.ALL,
        reason=_WHY,
        added_at=now,
        added_by=_ADMIN_ID,
        added_by_name=_ADMIN_NAME,
    )
    audit = AuditEntry(at=now, workspace_id=_WORKSPACE, user_id=_ADMIN_ID, action="dnc_add")
    await store.suppressions.add(suppression, at=now, reason=_WHY, audit=audit)
