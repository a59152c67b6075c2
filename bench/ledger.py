"""What the outside world counted, as the benches read it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The sandbox's ledger; moments are Unix seconds.

    `entered` has the statuses of each call with the moments in which they became true,
    `stands_at` when each delivery came to stand in Slack, `requests` those to the Voicy API,
    `limited` and `slack_limited` the 429s.
    """

    entered: Mapping[str, Sequence[tuple[str, float]]]
    stands_at: Mapping[str, float]
    requests: Counter[str]
    limited: int
    slack_limited: int

    def count_live(self, since: float, until: float) -> float:
        """Return how many calls were live on average."""
        lived = (
            min(steps[-1][1], until) - max(steps[0][1], since) for steps in self.entered.values()
        )
        return sum(max(0.0, seconds) for seconds in lived) / (until - since)


async def read_ledger(url: str) -> Ledger:
    """Ask the sandbox at an address."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/_control?ledger=1") as it:
        return build_ledger(await it.json())


def build_ledger(told: Mapping[str, Any]) -> Ledger:
    """Read the ledger out of what the sandbox tells."""
    return Ledger(
        entered={
            call["call_id"]: [(step["status"], step["at"]) for step in call["statuses"]]
            for call in told["calls"]
        },
        stands_at={
            message["metadata"]["event_payload"]["delivery_id"]: float(message["ts"])
            for message in told["messages"]
            if message["metadata"]
        },
        requests=Counter(told["voicy_requests"]),
        limited=told["rate_limited"],
        slack_limited=told["slack_rate_limited"],
    )
