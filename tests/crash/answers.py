"""What the person who asks was told alone."""

from tests.crash.evidence import Evidence
from tests.crash.orders import DM, Order


class Answers:
    """What the person was told alone, each for one order."""

    def __init__(self, evidence: Evidence) -> None:
        self._asked_at = evidence.asked_at
        self._left = list(evidence.answers)

    def take(self, order: Order) -> bool:
        """Tell whether an order was answered, and use that answer up."""
        asked_at = self._asked_at[order.tag]
        places = {order.channel_id, DM}
        for answer in self._left:
            place, at, _text = answer
            if place in places and at >= asked_at:
                self._left.remove(answer)
                return True
        return False
