"""What the fields of agents' results mean to a team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.workspaces import Sight, WorkspaceId
from bot.store.records import AgentMapping, AuditEntry, ListKey


class Meanings(Protocol):
    """The mappings of agents' results, and the calls that are still to be read with a new one."""

    async def of(self, workspace_id: WorkspaceId) -> Mapping[str, AgentMapping]:
        """Return the mappings of a workspace by agent id."""

    async def set(self, mapping: AgentMapping, *, audit: AuditEntry) -> None:
        """Write a mapping and its audit down in place of the one before; none of it is no mapping.

        Results that come from now on are read with it at once, older ones by `read_again`.
        """

    async def seen_values(
        self, agent_id: str, lists: Sequence[ListKey], *, sight: Sight
    ) -> Mapping[str, tuple[str, ...]]:
        """Return the fields of an agent's newest results, each with its short values."""

    async def read_again(self, *, at: datetime) -> bool:
        """Read some older results with a mapping that is new; False where none is left.

        Nobody is called for what they say, no channel is told, and only messages of the last hour
        are edited.
        """
