"""The schema of the store, in small named steps that are recorded in the database itself."""

from typing import Final

import sqlite_utils

from bot.store.sqlite.migrations import attempts, calls, ends, lists, watches

__all__ = ["migrations"]

# in the order in which databases take them; new ones come last
_STEPS: Final = (
    calls.create_orders,
    calls.create_calls,
    calls.create_transitions,
    calls.create_deliveries,
    calls.create_preferences,
    calls.create_forms,
    lists.create_listings,
    lists.index_live_calls,
    lists.create_permalinks,
    watches.create_watches,
    watches.widen_deliveries,
    attempts.add_attempts,
    attempts.let_calls_be_missed_again,
    ends.note_ends_of_calls,
)

migrations = sqlite_utils.Migrations("call_bot")
for _step in _STEPS:
    migrations()(_step)
