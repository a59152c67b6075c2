"""The account's agents, kept in memory so that a form never waits for the API."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from bot.clock import Clock
from bot.domain.agents import is_called
from bot.errors import InputError, VoicyError
from bot.ui.agent_list import NO_ACTIVE_AGENTS
from bot.voicy import Agent, AgentVariable, Priority, VoicyClient

_FRESH_SECONDS: Final = 300.0
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

    async def list(self) -> tuple[Agent, ...]:
        """Return all active agents, asking the API where the cache is old; raises VoicyError."""
        await self.refresh()
        return self.search("")

    async def refresh(self) -> None:
        """Ask the API where the cache is old; raises VoicyError where there is no cache at all."""
        async with self._asking:
            now = self._clock.monotonic()
            if self._listed_at is not None and now - self._listed_at < _FRESH_SECONDS:
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
        text = typed.strip().casefold()
        by_id = [agent for agent in agents if text == agent.agent_id.casefold()]
        exact = by_id or [agent for agent in agents if text == agent.name.casefold()]
        found = (
            exact
            or [agent for agent in agents if agent.name.casefold().startswith(text)]
            or [agent for agent in agents if is_called(agent.name, text)]
        )
        if len(found) == 1:
            return found[0]
        names = ", ".join(f"“{agent.name}”" for agent in (found or agents)[:20])
        if exact:
            ids = ", ".join(agent.agent_id for agent in exact[:20])
            sentence = f"There are several agents “{typed}”. Use the id of one: {ids}."
        elif found:
            sentence = f"“{typed}” matches {names}. Type more of the name."
        else:
            choices = f"The agents are {names}." if names else NO_ACTIVE_AGENTS
            sentence = f"There is no agent “{typed}”. {choices}"
        raise InputError(sentence, field="agent")


def _matches(agent: Agent, typed: str) -> bool:
    return typed in agent.name.casefold() or typed == agent.agent_id.casefold()
