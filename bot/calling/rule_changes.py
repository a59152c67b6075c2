"""What admins choose for their team: read by everybody, changed within what the settings allow."""

from collections.abc import Mapping
from contextlib import suppress

from bot.calling.agent_directory import AgentDirectory
from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.rules import RuleChange, StoredFacts
from bot.domain.workspaces import WorkspaceId
from bot.errors import DeniedError
from bot.policies.pauses import PAUSED
from bot.policies.rule_book import RuleBook
from bot.policies.rules import Rule, RuleName
from bot.signals import Signal, Signals
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.rule_forms import build_rule_forms
from bot.ui.rules import RuleSheet


class RuleChanges:
    """Changes rules for who may; methods raise DeniedError and StoreError."""

    def __init__(
        self,
        store: Store,
        access: CallAccess,
        facts: SlackFacts,
        rule_book: RuleBook,
        agents: AgentDirectory,
        clock: Clock,
        signals: Signals,
        *,
        guard_admins: frozenset[str],
    ) -> None:
        self._store = store
        self._access = access
        self._facts = facts
        self._rule_book = rule_book
        self._agents = agents
        self._guard_admins = guard_admins
        self._clock = clock
        self._signals = signals

    async def read(self, workspace_id: WorkspaceId) -> RuleSheet:
        """Return the rules in force."""
        return await self._build_sheet(await self._store.rules.read(workspace_id))

    async def read_to_change(self, requester: Requester) -> RuleSheet:
        """Return the rules for an admin, those of the settings where a change cannot be read."""
        await self._access.require_admin(requester)
        try:
            return await self.read(requester.workspace_id)
        except DeniedError:
            return await self._build_sheet(StoredFacts())

    async def find_for_admin(self, requester: Requester) -> RuleSheet | None:
        """Return the rules for who may change them, None for others and where they are unread."""
        try:
            is_admin = await self._access.is_admin(requester)
            return await self.read(requester.workspace_id) if is_admin else None
        except DeniedError:
            return None

    async def pause(self, requester: Requester, reason: str) -> Rule[str] | None:
        """Let nobody be called any more, until an admin resumes.

        Returns the pause that there is already, which stays.
        """
        await self._access.require_restrainer(requester)
        # of rules that cannot be read nobody knows whether they pause
        with suppress(DeniedError):
            stored = await self._store.rules.read(requester.workspace_id)
            if earlier := self._rule_book.read(stored).pause:
                return earlier
        await self._write(requester, RuleName.PAUSE, {"": PAUSED}, note=reason)
        return None

    async def resume(self, requester: Requester) -> bool:
        """Let calls go on; False where they are not paused."""
        sheet = await self.read_to_change(requester)
        if sheet.rules.pause is None:
            return False
        await self._write(requester, RuleName.PAUSE, {"": None})
        return True

    async def change(
        self, requester: Requester, rule: str, values: Mapping[str, str | None]
    ) -> None:
        """Give a rule new values, by subject; they are in force for the next order."""
        await self._access.require_admin(requester)
        await self._write(requester, rule, values)

    async def _write(
        self, requester: Requester, rule: str, values: Mapping[str, str | None], *, note: str = ""
    ) -> None:
        name = await self._facts.find_name(requester)
        changes = [
            RuleChange(
                workspace_id=requester.workspace_id,
                rule=rule,
                subject=subject,
                value=value,
                set_at=self._clock.now(),
                set_by=requester.user_id,
                set_by_name=name,
                note=note,
            )
            for subject, value in values.items()
        ]
        await self._store.rules.change(changes)
        self._signals.emit(Signal.RULES_CHANGED)

    async def _build_sheet(self, stored: StoredFacts) -> RuleSheet:
        names = {agent.agent_id: agent.name for agent in self._agents.search("")}
        rules = self._rule_book.read(stored)
        return RuleSheet(
            rules=rules,
            forms=build_rule_forms(names, rules, await self._facts.list_groups()),
            admins=self._guard_admins,
        )
