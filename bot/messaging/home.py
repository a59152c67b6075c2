"""The Home: what people see on the app's own page, shown anew for as long as they look at it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from slack_sdk.models.views import View

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.statuses import FINAL
from bot.domain.workspaces import WorkspaceId
from bot.errors import (
    ChannelUnavailableError,
    DeliveryUnknownError,
    DeniedError,
    InvalidPayloadError,
    SlackError,
    SlackUnavailableError,
    StoreError,
)
from bot.messaging.call_lists import CallLists
from bot.slack import Slack
from bot.slack.rate_limits import Bucket
from bot.store.records import CallFilter, Cursor, ListKey
from bot.ui.home import HomeState, HomeTab, build_home, encode_metadata
from bot.ui.rules import RuleSheet

# Slack does not say when somebody looks away
_LOOKING_SECONDS: Final = 600.0
_GAP_SECONDS: Final = 2.0
# the tier of views.publish is 100 a minute; people who open or page through theirs need some
_PUBLISHED_PER_SECOND: Final = 1.0
# what somebody may see can change although no call does
_LOOK_AGAIN_SECONDS: Final = 60.0
_OVER: Final = CallFilter(outcomes=frozenset(map(str, FINAL)))
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Watcher:
    """Somebody who has their Home open: what they look at, and what they see."""

    requester: Requester
    tab: HomeTab = HomeTab.MINE
    place: Cursor = Cursor()
    opened_at: float = 0.0
    view_hash: str | None = None
    published_at: float = float("-inf")
    shown: list[dict[str, Any]] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Home:
    """Shows each person their Home, and again when something changed while it is open.

    `find_rules` returns the rules for who may change them, None for others.
    Who looks is kept in memory: whoever opens the page, or clicks on it, is known again.
    """

    def __init__(
        self,
        call_lists: CallLists,
        slack: Slack,
        clock: Clock,
        *,
        find_rules: Callable[[Requester], Awaitable[RuleSheet | None]],
    ) -> None:
        self._call_lists = call_lists
        self._slack = slack
        self._clock = clock
        self._find_rules = find_rules
        self._pace = Bucket(clock, per_second=_PUBLISHED_PER_SECOND, burst=20)
        self._watchers: dict[tuple[WorkspaceId, str], _Watcher] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that calls may look different now."""
        self._woken.set()

    async def show(
        self,
        requester: Requester,
        *,
        tab: HomeTab,
        place: Cursor,
        view_hash: str | None,
    ) -> None:
        """Show what a person asked for, as soon as Slack takes it.

        Raises DeniedError for who may see no calls, and StoreError.

        `view_hash` is of what they see, as far as Slack says so.
        """
        watcher = self._watchers.setdefault(
            (requester.workspace_id, requester.user_id), _Watcher(requester=requester)
        )
        async with watcher.lock:
            watcher.tab, watcher.place = tab, place
            watcher.opened_at = self._clock.monotonic()
            watcher.view_hash = view_hash or watcher.view_hash
            self._pace.take()
            await self._publish_quietly(watcher, await self._build(watcher))

    async def show_anew(self, requester: Requester) -> None:
        """Replace what somebody sees who may have their Home open; raises StoreError.

        Who is refused, or cannot be asked about, keeps what they see.
        """
        if (requester.workspace_id, requester.user_id) in self._watchers:
            self.wake()
            return
        with suppress(DeniedError):
            await self.show(requester, tab=HomeTab.MINE, place=Cursor(), view_hash=None)

    async def run(self) -> None:
        """Show everybody who looks what has changed, at most every two seconds, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS if self._watchers else None):
                    await self._woken.wait()
            self._woken.clear()
            since = self._clock.monotonic() - _LOOKING_SECONDS
            self._watchers = {
                key: each for key, each in self._watchers.items() if each.opened_at >= since
            }
            try:
                for watcher in list(self._watchers.values()):
                    await self._refresh(watcher)
            except StoreError as exc:
                _log.error("cannot read what a Home shows: %s", exc.reason)
            await self._clock.sleep(_GAP_SECONDS)

    async def _refresh(self, watcher: _Watcher) -> None:
        async with watcher.lock:
            if self._clock.monotonic() - watcher.published_at < _GAP_SECONDS:
                self._woken.set()
                return
            try:
                view = await self._build(watcher)
            except DeniedError:
                return  # it may have been a question that failed, so they are asked about again
            if _timeless(view) == watcher.shown:
                return
            if not self._pace.take():
                self._woken.set()
                return
            await self._publish_quietly(watcher, view)

    async def _publish_quietly(self, watcher: _Watcher, view: View) -> None:
        try:
            await self._publish(watcher, view)
        except SlackUnavailableError as exc:
            self._pace.pause(exc.retry_after_seconds)
            self._woken.set()
        except DeliveryUnknownError:
            watcher.shown = []
            self._woken.set()
        except (ChannelUnavailableError, InvalidPayloadError) as exc:
            _log.error("a Home cannot be shown: %s", exc.code)
            requester = watcher.requester
            self._watchers.pop((requester.workspace_id, requester.user_id), None)
        except SlackError as exc:
            _log.warning("a Home is shown later: %s", exc.code)
            watcher.shown = []

    async def _publish(self, watcher: _Watcher, view: View) -> None:
        user_id = watcher.requester.user_id
        watcher.published_at = self._clock.monotonic()
        try:
            shown = await self._slack.publish_home(user_id, view, view_hash=watcher.view_hash)
        except InvalidPayloadError as exc:
            if exc.code != "hash_conflict":
                raise
            # another window of theirs, or an earlier life of this process, was quicker
            view = await self._build(watcher)
            shown = await self._slack.publish_home(user_id, view, view_hash=None)
        watcher.view_hash = shown
        watcher.shown = _timeless(view)

    async def _build(self, watcher: _Watcher) -> View:
        requester = watcher.requester
        mine = ListKey.of_person(requester.workspace_id, requester.user_id)
        everyone = ListKey.everyone(requester.workspace_id)
        lists = (mine,) if watcher.tab is HomeTab.MINE else (everyone, mine)
        calls = await self._call_lists.find_open(requester, lists)
        page = await self._call_lists.read_page(
            requester, lists, matching=_OVER, cursor=watcher.place
        )
        links = await self._call_lists.find_links([*calls.live, *calls.upcoming, *page.calls])
        return build_home(
            HomeState(
                user_id=requester.user_id,
                tab=watcher.tab,
                place=watcher.place.encode(),
                live=calls.live,
                live_count=calls.live_count,
                upcoming=calls.upcoming,
                upcoming_count=calls.upcoming_count,
                latest=page.calls,
                links=links,
                newer=_value(watcher.tab, page.newer),
                older=_value(watcher.tab, page.older),
                at=self._clock.now(),
                rules=await self._find_rules(requester),
            )
        )


def _value(tab: HomeTab, place: Cursor | None) -> str | None:
    return None if place is None else encode_metadata(tab, place.encode())


def _timeless(view: View) -> list[dict[str, Any]]:
    """Return what a view shows apart from when that was; the blocks have no ids of ours."""
    blocks: list[dict[str, Any]] = view.to_dict()["blocks"]
    return blocks[:-1]
