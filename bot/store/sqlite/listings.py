"""The lists a call stands in: written by triggers, so that no writer can forget to.

A list is read along its key, the newest call first, and holds what calls are picked by, so that
those that do not fit, or are out of somebody's sight, are never looked up. The triggers stand in
`m016_add_workspaces.sql`, `m019_note_places.sql`, `m020_list_every_call.sql` and
`m028_find_callees.sql`.
"""

from collections.abc import Sequence
from typing import Any, Final

from bot.domain.agents import fold_name
from bot.domain.callees import fold_words
from bot.domain.statuses import FINAL
from bot.domain.workspaces import Sight
from bot.store.records import CallFilter, ListKey
from bot.store.sqlite.rows import expand

# an agent that is not named keeps its name; with the parameters that `build_agent` makes
SET_AGENT: Final = (
    "agent_name = coalesce(:agent_name, agent_name), agent_key = coalesce(:agent_key, agent_key)"
)


def build_agent(name: str | None) -> dict[str, str | None]:
    """Return the columns that hold an agent: its name, and the form in which it is looked for."""
    return {"agent_name": name, "agent_key": None if name is None else fold_name(name)}


def pick_listed(lists: Sequence[ListKey], sight: Sight) -> tuple[str, dict[str, str]]:
    """Build the condition for rows of `attempts` that stand in a list, and its parameters."""
    marks, params = expand("list", [each.text for each in lists])
    is_seen, seen = pick_seen(sight)
    condition = (
        "EXISTS (SELECT 1 FROM listings "
        f"WHERE listings.attempt_id = attempts.id AND listings.list IN ({marks}) AND {is_seen})"
    )
    return condition, params | seen


def pick_seen(sight: Sight) -> tuple[str, dict[str, str]]:
    """Build the condition for rows of `listings` in somebody's sight, and its parameters.

    It is `bot.policies.permissions.is_seen` in SQL.
    """
    marks, params = expand("seen", sorted(sight.channel_ids))
    conditions = [f"listings.channel_id IN ({marks})"]
    if sight.user_id is not None:
        conditions.append(
            "(substr(listings.channel_id, 1, 1) = 'D' AND EXISTS (SELECT 1 FROM listings AS own "
            "WHERE own.list = :sight_own AND own.attempt_id = listings.attempt_id))"
        )
        params["sight_own"] = ListKey.of_person(sight.workspace_id, sight.user_id).text
    return f"({' OR '.join(conditions)})", params


def pick_matching(matching: CallFilter) -> tuple[str, dict[str, Any]]:
    """Build the conditions for rows of `listings` that fit a filter, and their parameters."""
    conditions: list[str] = []
    params: dict[str, Any] = {}
    if matching.outcomes is not None:
        marks, params = expand("status", sorted(matching.outcomes))
        # as JSON, where each word stands in quotes
        told = {f"told_{word}": f'%"{word}"%' for word in matching.outcomes - FINAL}
        is_told = "".join(f" OR outcomes LIKE :{name}" for name in told)
        conditions.append(f"AND (status IN ({marks}){is_told})")
        params |= told
    if matching.agent is not None:
        # `bot.domain.agents.is_called` in SQL
        conditions.append("AND ' ' || agent_key LIKE :agent ESCAPE '\\'")
        params["agent"] = f"% {_escape_pattern(fold_name(matching.agent))}%"
    if matching.since is not None:
        conditions.append("AND asked_at >= :since")
        params["since"] = matching.since
    # words hold no sign that LIKE reads, and stand after a space; digits may be of the number
    words = {
        f"word{index}": f"%{'' if word.isdecimal() else ' '}{word}%"
        for index, word in enumerate(fold_words(matching.callee))
    }
    conditions += [f"AND callee_key LIKE :{name}" for name in words]
    numbers = {f"to{index}": f"{each} %" for index, each in enumerate(matching.to_numbers)}
    if numbers:
        likes = " OR ".join(f"callee_key LIKE :{name}" for name in numbers)
        conditions.append(f"AND ({likes})")
    return " ".join(conditions), params | words | numbers


def _escape_pattern(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text
