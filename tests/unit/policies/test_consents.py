"""On what basis is called: which one counts, and where a call is not made without one."""

from dataclasses import replace

import pytest

from bot.domain.rules import StoredFacts
from bot.policies.consents import check_consent, inherit_consent, read_consent
from bot.policies.rules import EVERY_CALL, Rules, name_agent
from bot.policies.verdicts import Allow, Ask
from tests.builders.calls import build_order
from tests.builders.cases import build_case
from tests.builders.rules import SET_AT, build_change, build_rules

PATIENTS = build_change("basis", "existing patients", "C1")
BOOKER = build_change("basis", "booked on the site", name_agent("a1"))
FRENCH = "+33142685300"
AMERICAN = "+12125556543"


@pytest.mark.parametrize(
    ("changes", "agent_id", "own", "basis", "source"),
    [
        ((), "a1", None, None, None),
        ((PATIENTS,), None, None, "existing patients", "channel"),
        ((BOOKER,), "a1", None, "booked on the site", "agent"),
        ((BOOKER,), None, "a1", "booked on the site", "agent"),
        ((BOOKER,), None, None, None, None),
        ((BOOKER,), "a2", "a1", None, None),
        ((PATIENTS, BOOKER), "a1", None, "existing patients", "channel"),
        ((build_change("basis", "others", "C2"),), None, None, None, None),
    ],
)
def test_order_inherits_of_its_channel_or_else_of_its_agent(
    changes: tuple[object, ...],
    agent_id: str | None,
    own: str | None,
    basis: str | None,
    source: str | None,
) -> None:
    order = build_order(channel_id="C1", agent_id=agent_id)
    found = inherit_consent(order, build_rules(*changes), StoredFacts(own_agent_id=own))  # type: ignore[arg-type]
    assert (found.consent_basis, found.consent_source) == (basis, source)
    if basis:
        assert (found.consent_by, found.consent_at) == ("dana", SET_AT)
        assert read_consent(found) is not None


def test_own_basis_of_an_order_stays() -> None:
    order = replace(build_order(channel_id="C1"), consent_basis="asked us", consent_source="order")
    found = inherit_consent(order, build_rules(PATIENTS), StoredFacts())
    assert found == order


NEEDED = {
    subject: build_rules(build_change("consent", "required", subject))
    for subject in (EVERY_CALL, "FR", name_agent("a1"))
}


@pytest.mark.parametrize(
    ("rules", "number", "agent_id", "own", "asked"),
    [
        (build_rules(), FRENCH, None, None, None),
        (build_rules(consent="required"), AMERICAN, "a1", None, EVERY_CALL),
        (build_rules(consent="off"), FRENCH, None, None, None),
        (NEEDED[EVERY_CALL], AMERICAN, "a1", None, EVERY_CALL),
        (NEEDED["FR"], AMERICAN, "a1", None, None),
        (NEEDED["FR"], FRENCH, "a1", None, "FR"),
        (NEEDED["FR"], "+80012345678", "a1", None, None),
        (NEEDED["agent:a1"], AMERICAN, "a1", None, "agent:a1"),
        (NEEDED["agent:a1"], AMERICAN, "a2", "a1", None),
        (NEEDED["agent:a1"], AMERICAN, None, "a1", "agent:a1"),
        # nobody knows yet who will talk
        (NEEDED["agent:a1"], AMERICAN, None, None, "agent:a1"),
    ],
)
@pytest.mark.parametrize("is_claim", [False, True])
def test_call_that_needs_a_basis_is_asked_about(
    rules: Rules, number: str, agent_id: str | None, own: str | None, asked: str, is_claim: bool
) -> None:
    order = build_order(to_number=number, agent_id=agent_id)
    stored = StoredFacts(own_agent_id=own)
    case = build_case(order=order, rules=rules, stored=stored, is_claim=is_claim)
    verdict = check_consent(case)
    if asked is None:
        assert verdict == Allow()
    else:
        assert isinstance(verdict, Ask)
        assert verdict.value == asked
    based = replace(case, order=replace(order, consent_basis="asked us"))
    assert check_consent(based) == Allow()


def test_settings_hold_against_what_an_admin_chose() -> None:
    loosened = build_change("consent", "not_required", EVERY_CALL)
    verdict = check_consent(build_case(rules=build_rules(loosened, consent="required")))
    assert isinstance(verdict, Ask)
    assert verdict.who_can_change == "operator"
    assert build_rules(PATIENTS, consent="off").bases == {}
