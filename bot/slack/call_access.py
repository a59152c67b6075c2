"""Who may see calls now and act on them: asked by every verb, whichever way it was reached."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.requesters import Requester
from bot.domain.workspaces import ChannelKey, Sight, WorkspaceId
from bot.errors import DeniedError, SlackUnavailableError
from bot.policies.approvals import judge_approver
from bot.policies.duplicates import EarlierCall
from bot.policies.facts import CallerFacts
from bot.policies.permissions import (
    UNCHECKED,
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


class _RecordDenial(Protocol):
    """Writes to the audit that a person was denied something; raises StoreError."""

    async def __call__(
        self, requester: Requester, policy: str, value: str, *, number: E164 | None
    ) -> None: ...


class CallAccess:
    """Judges by what Slack says now of the person and of conversations.

    What `require`, `require_caller`, `require_member`, `require_restrainer`, `require_admin` and
    `require_approver` deny is recorded.
    """

    def __init__(
        self,
        facts: SlackFacts,
        read_rules: Callable[[WorkspaceId], Awaitable[Rules]],
        guard_admins: frozenset[str] = frozenset(),
        approvers: frozenset[str] | None = None,
        *,
        record_denial: _RecordDenial | None = None,
    ) -> None:
        self._record_denial = record_denial
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
        await self._enforce(verdict, requester, order.to_number or None)

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

    async def require_caller(
        self,
        requester: Requester,
        *,
        channel_id: str = "",
        number: E164 | None = None,
        allow_unknown: bool = False,
    ) -> None:
        """Raise DeniedError where a person may not call, or not there, whoever they want to call.

        With `allow_unknown` it passes over what Slack does not say, because it is judged later.
        """
        verdict = await self.judge_caller(requester, channel_id)
        if not (allow_unknown and isinstance(verdict, Deny) and verdict.value in UNCHECKED):
            await self._enforce(verdict, requester, number)

    async def require_member(self, requester: Requester) -> None:
        """Raise DeniedError where a person may only look."""
        await self._enforce(await self._judge_member(requester), requester, None)

    async def require_restrainer(self, requester: Requester) -> None:
        """Raise DeniedError where a person may not let fewer be called.

        That is for members, also for those who may not call, and for guests who may.
        """
        verdict = await self._judge_member(requester)
        if isinstance(verdict, Deny) and isinstance(await self.judge_caller(requester), Allow):
            return
        await self._enforce(verdict, requester, None)

    async def require_admin(self, requester: Requester, number: E164 | None = None) -> None:
        """Raise DeniedError where a person may not change what the team allows, or read of it.

        `number` is what it is about, if it is.
        """
        await self._enforce(await self._judge_admin(requester), requester, number)

    async def is_viewer(self, requester: Requester) -> bool:
        """Say whether a person may see any calls."""
        try:
            await self.require_viewer(requester)
        except DeniedError:
            return False
        return True

    async def require_approver(self, approver: Requester, requesters: frozenset[str]) -> None:
        """Raise DeniedError where a person may not answer for a call that others asked for."""
        person = await self._facts.find_person(approver.user_id)
        verdict = judge_approver(
            approver.team_id,
            person,
            self._facts.home_team_ids,
            requesters=requesters,
            approvers=self._approvers,
            is_admin=await self.is_admin(approver),
        )
        await self._enforce(verdict, approver, None)

    async def is_member(self, requester: Requester) -> bool:
        """Say whether a person may do more than look."""
        return isinstance(await self._judge_member(requester), Allow)

    async def is_admin(self, requester: Requester) -> bool:
        """Say whether a person may change what the team allows."""
        return isinstance(await self._judge_admin(requester), Allow)

    async def _judge_member(self, requester: Requester) -> Verdict:
        person = await self._facts.find_person(requester.user_id)
        value = judge_standing(requester.team_id, person, self._facts.home_team_ids)
        return Allow() if value is None else Deny(policy=PolicyName.OWNERSHIP, value=value)

    async def _judge_admin(self, requester: Requester) -> Verdict:
        person = await self._facts.find_person(requester.user_id)
        return judge_admin(requester, person, self._facts.home_team_ids, self._guard_admins)

    async def _enforce(self, verdict: Verdict, requester: Requester, number: E164 | None) -> None:
        if isinstance(verdict, Deny) and self._record_denial is not None:
            await self._record_denial(requester, verdict.policy, verdict.value, number=number)
        _raise(verdict)

    async def _find_public(self) -> frozenset[str]:
        try:
            return await self._facts.require_public_channels()
        except SlackUnavailableError as exc:
            raise DeniedError(PolicyName.RESULTS_ACCESS, UNKNOWN) from exc


def _raise(verdict: Verdict) -> None:
    if isinstance(verdict, Deny):
        raise verdict.to_error()
