"""What admins are told: that somebody wishes something to be allowed, or a cap is nearly used."""

import logging
from typing import Final

from cachetools import TTLCache

from bot.clock import Clock
from bot.domain.requesters import Requester
from bot.domain.workspaces import WorkspaceId
from bot.errors import SlackError
from bot.slack import Slack
from bot.slack.facts import SlackFacts
from bot.ui.rich_text import Message

_MOST_TOLD: Final = 3
# whoever clicks again and again is heard once
_AGAIN_SECONDS: Final = 3_600.0
_DAY_SECONDS: Final = 86_400.0
_REMEMBERED: Final = 5_000
_log = logging.getLogger(__name__)


class AdminNotices:
    """Tells admins in their direct messages: those of the settings, else three of Slack's."""

    def __init__(
        self, slack: Slack, facts: SlackFacts, guard_admins: frozenset[str], clock: Clock
    ) -> None:
        self._slack = slack
        self._facts = facts
        self._guard_admins = guard_admins
        self._warned = TTLCache[tuple[str, ...], None](
            _REMEMBERED, _DAY_SECONDS, timer=clock.monotonic
        )
        self._told: TTLCache[tuple[str, ...], tuple[str, ...]] = TTLCache(
            _REMEMBERED, _AGAIN_SECONDS, timer=clock.monotonic
        )

    async def pass_on(self, requester: Requester, wish: str, message: Message) -> tuple[str, ...]:
        """Tell admins what somebody wishes, once an hour; returns whom, nobody where none is."""
        key = (requester.workspace_id, requester.user_id, wish)
        if key not in self._told:
            told = [each for each in await self._find_admins() if await self._tell(each, message)]
            if not told:
                return ()
            self._told[key] = tuple(told)
        return self._told[key]

    async def warn(self, workspace_id: WorkspaceId, about: str, message: Message) -> None:
        """Tell admins something, once a day."""
        key = (workspace_id, about)
        if key not in self._warned:
            self._warned[key] = None
            for each in await self._find_admins():
                await self._tell(each, message)

    async def ask_approvers(
        self, named: frozenset[str], message: Message, *, requested_by: str
    ) -> bool:
        """Tell those named, else admins, but for who requested the call; False where none was."""
        found = sorted(named) or await self._list_admins()
        people = [each for each in found if each != requested_by][:_MOST_TOLD]
        return any([await self._tell(each, message) for each in people])

    async def _find_admins(self) -> tuple[str, ...]:
        return (await self._list_admins())[:_MOST_TOLD]

    async def _list_admins(self) -> tuple[str, ...]:
        admins = await self._facts.find_admins()
        return tuple(
            each for each in admins if not self._guard_admins or each in self._guard_admins
        )

    async def _tell(self, user_id: str, message: Message) -> bool:
        try:
            dm = await self._slack.open_dm(user_id)
            await self._slack.post_plain(dm, message)
        except SlackError as exc:
            _log.warning("an admin cannot be told: %s", exc.code)
            return False
        return True
