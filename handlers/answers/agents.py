"""The list of agents: what each wants to know, looked up page by page."""

from typing import Final

from bot.domain.requesters import Requester
from bot.messaging.replies import Reply
from bot.ui.agent_list import build_agents
from handlers.context import Services

# each agent may cost a request of the account's sixty a minute
_PAGE_AGENTS: Final = 8


async def show_agents(
    services: Services, requester: Requester, *, start: int, reply: Reply
) -> None:
    """Answer with one page of the active agents, counted from 0; raises CallBotError."""
    await services.access.require_viewer(requester)
    agents = await services.agents.list()
    page = agents[start : start + _PAGE_AGENTS]
    await services.agents.look_up([agent.agent_id for agent in page])
    described = [services.agents.find(agent.agent_id) or agent for agent in page]
    has_next = start + _PAGE_AGENTS < len(agents)
    is_member = await services.access.is_member(requester)
    await reply(
        build_agents(
            [(agent, services.agents.known_variables(agent.agent_id)) for agent in described],
            company=services.workspace.company,
            shared_names=services.agents.shared_names,
            mappings=await services.store.meanings.of(requester.workspace_id) if is_member else {},
            is_admin=await services.access.is_admin(requester),
            previous_start=max(0, start - _PAGE_AGENTS) if start else None,
            next_start=start + _PAGE_AGENTS if has_next else None,
        )
    )
