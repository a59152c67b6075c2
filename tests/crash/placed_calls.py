"""Calls that Voicy placed, read from the sandbox's ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WORD_OF_STATUS: Final = {
    "initiated": "Initiated",
    "ringing": "Ringing",
    "ongoing": "Ongoing",
    "transferring": "Transferring",
    **dict.fromkeys(("ended", "user_hangup", "agent_hangup"), "Ended"),
    "busy": "Busy",
    "no_answer": "No answer",
    "error": "Error",
    "canceled": "Canceled",
}
# the longest call of the plan, and how long a call may be looked for without a list, then
LONGEST_CALL_MINUTES: Final = 1
LONGEST_SEARCH_SECONDS: Final = 60.0 * LONGEST_CALL_MINUTES + 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """A call that Voicy placed: its id, its statuses as words, and when it began and ended.

    `summary` is what Voicy wrote of it by now, "" where that is nothing.
    """

    call_id: str
    words: Sequence[str]
    began_at: float
    ended_at: float
    summary: str


def read_placed(ledger: Mapping[str, Any]) -> dict[str, list[PlacedCall]]:
    """Return the calls that were placed by the tags of their orders, oldest first."""
    calls = {call["call_id"]: call for call in ledger["calls"]}
    placed: dict[str, list[PlacedCall]] = {}
    for dial in ledger["dials"]:
        # what has no name somebody dialed past the bot
        if dial["placed"] and "name" in dial["vars_provided"]:
            had = calls[dial["call_id"]]["statuses"]
            call = PlacedCall(
                call_id=dial["call_id"],
                words=[WORD_OF_STATUS[status["status"]] for status in had],
                began_at=dial["at"],
                ended_at=had[-1]["at"],
                summary=calls[dial["call_id"]]["summary"] or "",
            )
            placed.setdefault(str(dial["vars_provided"]["name"]), []).append(call)
    return placed
