"""What becomes of a call that was not dialed yet, only the one who asked for it decides."""

from bot.domain.calls import CallOrder
from bot.errors import PolicyError


def require_requester(request: CallOrder, user_id: str, *, action: str) -> None:
    """Refuse everybody else; `action` completes "can …". Raises PolicyError."""
    if request.requested_by != user_id:
        raise PolicyError(
            f"Only @{request.requested_by_name}, who asked for this call, can {action}.",
            field="requested_by",
        )
