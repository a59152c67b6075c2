"""Drafts: calls as people ask for them, before anything is resolved or allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.consents import Consent
from bot.domain.phone_numbers import PhoneNumber
from bot.domain.requesters import ReplyAddress, Requester
from bot.domain.variables import VariableDoubt


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """A call as it was asked for, by whichever entrance.

    `numbers` are what was typed can mean, where that is not clear; `number` is the likeliest.
    `request_key` is the same for every repetition of one click, command or submission. `from_text`
    and `agent_text` are what was typed, `agent_id` an agent that was chosen, `at_text` a time in
    the requester's own words, on the clock of `zone_text` if any, and `due_at` one that is settled;
    where it is one of several `moments`, `doubt` says why. So are `until_text` and `until_at`,
    after which nobody is to be dialed. `quiet_reason` says how the callee asked to be called in
    quiet hours, `consent_text` why the callee may be called; `consent` is that of a call before.
    `thread_ts` is the thread that exists, None to open one.
    `mentions` are Slack's marks in the variables, for people, channels and the like.
    `text` is the typed command and `spans` say where in it each part stands, for marking mistakes.
    `is_origin_proven` says that Slack itself named `origin_channel_id` as where the requester is.
    `has_seen_fields` says that it was requested where the agent's variables have fields.
    `answered` are the questions that the requester has answered already, and `received_key` is the
    row of the inbox with the last answer.
    """

    request_key: str
    requester: Requester
    reply: ReplyAddress
    received_at: datetime
    channel_id: str
    origin_channel_id: str
    thread_ts: str | None = None
    number: PhoneNumber
    numbers: tuple[PhoneNumber, ...] = ()
    from_text: str | None = None
    agent_text: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    mentions: frozenset[str] = frozenset()
    at_text: str | None = None
    due_at: datetime | None = None
    moments: tuple[datetime, ...] = ()
    doubt: str = ""
    until_text: str | None = None
    until_at: datetime | None = None
    callee_time_zone: str | None = None
    zone_text: str | None = None
    attempts: int = 1
    quiet_reason: str | None = None
    consent_text: str | None = None
    consent: Consent | None = None
    is_origin_proven: bool = False
    has_seen_fields: bool = False
    text: str = ""
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    received_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDraft:
    """A draft that waits for an answer: what was asked, and moments, numbers or zones to choose.

    `doubt` is what speaks against its variables, `corrected` the draft as it is likelier meant.
    """

    draft: CallDraft
    policy: str
    moments: tuple[datetime, ...] = ()
    numbers: tuple[PhoneNumber, ...] = ()
    zones: tuple[str, ...] = ()
    doubt: VariableDoubt | None = None
    corrected: CallDraft | None = None
