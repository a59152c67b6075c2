"""Calls typed in a command or a message: read, placed, and marked where they are wrong."""

import asyncio
from functools import partial
from typing import Final

from bot.calling.agent_directory import AgentDirectory
from bot.domain.agents import fold_name
from bot.domain.drafts import CallDraft
from bot.domain.requesters import Requester
from bot.errors import AmbiguousTimeError, CommandError, DeniedError, InputError
from bot.parsing.commands import (
    EXAMPLE_NUMBER,
    Command,
    ParsedCall,
    can_be_typed,
    parse_command,
    quote_value,
)
from bot.parsing.times import EXAMPLE_TIME
from bot.ui.verdicts import format_verdict
from handlers.context import Services
from handlers.inbox import Received
from handlers.placing import place

# of which parsing takes a few milliseconds
_SOON_PARSED: Final = 500


def build_typed_draft(
    received: Received, typed: ParsedCall, *, channel_id: str, thread_ts: str | None = None
) -> CallDraft:
    """Build the draft of a call that was typed in a conversation."""
    return CallDraft(
        request_key=received.key,
        requester=received.requester,
        reply=received.reply.address,
        received_at=received.received_at,
        channel_id=channel_id,
        origin_channel_id=channel_id,
        is_origin_proven=True,
        thread_ts=thread_ts,
        number=typed.number,
        numbers=typed.numbers,
        from_text=typed.from_text,
        agent_text=typed.agent,
        variables=typed.variables,
        mentions=typed.mentions,
        at_text=typed.at_text,
        until_text=typed.until_text,
        callee_time_zone=typed.tz,
        zone_text=typed.zone_text,
        attempts=typed.attempts,
        consent_text=typed.consent,
        text=typed.text,
        spans=typed.spans,
    )


async def parse_typed(text: str, default_region: str) -> Command:
    """Parse what was typed, beside the event loop where that takes long; raises CommandError."""
    parse = partial(parse_command, text, default_region=default_region)
    return await asyncio.to_thread(parse) if len(text) > _SOON_PARSED else parse()


async def read_typed(
    services: Services, requester: Requester, text: str, *, channel_id: str
) -> Command:
    """Read what was typed; raises CommandError, of a call only to those who may call there."""
    try:
        return await parse_typed(text, services.config.default_region)
    except CommandError as exc:
        if not exc.text.lstrip()[:1].isalpha():
            await services.access.require_caller(requester, channel_id=channel_id)
        raise


async def place_typed(services: Services, received: Received, draft: CallDraft) -> None:
    """Place a call that was typed; raises CommandError where a part of it is refused."""
    try:
        await place(services, received, draft)
    except InputError as exc:
        raise _build_mistake(services, draft, exc.field, str(exc)) from exc
    except AmbiguousTimeError as exc:
        example = f"{exc.field}={quote_value(EXAMPLE_TIME)}"
        raise _build_mistake(services, draft, exc.field, exc.sentence, example) from exc
    except DeniedError as exc:
        if exc.field not in draft.spans:
            raise
        raise _build_mistake(services, draft, exc.field, format_verdict(exc)) from exc


def _build_mistake(
    services: Services, draft: CallDraft, part: str, sentence: str, instead: str = ""
) -> CommandError:
    """Build the error that marks a part of what was typed and shows one that works."""
    works = {
        "from": f"from={quote_value(services.config.default_caller_id.label)}",
        "agent": _write_agent(services.agents),
        "until": "until=18:00",
        "at": "at=15:00 tz=America/New_York",
    }
    number = EXAMPLE_NUMBER if part == "to" else draft.number.e164
    start, end = draft.spans.get(part, (0, 0))
    example = f"{number} {instead or works.get(part, 'name=John')}"
    return CommandError(sentence, text=draft.text, start=start, end=end, example=example)


def _write_agent(agents: AgentDirectory) -> str:
    """Write the choice of an agent with what it asks for; no agent where that is not known."""
    shared_names = agents.shared_names
    for agent in agents.search(""):
        declared = agents.remembered_variables(agent.agent_id)
        if declared is not None and all(can_be_typed(each.name) for each in declared):
            names = [f"{each.name}=…" for each in declared]
            is_shared = fold_name(agent.name).strip() in shared_names
            named = agent.agent_id if is_shared else agent.name
            return " ".join([f"agent={quote_value(named)}", *names])
    return "name=John"
