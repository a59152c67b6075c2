"""The account's agents, kept in memory so that a form never waits for the API."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from bot.clock import Clock
from bot.domain.agents import find_shared_names, fold_name, is_called
from bot.errors import InputError, VoicyError
from bot.ui.agent_list import NO_ACTIVE_AGENTS
from bot.voicy import Agent, AgentVariable, Priority, VoicyClient

_FRESH_SECONDS: Final = 300.0
# an agent that nobody finds may have got its name since the list was read
_MISSED_SECONDS: Final = 10.0
_SHOWN_CHOICES: Final = 20
_LOOK_UP_SECONDS: Final = 4.0
_log = logging.getLogger(__name__)


class AgentDirectory:
    """A cache of agent-list and agent-get: answers at once with what it has, asks in between."""

    def __init__(self, voicy: VoicyClient, clock: Clock) -> None:
        self._voicy = voicy
        self._clock = clock
        self._agents: tuple[Agent, ...] = ()
        self._listed_at: float | None = None
        self._whole: dict[str, Agent] = {}
        self._fresh: set[str] = set()
        self._asking = asyncio.Lock()

    @property
    def is_known(self) -> bool:
        """Say whether the list was ever read."""
        return self._listed_at is not None

    def search(self, text: str) -> tuple[Agent, ...]:
        """Return the active agents whose name contains `text`, best first; never waits."""
        typed = text.strip().casefold()
        found = [agent for agent in self._agents if agent.is_active and _matches(agent, typed)]
        return tuple(sorted(found, key=lambda agent: not agent.name.casefold().startswith(typed)))

    def name_of(self, agent_id: str | None) -> str | None:
        """Return the name of an agent as far as it is known."""
        agent = self.find(agent_id)
        return agent.name if agent else None

    def name_for(self, typed: str | None) -> str | None:
        """Return the name of the agent whose id was typed, anything else as it was typed."""
        return self.name_of(typed) or typed

    @property
    def shared_names(self) -> frozenset[str]:
        """Return the folded names by which no single agent can be chosen."""
        return find_shared_names(agent.name for agent in self.search(""))

    async def list(self, *, fresh_seconds: float = _FRESH_SECONDS) -> tuple[Agent, ...]:
        """Return all active agents, asking the API where the cache is old; raises VoicyError."""
        await self.refresh(fresh_seconds=fresh_seconds)
        return self.search("")

    async def refresh(self, *, fresh_seconds: float = _FRESH_SECONDS) -> None:
        """Ask the API where the cache is old; raises VoicyError where there is no cache at all."""
        async with self._asking:
            now = self._clock.monotonic()
            if self._listed_at is not None and now - self._listed_at < fresh_seconds:
                return
            try:
                found = await self._voicy.list_agents()
            except VoicyError as exc:
                if self._listed_at is None:
                    raise
                _log.warning("agents stay as they were: %s", exc)
                return
            self._agents = tuple(sorted(found, key=lambda agent: agent.name.casefold()))
            self._listed_at = now
            self._fresh.clear()

    def find(self, agent_id: str | None) -> Agent | None:
        """Return an agent as far as it is known."""
        return next((agent for agent in self._agents if agent.agent_id == agent_id), None)

    def known_variables(self, agent_id: str) -> tuple[AgentVariable, ...] | None:
        """Return the variables an agent declares, None where they were not asked for yet."""
        return self.remembered_variables(agent_id) if agent_id in self._fresh else None

    def remembered_variables(self, agent_id: str) -> tuple[AgentVariable, ...] | None:
        """Return the variables an agent declared when it was asked for last, however long ago."""
        whole = self._whole.get(agent_id)
        return whole.variables if whole else None

    def remembered_fields(self, agent_id: str) -> tuple[AgentVariable, ...]:
        """Return the fields an agent declared of its results when it was asked for last."""
        whole = self._whole.get(agent_id)
        return whole.result_fields if whole else ()

    async def variables(
        self, agent_id: str, *, priority: Priority = Priority.LOOKUP
    ) -> tuple[AgentVariable, ...]:
        """Return the variables an agent declares; raises VoicyError."""
        if agent_id not in self._fresh:
            agent = await self._voicy.get_agent(agent_id, priority=priority)
            # the list has no greetings
            self._agents = tuple(
                agent if each.agent_id == agent_id else each for each in self._agents
            )
            self._whole[agent_id] = agent
            self._fresh.add(agent_id)
        return self._whole[agent_id].variables

    async def look_up(self, agent_ids: Sequence[str]) -> None:
        """Ask for the variables of several agents, as far as that is quickly done.

        It is nobody's call, so it never touches what the request budget keeps for those.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                await asyncio.gather(*map(self._look_up_one, agent_ids))

    async def _look_up_one(self, agent_id: str) -> None:
        try:
            await self.variables(agent_id, priority=Priority.DETAIL)
        except VoicyError as exc:
            _log.warning("agent %s: variables unknown: %s", agent_id, exc)

    async def choose(self, typed: str) -> Agent:
        """Find the agent a person named by id, name or an unambiguous beginning.

        The beginning of the whole name goes before that of a word in it. Raises InputError naming
        the choices, VoicyError where the agents cannot be asked for.
        """
        agents = await self.list()
        found = _find_called(agents, typed)
        if not found:
            agents = await self.list(fresh_seconds=_MISSED_SECONDS)
            found = _find_called(agents, typed)
        if len(found) == 1:
            return found[0]
        raise InputError(_explain(typed, found, agents, self.shared_names), field="agent")


def _find_called(agents: Sequence[Agent], typed: str) -> Sequence[Agent]:
    text = fold_name(typed).strip()
    names = {agent.agent_id: fold_name(agent.name).strip() for agent in agents}
    return (
        [agent for agent in agents if text == fold_name(agent.agent_id)]
        or [agent for agent in agents if text == names[agent.agent_id]]
        or [agent for agent in agents if names[agent.agent_id].startswith(text)]
        or [agent for agent in agents if is_called(agent.name, text)]
    )


def _explain(
    typed: str, found: Sequence[Agent], agents: Sequence[Agent], shared_names: frozenset[str]
) -> str:
    """Say why no single agent is meant, and what to type: an id where a name does not do."""
    shown = (found or agents)[:_SHOWN_CHOICES]
    names = {fold_name(agent.name).strip() for agent in found}
    if len(names) == 1:
        ids = ", ".join(agent.agent_id for agent in shown)
        return f"There are several agents “{found[0].name.strip()}”. Use the id of one: {ids}."
    choices = ", ".join(_write_choice(agent, shared_names) for agent in shown)
    if found:
        return f"“{typed}” matches {choices}. Type more of the name."
    advice = f"The agents are {choices}." if choices else NO_ACTIVE_AGENTS
    return f"There is no agent “{typed}”. {advice}"


def _write_choice(agent: Agent, shared_names: frozenset[str]) -> str:
    is_shared = fold_name(agent.name).strip() in shared_names
    return f"“{agent.name.strip()}”" + (f" ({agent.agent_id})" if is_shared else "")


def _matches(agent: Agent, typed: str) -> bool:
    return typed in agent.name.casefold() or typed == agent.agent_id.casefold()
