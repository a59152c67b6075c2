"""What admins are told: that somebody wishes something to be allowed, or a cap is nearly used."""

import logging
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import WorkspaceId, is_channel
from bot.errors import DeniedError, SlackError
from bot.policies.permissions import UNKNOWN, judge_standing
from bot.policies.rule_book import RuleBook
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.rich_text import Message

_MOST_TOLD: Final = 3
# whoever clicks again and again is heard once
_AGAIN_SECONDS: Final = 3_600.0
_NOBODY_PAUSE_SECONDS: Final = 600.0
_REMEMBERED: Final = 5_000
_log = logging.getLogger(__name__)


class AdminNotices:
    """Tells admins in the channel that they chose, until then in their direct messages.

    Those are of the admins that the settings name, else of Slack's, three at most.
    """

    def __init__(
        self,
        store: Store,
        slack: Slack,
        facts: SlackFacts,
        rule_book: RuleBook,
        clock: Clock,
        signals: Signals,
        *,
        guard_admins: frozenset[str],
    ) -> None:
        self._store = store
        self._slack = slack
        self._facts = facts
        self._rule_book = rule_book
        self._clock = clock
        self._signals = signals
        self._guard_admins = guard_admins
        self._told: TTLCache[tuple[str, ...], tuple[str, ...]] = TTLCache(
            _REMEMBERED, _AGAIN_SECONDS, timer=clock.monotonic
        )

    async def pass_on(self, requester: Requester, wish: str, message: Message) -> tuple[str, ...]:
        """Tell admins what somebody wishes, once an hour; returns where, or whom, if anybody."""
        key = (requester.workspace_id, requester.user_id, wish)
        if key not in self._told:
            channel_id = await self._find_channel(requester.workspace_id)
            if channel_id and await self._tell(channel_id, message):
                told = [channel_id]
            else:
                admins = await self._find_admins()
                told = [each for each in admins if await self._tell(each, message)]
            if not told:
                return ()
            self._told[key] = tuple(told)
        return self._told[key]

    async def deliver(self) -> float | None:
        """Owe the place of each alarm a message; returns when to look again for somebody to tell.

        Raises StoreError.
        """
        untold = await self._store.alarms.untold()
        for alarm in untold:
            channel_id = None
            if not alarm.is_for_people:
                channel_id = await self._find_channel(alarm.workspace_id)
            places = (channel_id,) if channel_id else await self._find_admins()
            if not places:
                _log.warning("no admin is known who could be told: %s", alarm.kind)
                return _NOBODY_PAUSE_SECONDS
            await self._store.alarms.tell(alarm, places, at=self._clock.now())
        if untold:
            self._signals.emit(Signal.MESSAGE_ADDED)
        return None

    async def _find_channel(self, workspace_id: WorkspaceId) -> str | None:
        """Return the channel that admins chose, None without one that is the team's own."""
        try:
            rules = self._rule_book.read(await self._store.rules.read(workspace_id))
            chosen = rules.admin_channel.value if rules.admin_channel else None
            place = await self._facts.find_place(chosen) if chosen else None
        except (DeniedError, SlackError):
            return None
        return chosen if place is not None and not place.is_shared else None

    async def find_approvers(
        self, named: frozenset[str], *, requesters: frozenset[str]
    ) -> tuple[str, ...]:
        """Find those named who may answer, else admins, but for who asked for the call."""
        found = sorted(named) or await self._list_admins()
        others = [each for each in found if each not in requesters]
        return tuple([each for each in others if await self._is_member(each)])[:_MOST_TOLD]

    async def _is_member(self, user_id: str) -> bool:
        """Say whether somebody is a full member, or may be, for all that Slack says."""
        person = await self._facts.find_person(user_id)
        return judge_standing(None, person, self._facts.home_team_ids) in {None, UNKNOWN}

    async def _find_admins(self) -> tuple[str, ...]:
        return (await self._list_admins())[:_MOST_TOLD]

    async def _list_admins(self) -> tuple[str, ...]:
        admins = await self._facts.find_admins()
        return tuple(
            each for each in admins if not self._guard_admins or each in self._guard_admins
        )

    async def _tell(self, place: str, message: Message) -> bool:
        try:
            channel_id = place if is_channel(place) else await self._slack.open_dm(place)
            await self._slack.post_plain(channel_id, message)
        except SlackError as exc:
            _log.warning("an admin cannot be told: %s", exc.code)
            return False
        return True
