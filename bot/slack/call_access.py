"""Who may see calls now and act on them: asked by every verb, whichever way it was reached."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.domain.calls import Call, CallOrder
from bot.domain.requesters import Requester
from bot.domain.workspaces import ChannelKey, Sight, WorkspaceId
from bot.errors import DeniedError, SlackUnavailableError
from bot.policies.approvals import judge_approver
from bot.policies.duplicates import EarlierCall
from bot.policies.facts import CallerFacts
from bot.policies.permissions import (
    UNKNOWN,
    is_seen,
    judge_access,
    judge_admin,
    judge_caller,
    judge_standing,
    judge_viewer,
)
from bot.policies.rules import Rules
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict
from bot.slack.facts import SlackFacts


class CallAccess:
    """Judges by what Slack says now of the person and of conversations."""

    def __init__(
        self,
        facts: SlackFacts,
        read_rules: Callable[[WorkspaceId], Awaitable[Rules]],
        guard_admins: frozenset[str] = frozenset(),
        approvers: frozenset[str] | None = None,
    ) -> None:
        self._facts = facts
        self._read_rules = read_rules
        self._guard_admins = guard_admins
        self._approvers = approvers

    async def require(
        self, order: CallOrder, requester: Requester, *, to_act: bool = False
    ) -> None:
        """Raise DeniedError where a person may not see a call, or may not act on it."""
        verdict = judge_access(
            order,
            requester,
            await self._facts.find_person(requester.user_id),
            home_team_ids=self._facts.home_team_ids,
            sees_place=await self._facts.sees_place(
                order.channel_id, requester.user_id, is_fresh=not to_act
            ),
            calling=await self.judge_caller(requester, order.channel_id) if to_act else None,
        )
        _raise(verdict)

    async def judge_caller(self, requester: Requester, channel_id: str = "") -> Allow | Deny:
        """Judge whether a person may call, and there; raises DeniedError for unreadable rules."""
        rules = await self._read_rules(requester.workspace_id)
        caller = CallerFacts(
            own_team_id=requester.team_id,
            person=await self._facts.find_person(requester.user_id),
            home_team_ids=self._facts.home_team_ids,
            channel_id=channel_id,
            groups=await self._facts.find_groups(rules.group_ids),
        )
        return judge_caller(caller, rules)

    async def find_sight(self, requester: Requester) -> Sight:
        """Return what a person sees; raises DeniedError for who may see nothing."""
        await self.require_viewer(requester)
        person = await self._facts.find_person(requester.user_id)
        channel_ids = await self._facts.find_channels(requester.user_id)
        if person is None or channel_ids is None:
            raise DeniedError(PolicyName.RESULTS_ACCESS, UNKNOWN)
        if not person.is_guest:
            channel_ids |= await self._find_public()
        return Sight(
            workspace_id=requester.workspace_id, user_id=requester.user_id, channel_ids=channel_ids
        )

    async def mark_seen(
        self, calls: Sequence[Call], requester: Requester
    ) -> tuple[EarlierCall, ...]:
        """Say of each call whether a person sees it; what Slack does not say is not seen."""
        sight = None
        with suppress(DeniedError):
            sight = await self.find_sight(requester)
        return tuple(
            EarlierCall(call=call, is_seen=sight is not None and is_seen(call.order, sight))
            for call in calls
        )

    async def find_common_sight(self, channel: ChannelKey, *, is_unhurried: bool = False) -> Sight:
        """Return what everybody in a channel may see; raises SlackUnavailableError.

        That is public calls and its own; its own alone where another company is in it.
        """
        channel_ids = frozenset({channel.channel_id})
        if not await self.is_shared(channel, is_unhurried=is_unhurried):
            channel_ids |= await self._facts.require_public_channels()
        return Sight(workspace_id=channel.workspace_id, channel_ids=channel_ids)

    async def is_shared(self, channel: ChannelKey, *, is_unhurried: bool = False) -> bool:
        """Say whether another company is in a channel; raises SlackUnavailableError."""
        place = await self._facts.require_place(channel.channel_id, is_unhurried=is_unhurried)
        return place.is_shared

    async def require_viewer(self, requester: Requester) -> None:
        """Raise DeniedError where a person may see no calls at all."""
        person = await self._facts.find_person(requester.user_id)
        _raise(judge_viewer(requester, person, self._facts.home_team_ids))

    async def require_member(self, requester: Requester) -> None:
        """Raise DeniedError where a person may only look."""
        person = await self._facts.find_person(requester.user_id)
        value = judge_standing(requester.team_id, person, self._facts.home_team_ids)
        if value is not None:
            raise DeniedError(PolicyName.OWNERSHIP, value)

    async def require_admin(self, requester: Requester) -> None:
        """Raise DeniedError where a person may not change what the team allows."""
        person = await self._facts.find_person(requester.user_id)
        _raise(judge_admin(requester, person, self._facts.home_team_ids, self._guard_admins))

    async def is_viewer(self, requester: Requester) -> bool:
        """Say whether a person may see any calls."""
        return await _is_allowed(self.require_viewer(requester))

    async def require_approver(self, requester: Requester, requested_by: str) -> None:
        """Raise DeniedError where a person may not answer for a call that somebody requested."""
        person = await self._facts.find_person(requester.user_id)
        verdict = judge_approver(
            requester.team_id,
            person,
            self._facts.home_team_ids,
            requested_by=requested_by,
            approvers=self._approvers,
            is_admin=await self.is_admin(requester),
        )
        _raise(verdict)

    async def is_member(self, requester: Requester) -> bool:
        """Say whether a person may do more than look."""
        return await _is_allowed(self.require_member(requester))

    async def is_admin(self, requester: Requester) -> bool:
        """Say whether a person may change what the team allows."""
        return await _is_allowed(self.require_admin(requester))

    async def _find_public(self) -> frozenset[str]:
        try:
            return await self._facts.require_public_channels()
        except SlackUnavailableError as exc:
            raise DeniedError(PolicyName.RESULTS_ACCESS, UNKNOWN) from exc


def _raise(verdict: Verdict) -> None:
    if isinstance(verdict, Deny):
        raise verdict.to_error()


async def _is_allowed(check: Awaitable[None]) -> bool:
    try:
        await check
    except DeniedError:
        return False
    return True
