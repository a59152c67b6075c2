"""What becomes of a call that was not dialed yet, only the one who asked for it decides."""

from bot.domain.calls import OrderRequest
from bot.errors import RuleRefusal


def check_requester(request: OrderRequest, user_id: str, *, deed: str) -> None:
    """Refuse everybody else; `deed` completes "can …". Raises RuleRefusal."""
    if request.requested_by != user_id:
        raise RuleRefusal(
            f"Only @{request.requested_by_name}, who asked for this call, can {deed}.",
            field="requested_by",
        )
