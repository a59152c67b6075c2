"""On what basis a callee is called: inherited from channel or agent, asked for where required."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.consents import Consent, ConsentSource
from bot.domain.countries import find_country
from bot.domain.orders import CallOrder
from bot.domain.rules import AGENT_PREFIX, StoredFacts
from bot.policies.facts import Case
from bot.policies.rules import EVERY_CALL, Rule, Rules, name_agent
from bot.policies.verdicts import Allow, Ask, PolicyName, Verdict


def check_consent(case: Case) -> Verdict:
    """Ask for the basis of a call that needs one and has none."""
    if case.order.consent_basis:
        return Allow()
    for subject, rule in _list_needs(case):
        if rule.value:
            return Ask(policy=PolicyName.CONSENT, value=subject, **rule.origin)
    return Allow()


def inherit_consent(order: CallOrder, rules: Rules, stored: StoredFacts) -> CallOrder:
    """Give an order without a basis that of its channel, or else that of its agent."""
    agent_id = order.agent_id or stored.own_agent_id
    sources = [(ConsentSource.CHANNEL, order.channel_id)]
    if agent_id:
        sources.append((ConsentSource.AGENT, name_agent(agent_id)))
    for source, subject in sources:
        rule = rules.bases.get(subject)
        if rule and rule.since and not order.consent_basis:
            consent = Consent(
                basis=rule.value, source=source, given_by=rule.set_by or "", given_at=rule.since
            )
            return note_consent(order, consent)
    return order


def note_consent(order: CallOrder, consent: Consent) -> CallOrder:
    """Return an order with its basis."""
    return replace(
        order,
        consent_basis=consent.basis,
        consent_source=consent.source,
        consent_by=consent.given_by,
        consent_at=consent.given_at,
    )


def read_consent(order: CallOrder) -> Consent | None:
    """Return the basis of an order, None where it has none."""
    if not order.consent_basis or order.consent_at is None:
        return None
    return Consent(
        basis=order.consent_basis,
        source=ConsentSource(order.consent_source or ConsentSource.ORDER),
        given_by=order.consent_by or "",
        given_at=order.consent_at,
    )


def _list_needs(case: Case) -> Iterator[tuple[str, Rule[bool]]]:
    """List the rules that say whether a call needs a basis; who talks unknown is any agent."""
    needs = case.rules.consent_needs
    agent_id = case.order.agent_id or case.stored.own_agent_id
    country = find_country(case.order.to_number)
    agent = name_agent(agent_id) if agent_id else None
    for subject, rule in needs.items():
        is_of_agent = subject == agent or (agent is None and subject.startswith(AGENT_PREFIX))
        if subject in {EVERY_CALL, country} or is_of_agent:
            yield subject, rule
