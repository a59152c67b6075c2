"""The lists a call stands in: written by triggers, so that no writer can forget to.

A list is read along its key, the newest call first, and holds what calls are picked by, so that
those that do not fit, or are out of somebody's sight, are never looked up. The triggers stand in
`m016_add_workspaces.sql` and `m018_note_places.sql`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.agents import fold_name
from bot.domain.workspaces import ChannelKey, Sight
from bot.store.interface import Channels
from bot.store.records import CallFilter, ListKey
from bot.store.sqlite.database import StorePart, writes
from bot.store.sqlite.rows import OF_CHANNEL, Connection, expand, one, run, upsert

# an agent that is not named keeps its name; with the parameters that `build_agent` makes
SET_AGENT: Final = (
    "agent_name = coalesce(:agent_name, agent_name), agent_key = coalesce(:agent_key, agent_key)"
)
_LIST_CHANNEL: Final = """
    INSERT INTO listings (list, attempt_id, status, agent_key, asked_at, channel_id)
    SELECT :everyone, attempt_id, status, agent_key, asked_at, channel_id FROM listings
    WHERE list = :channel ON CONFLICT DO NOTHING
"""
_UNLIST_CHANNEL: Final = """
    DELETE FROM listings WHERE list = :everyone
    AND attempt_id IN (SELECT attempt_id FROM listings WHERE list = :channel)
"""
# a channel can be made private at any time
_FRESH: Final = timedelta(hours=1)
_IS_PUBLIC: Final = f"SELECT is_public FROM channels WHERE {OF_CHANNEL}"


class SqliteChannels(StorePart, Channels):
    """The channels in SQLite; calls in public ones stand in everyone's list."""

    async def stale(self, *, at: datetime, limit: int) -> tuple[ChannelKey, ...]:
        sql = """
            SELECT workspace_id, channel_id FROM channels WHERE learned_at < :since
            ORDER BY learned_at LIMIT :limit
        """
        params = {"since": at - _FRESH, "limit": limit}
        return await self._database.find_all(ChannelKey, sql, params)

    @writes
    def record(self, db: Connection, channel: ChannelKey, *, is_public: bool, at: datetime) -> bool:
        values = {**channel._asdict(), "is_public": is_public, "learned_at": at}
        lists = {
            "everyone": ListKey.everyone(channel.workspace_id).text,
            "channel": ListKey.of_channel(*channel).text,
        }
        before = one(db, _IS_PUBLIC, channel._asdict())
        upsert(db, "channels", ChannelKey._fields, values)
        if bool(before and before["is_public"]) is is_public:
            return False
        run(db, _LIST_CHANNEL if is_public else _UNLIST_CHANNEL, lists)
        return True


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
    if sight.sees_public:
        conditions.append(
            "listings.channel_id IN (SELECT channel_id FROM channels "
            "WHERE workspace_id = :sight_workspace AND is_public = 1)"
        )
        params["sight_workspace"] = sight.workspace_id
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
    if matching.statuses is not None:
        marks, params = expand("status", sorted(matching.statuses))
        conditions.append(f"AND status IN ({marks})")
    if matching.agent is not None:
        # `bot.domain.agents.is_called` in SQL
        conditions.append("AND ' ' || agent_key LIKE :agent ESCAPE '\\'")
        params["agent"] = f"% {_escape_pattern(fold_name(matching.agent))}%"
    if matching.since is not None:
        conditions.append("AND asked_at >= :since")
        params["since"] = matching.since
    return " ".join(conditions), params


def _escape_pattern(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text
