"""How far the cards were behind: what each showed when, compared with what was true at the API."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench.filled_store import ASKER
from bench.ledger import Ledger
from bot.domain.statuses import CallStatus, is_final, read_status
from bot.ui.labels import format_status
from sandbox.slack.page_hub import OpenPage
from simulation.world import World

_RANKS: Final = {CallStatus.INITIATED: 1, CallStatus.RINGING: 2, CallStatus.ONGOING: 3}
_FINAL_RANK: Final = 4
_STATUSES: Final = (*_RANKS, "ended", "busy", "no_answer", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLag:
    """How long a card showed less than one status, and whether that was its call's last."""

    is_last: bool
    seconds: float


class CardWatch:
    """Looks at Slack as a person does, and remembers when each card came to show what."""

    def __init__(self, world: World) -> None:
        self._clock = world.sandbox.clock
        self._page = OpenPage(ASKER)
        self._shown: defaultdict[float, list[tuple[float, int]]] = defaultdict(list)
        world.sandbox.workspace.pages.add(self._page)

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            event = await self._page.events.get()
            message = event.get("message") or {}
            if event["type"] == "message" and message.get("thread_ts") in (None, message.get("ts")):
                shown = self._shown[float(message["ts"])]
                shown.append((self._clock.epoch_seconds(), _read_rank(message.get("text", ""))))

    def list_lags(
        self, ledger: Ledger, cards: Mapping[str, str], *, since: float, until: float
    ) -> Iterator[CardLag]:
        """List how far cards were behind each status that became true in between.

        `cards` are their delivery ids by the calls'. One that goes on to a later status shows
        the one before, too; one that never does is behind for ever.
        """
        for call_id, delivery_id in cards.items():
            shown = self._shown[ledger.stands_at.get(delivery_id, 0.0)]
            for status, true_at in ledger.entered.get(call_id, ())[1:]:
                if since <= true_at < until:
                    rank = _rank(status)
                    at = next((at for at, its in shown if its >= rank), float("inf"))
                    yield CardLag(is_last=rank == _FINAL_RANK, seconds=max(0.0, at - true_at))


def _read_rank(text: str) -> int:
    """Return how far a card says that its call has come."""
    words = {format_status(status)[1]: _rank(status) for status in _STATUSES}
    first_line = text.partition("\n")[0]
    return max((rank for word, rank in words.items() if word in first_line), default=0)


def _rank(status: str) -> int:
    known = read_status(status, default=CallStatus.ONGOING)
    return _FINAL_RANK if is_final(known) else _RANKS[CallStatus(known)]
