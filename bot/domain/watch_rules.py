"""Which finished calls a channel that watches wants to hear of."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.agents import fold_name, is_called
from bot.domain.statuses import UNDIALED


@dataclass(frozen=True, slots=True)
class WatchRule:
    """Calls of some outcomes, or all that were dialed; of an agent, or of all."""

    outcomes: frozenset[str] | None
    agent: str

    @classmethod
    def of(cls, outcomes: frozenset[str] | None, agent: str | None) -> "WatchRule":
        """Return the rule, however its agent was typed."""
        return cls(outcomes or None, fold_name(agent or ""))

    def encode(self) -> str:
        """Return the text by which a rule is known; an earlier program reads it, too."""
        return json.dumps([sorted(self.outcomes) if self.outcomes else None, self.agent])

    @classmethod
    def decode(cls, text: str) -> "WatchRule":
        """Read what `encode` wrote."""
        outcomes, agent = json.loads(text)
        return cls(frozenset(outcomes) if outcomes else None, agent)

    def is_about(self, status: str, outcomes: Collection[str], agent_name: str | None) -> bool:
        """Say whether it asks for a call that ended so, with this agent."""
        if self.outcomes is None:
            # whoever watches all calls wants those for which somebody's phone may have rung
            is_meant = status not in UNDIALED
        else:
            is_meant = not self.outcomes.isdisjoint({status, *outcomes})
        return is_meant and is_called(agent_name, self.agent)
