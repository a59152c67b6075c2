"""The list of agents: what each wants to know, looked up page by page."""

from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.ui.agent_list import NEXT_AGENTS, PREVIOUS_AGENTS, DescribedAgent, build_agents
from bot.ui.notices import build_error
from bot.voicy import Agent
from handlers.background import Reply
from handlers.context import Services
from handlers.replies import reply_at_click

_TURN_PAGE: Final = (PREVIOUS_AGENTS, NEXT_AGENTS)
# each agent may cost a request of the account's sixty a minute
_PAGE_AGENTS: Final = 8


def register(app: AsyncApp, services: Services) -> None:
    """Register the buttons that page through the agents."""

    async def turn_page(
        ack: AsyncAck, body: dict[str, Any], payload: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        reply = reply_at_click(respond, services.slack, body)
        services.background.start(
            body.get("trigger_id"),
            show_agents(services, start=int(payload.get("value") or 0), reply=reply),
            reply=reply,
            explain=build_error,
        )

    for action_id in _TURN_PAGE:
        app.action(action_id)(turn_page)


async def show_agents(services: Services, *, start: int, reply: Reply) -> None:
    """Answer with one page of the active agents, counted from 0; raises VoicyError, SlackError."""
    agents = await services.agents.list()
    page = agents[start : start + _PAGE_AGENTS]
    await services.agents.look_up([agent.agent_id for agent in page])
    has_next = start + _PAGE_AGENTS < len(agents)
    await reply(
        build_agents(
            [_describe(services, agent) for agent in page],
            services.config.slash_command,
            previous_start=max(0, start - _PAGE_AGENTS) if start else None,
            next_start=start + _PAGE_AGENTS if has_next else None,
        )
    )


def _describe(services: Services, agent: Agent) -> DescribedAgent:
    known = services.agents.known_variables(agent.agent_id)
    return DescribedAgent(
        agent_id=agent.agent_id,
        name=agent.name,
        language=agent.language,
        variables=None if known is None else tuple((each.name, each.description) for each in known),
    )
