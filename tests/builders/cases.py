"""Cases for the gate: an ordinary one, changed where a test says so."""

from typing import Any

from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.domain.rules import StoredFacts
from bot.policies.facts import Case, PersonFacts
from tests.builders.calls import NOON, build_order
from tests.builders.rules import build_rules

OWN = CallerId(number=E164("+15551234567"), label="Sales")
HOME = frozenset({"T1", "E1"})
# once, because reading settings takes longer than a gate
USUAL_RULES = build_rules()


def build_person(**changes: Any) -> PersonFacts:
    """Build a full member of the workspace."""
    known = {"user_id": "U0ALICE", "name": "alice", "time_zone": "UTC", "team_id": "T1"}
    return PersonFacts(**(known | changes))


def build_case(**changes: Any) -> Case:
    """Build the case of a member who asks for a call where they are, at noon."""
    known: dict[str, Any] = {
        "order": build_order(),
        "moment": NOON,
        "received_at": NOON,
        "is_claim": False,
        "home_team_ids": HOME,
        "own_team_id": "T1",
        "person": build_person(),
        "sees_place": True,
        "caller_ids": (OWN,),
        "rules": USUAL_RULES,
        "stored": StoredFacts(),
    }
    return Case(**(known | changes))
