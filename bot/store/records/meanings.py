"""Which fields of a result mean what."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.meanings import ResultMapping
from bot.domain.workspaces import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMapping:
    """The mapping of an agent's results, and who made it when."""

    workspace_id: WorkspaceId
    agent_id: str
    mapping: ResultMapping
    set_by: str
    set_at: datetime
