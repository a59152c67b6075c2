"""What has to be known of a call's variables before anybody is called, and is asked about."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cachetools import TTLCache

from bot.calling.agent_directory import AgentDirectory
from bot.clock import Clock
from bot.domain.callee_names import find_callee_name
from bot.domain.countries import list_regions
from bot.domain.drafts import CallDraft, WaitingDraft
from bot.domain.languages import find_unusual_country
from bot.domain.orders import CallOrder
from bot.domain.variables import (
    LikelyOption,
    VariableDoubt,
    find_likely_options,
    find_missing,
    find_unknown,
)
from bot.errors import VoicyError
from bot.parsing.times import complete_time, find_zone
from bot.policies.verdicts import PolicyName
from bot.store.interface import Store
from bot.voicy import AgentVariable

# an ordinary call does not wait longer for an API that does not answer
_LOOK_UP_SECONDS: Final = 1.5
_NOTE_SECONDS: Final = 0.5
_DAY_SECONDS: Final = 86_400.0
_REMEMBERED: Final = 5_000
_log = logging.getLogger(__name__)


class VariableCheck:
    """Compares what a call is given with what its agent declares."""

    def __init__(self, store: Store, agents: AgentDirectory, clock: Clock) -> None:
        self._store = store
        self._agents = agents
        # whom an agent's language was asked about: person and agent
        self._asked_about = TTLCache[tuple[str, str], None](
            _REMEMBERED, _DAY_SECONDS, timer=lambda: clock.now().timestamp()
        )

    async def note_variables(self, order: CallOrder) -> CallOrder:
        """Return the order with what it lacks and the callee's name among what it has.

        An agent is not asked for again for that.
        """
        agent_id = order.agent_id or await self._store.calls.find_own_agent(order.from_number)
        declared = self._agents.remembered_variables(agent_id) if agent_id else ()
        if declared is None and agent_id and order.agent_id is None:
            declared = await self._look_up(agent_id, seconds=_NOTE_SECONDS)
        agent = self._agents.find(agent_id)
        descriptions = {each.name: each.description for each in declared or ()}
        greeting = agent.greeting if agent else ""
        return replace(
            order,
            missing_variables=_list_missing(order, declared or ()),
            callee_name=find_callee_name(order.variables, descriptions, greeting),
        )

    async def ask(self, draft: CallDraft, order: CallOrder) -> WaitingDraft | None:
        """Return the draft that its requester has to decide about, once; None where all is clear.

        Its agent and its caller ID are settled.
        """
        if PolicyName.VARIABLES in draft.answered:
            return None
        doubt = await self.find_doubt(order, has_seen_fields=draft.has_seen_fields)
        if not doubt:
            return None
        settled = replace(
            draft,
            from_text=order.from_number,
            agent_text=None,
            agent_id=order.agent_id,
            agent_name=order.agent_name,
        )
        return WaitingDraft(
            draft=replace(settled, at_text=None, due_at=order.due_at),
            policy=PolicyName.VARIABLES,
            doubt=doubt,
            corrected=_correct(settled, doubt.options) if doubt.options else None,
        )

    async def find_doubt(self, order: CallOrder, *, has_seen_fields: bool) -> VariableDoubt:
        """Return what the requester has to be asked; nothing where the agent cannot be looked up.

        Where nobody chose the agent, only likely options are asked about. Who has seen a field and
        left it empty, or wrote beside the fields what is like none of them, is not asked.
        """
        if order.agent_id is None:
            return await self._doubt_options(order)
        declared = await self._look_up(order.agent_id)
        names = [each.name for each in declared or ()]
        options = find_likely_options(order.variables, names)
        doubt = self._doubt_language(order, VariableDoubt(agent_name=order.agent_name or ""))
        if declared is None:
            return replace(doubt, options=options)
        odd = {each.name for each in options}
        given = [name for name in order.variables if name not in odd]
        free = [name for name in names if name not in order.variables]
        unknown = find_unknown(given, names, free)
        meant = {likeliest for _, likeliest in unknown}
        missing = [name for name in _list_missing(order, declared) if name not in meant]
        if has_seen_fields:
            unknown, missing = tuple(each for each in unknown if each[1]), []
        return replace(doubt, unknown=unknown, missing=tuple(missing), options=options)

    async def _doubt_options(self, order: CallOrder) -> VariableDoubt:
        options = find_likely_options(order.variables, ())
        if options:
            own = await self._store.calls.find_own_agent(order.from_number)
            declared = (await self._look_up(own) if own else None) or ()
            options = find_likely_options(order.variables, [each.name for each in declared])
        return VariableDoubt(options=options)

    async def _look_up(
        self, agent_id: str, *, seconds: float = _LOOK_UP_SECONDS
    ) -> tuple[AgentVariable, ...] | None:
        try:
            async with asyncio.timeout(seconds):
                return await self._agents.variables(agent_id)
        except (VoicyError, TimeoutError) as exc:
            _log.warning("agent %s: variables not checked: %s", agent_id, type(exc).__name__)
            return self._agents.remembered_variables(agent_id)

    def _doubt_language(self, order: CallOrder, doubt: VariableDoubt) -> VariableDoubt:
        agent = self._agents.find(order.agent_id)
        if agent is None or not agent.language:
            return doubt
        country = find_unusual_country(agent.language, list_regions(order.to_number))
        about = (order.requested_by, agent.agent_id)
        if not country or about in self._asked_about:
            return doubt
        self._asked_about[about] = None
        return replace(doubt, language=agent.language, country=country)


def _correct(draft: CallDraft, options: Sequence[LikelyOption]) -> CallDraft | None:
    """Return the draft with its likely options as options; None where one of them cannot be."""
    meant = {each.option: each.value for each in options}
    names = {each.name for each in options}
    zone = find_zone(meant["tz"]) if "tz" in meant else draft.callee_time_zone
    has_time = draft.at_text is not None or draft.due_at is not None
    is_time_clear = "at" not in meant or (not has_time and complete_time(meant["at"]))
    is_zone_clear = "tz" not in meant or zone
    if "" in meant or len(meant) < len(options) or not (is_time_clear and is_zone_clear):
        return None
    return replace(
        draft,
        variables={name: value for name, value in draft.variables.items() if name not in names},
        at_text=meant.get("at", draft.at_text),
        callee_time_zone=zone,
        zone_text=meant.get("tz", draft.zone_text),
    )


def _list_missing(order: CallOrder, declared: Sequence[AgentVariable]) -> tuple[str, ...]:
    return find_missing(order.variables, [each.name for each in declared if not each.default])
