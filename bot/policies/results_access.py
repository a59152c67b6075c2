"""Call results are for people of the call's workspace who can see its channel."""

from dataclasses import dataclass

from bot.domain.calls import CallOrder
from bot.errors import PolicyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who wants to see a result: their own workspace, and whether they see the channel."""

    team_id: str
    sees_channel: bool


def require_access(request: CallOrder, viewer: Viewer) -> None:
    """Refuse people from elsewhere and people who cannot see the channel; raises PolicyError.

    It is asked anew at each click: channels are shared with other companies, people leave them, and
    a window stays open meanwhile.
    """
    if viewer.team_id != request.workspace_id:
        raise PolicyError(
            "Call results are only shown to people in the workspace the call was made from.",
            field="viewer",
        )
    if not viewer.sees_channel:
        raise PolicyError(
            "Call results are only shown to people who can see the channel of the call.",
            field="viewer",
        )
