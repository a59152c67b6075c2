"""Lists of calls in the workspace that tests are in."""

from bot.store.records import ListKey
from tests.builders.calls import WORKSPACE

EVERYONE = ListKey.everyone(WORKSPACE)


def person(user_id: str) -> ListKey:
    """Return the list of what a person asked for."""
    return ListKey.of_person(WORKSPACE, user_id)


def in_channel(channel_id: str) -> ListKey:
    """Return the list of the calls that have their thread in a channel."""
    return ListKey.of_channel(WORKSPACE, channel_id)


ALICE = person("U0ALICE")
