"""What a call-list request asks for, and the page of calls it gets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.clock import SandboxClock
from sandbox.voicy.bodies import (
    Body,
    check_fields,
    is_uuid,
    read_integer,
    read_object,
    read_uuid,
    read_words,
)
from sandbox.voicy.calls import Call
from sandbox.voicy.fate import FINAL_STATUSES
from sandbox.voicy.refusal import RefusalError

DEFAULT_LIMIT = 50
LONGEST_PAGE = 1000
_FIELDS = ("filter_criteria", "sort_order", "limit", "pagination_key")
_FILTERS = ("agent_id", "call_status", "direction", "start_timestamp", "include_test_calls")
_THRESHOLDS = ("lower_threshold", "upper_threshold")
_STATUSES = FINAL_STATUSES | {"initiated", "ringing", "ongoing"}
_DIRECTIONS = ("incoming", "outgoing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Say which calls are wanted: None means any, thresholds are Unix ms and still match."""

    agent_ids: frozenset[str] | None
    statuses: frozenset[str] | None
    directions: frozenset[str] | None
    lower_ms: int | None
    upper_ms: int | None
    include_test_calls: bool

    def match(self, call: Call, started_ms: int) -> bool:
        """Tell whether a call is wanted, by the start the API tells for it."""
        return (
            (self.include_test_calls or not call.is_test)
            and (self.agent_ids is None or (call.agent and call.agent.agent_id) in self.agent_ids)
            and (self.statuses is None or call.status in self.statuses)
            and (self.directions is None or call.direction in self.directions)
            and (self.lower_ms is None or started_ms >= self.lower_ms)
            and (self.upper_ms is None or started_ms <= self.upper_ms)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """Hold a checked request for a page of calls."""

    criteria: Criteria
    is_ascending: bool
    limit: int
    pagination_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """Hold one page of calls, and how many calls match on all pages together."""

    calls: Sequence[Call]
    total_count: int


def parse_list(body: Body) -> ListRequest:
    """Check a call-list body; raise RefusalError with a sentence for what is wrong."""
    check_fields(body, _FIELDS)
    sort_order = body.get("sort_order", "descending")
    if sort_order not in ("descending", "ascending"):
        raise RefusalError(400, "sort_order must be descending or ascending")
    limit = read_integer(body, "limit")
    if limit is not None and not 1 <= limit <= LONGEST_PAGE:
        raise RefusalError(400, f"limit must be between 1 and {LONGEST_PAGE}")
    return ListRequest(
        criteria=_parse_criteria(read_object(body, "filter_criteria")),
        is_ascending=sort_order == "ascending",
        limit=limit or DEFAULT_LIMIT,
        pagination_key=read_uuid(body, "pagination_key"),
    )


def _parse_criteria(criteria: Body) -> Criteria:
    check_fields(criteria, _FILTERS, "filter_criteria.")
    started = read_object(criteria, "start_timestamp")
    check_fields(started, _THRESHOLDS, "filter_criteria.start_timestamp.")
    include_test_calls = criteria.get("include_test_calls", False)
    if not isinstance(include_test_calls, bool):
        raise RefusalError(400, "include_test_calls must be true or false")
    agent_ids = read_words(criteria, "agent_id", None)
    if agent_ids is not None and not all(is_uuid(agent_id) for agent_id in agent_ids):
        raise RefusalError(400, "agent_id must be a list of UUIDs")
    return Criteria(
        agent_ids=agent_ids,
        statuses=read_words(criteria, "call_status", _STATUSES),
        directions=read_words(criteria, "direction", _DIRECTIONS),
        lower_ms=read_integer(started, "lower_threshold"),
        upper_ms=read_integer(started, "upper_threshold"),
        include_test_calls=include_test_calls,
    )


def build_page(request: ListRequest, calls: Iterable[Call], clock: SandboxClock) -> CallPage:
    """Return the page of `calls` (oldest first) that was asked for.

    Raise RefusalError for a wrong key.

    A page begins after its key even when that call no longer matches the filter.
    """
    ordered = [call for call in calls if call.is_listed and not call.is_hidden(clock)]
    if not request.is_ascending:
        ordered.reverse()
    matching = {
        call.call_id
        for call in ordered
        if request.criteria.match(call, clock.told_epoch_ms(call.started_at))
    }
    rest = [call for call in ordered[_start(request, ordered) :] if call.call_id in matching]
    return CallPage(calls=rest[: request.limit], total_count=len(matching))


def _start(request: ListRequest, ordered: Sequence[Call]) -> int:
    if request.pagination_key is None:
        return 0
    for position, call in enumerate(ordered):
        if call.call_id == request.pagination_key:
            return position + 1
    raise RefusalError(400, "pagination_key is not a call of this account")
