"""Lists of calls in the workspace that tests are in, and who sees what of them."""

from bot.domain.workspaces import Sight
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


def build_sight(*channel_ids: str, user_id: str | None = "U0ALICE") -> Sight:
    """Return what a person sees who sees these conversations."""
    return Sight(workspace_id=WORKSPACE, user_id=user_id, channel_ids=frozenset(channel_ids))


# for tests of what stands in a list, whoever reads it
EVERYWHERE = build_sight("C1", "C2", "C9", "D1")
