"""Only the requester of a call may change or cancel it before it is dialed."""

from bot.domain.calls import CallOrder
from bot.errors import PolicyError


def require_requester(request: CallOrder, user_id: str, *, action: str) -> None:
    """Refuse everybody else; `action` completes "can …". Raises PolicyError."""
    if request.requested_by != user_id:
        raise PolicyError(
            f"Only @{request.requested_by_name}, who requested this call, can {action}.",
            field="requested_by",
        )
