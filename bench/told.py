"""What was told in Slack, and when, compared with what was true at the API."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.virtual_voicy import VirtualVoicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One status of one call: when the follower saw it, when its reply stood (Unix seconds)."""

    call_id: str
    status: str
    seen_at: float
    stands_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """The seconds from a status being true to being seen, and from there to being read."""

    status: str
    unseen_seconds: float
    untold_seconds: float

    @property
    def seconds(self) -> float:
        """The whole lag."""
        return self.unseen_seconds + self.untold_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What became of the statuses of a while: told, passed over by a later one, or never told."""

    lags: tuple[Lag, ...]
    skipped: int
    untold: int


def build_story(
    voicy: VirtualVoicy, told: Iterable[Told], *, since: float, until: float
) -> Story:
    """Compare what was told with every status that became true in between (Unix seconds).

    `initiated` does not count: it is known from the dial's own answer.
    """
    by_status = {(each.call_id, each.status): each for each in told}
    lags: list[Lag] = []
    passed_over: list[bool] = []
    for call in voicy.calls.values():
        words = [status for status, _ in call.entered]
        for place, (status, true_at) in enumerate(call.entered[1:], start=1):
            if not since <= true_at < until:
                continue
            found = by_status.get((call.call_id, status))
            if found is not None and found.stands_at is not None:
                lags.append(
                    Lag(
                        status=status,
                        unseen_seconds=found.seen_at - true_at,
                        untold_seconds=found.stands_at - found.seen_at,
                    )
                )
            else:
                passed_over.append(
                    any((call.call_id, word) in by_status for word in words[place + 1 :])
                )
    return Story(
        lags=tuple(lags), skipped=sum(passed_over), untold=len(passed_over) - sum(passed_over)
    )
