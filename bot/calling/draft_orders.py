"""Which order a draft comes to: its caller ID, its agent and its requester's name looked up."""

from bot.calling.agent_directory import AgentDirectory
from bot.config import Config
from bot.domain.consents import Consent, ConsentSource
from bot.domain.drafts import CallDraft
from bot.domain.orders import CallOrder
from bot.policies.consents import note_consent
from bot.policies.numbers import choose_caller_id
from bot.slack.facts import SlackFacts


async def resolve_order(
    draft: CallDraft, settings: Config, agents: AgentDirectory, facts: SlackFacts
) -> CallOrder:
    """Return the order of a draft; its times are read by themselves.

    Raises InputError for a part that cannot be resolved, and VoicyError.
    """
    caller_id = choose_caller_id(
        draft.from_text,
        settings.voicy_from_numbers,
        settings.default_region,
        # without a chosen agent the caller ID brings its own, which nobody means to change
        callee=draft.number.e164 if draft.agent_text or draft.agent_id else None,
    )
    agent = await agents.choose(draft.agent_text) if draft.agent_text else None
    name = await facts.find_name(draft.requester)
    order = CallOrder(
        request_key=draft.request_key,
        workspace_id=draft.requester.workspace_id,
        channel_id=draft.channel_id,
        thread_ts=draft.thread_ts,
        requested_by=draft.requester.user_id,
        requested_by_name=name,
        origin_channel_id=draft.origin_channel_id,
        to_number=draft.number.e164,
        from_number=caller_id.number,
        agent_id=agent.agent_id if agent else draft.agent_id,
        agent_name=agent.name if agent else draft.agent_name,
        variables=draft.variables,
        is_unusual_number=not draft.number.is_valid,
        callee_time_zone=draft.callee_time_zone,
        attempts=draft.attempts,
    )
    consent = _find_consent(draft, name)
    return note_consent(order, consent) if consent else order


def _find_consent(draft: CallDraft, name: str) -> Consent | None:
    """Return the basis that a draft has of its own, as its requester wrote it or a call before."""
    if not draft.consent_text:
        return draft.consent
    return Consent(
        basis=draft.consent_text,
        source=ConsentSource.ORDER,
        given_by=name,
        given_at=draft.received_at,
    )
