"""What the person who asks was told alone."""

from tests.crash.evidence import Evidence
from tests.crash.orders import DM, Order


class Answers:
    """What the person was told alone, each for one order."""

    def __init__(self, evidence: Evidence) -> None:
        self._asked_at = evidence.asked_at
        self._left = sorted(evidence.answers, key=lambda answer: answer[1])

    def take(self, order: Order) -> bool:
        """Tell whether an order was answered, and use that answer up."""
        asked_at = self._asked_at[order.tag]
        # what stands elsewhere is rather somebody else's
        for place in (order.channel_id, DM):
            for answer in self._left:
                if answer[0] == place and answer[1] >= asked_at:
                    self._left.remove(answer)
                    return True
        return False
