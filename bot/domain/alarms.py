"""Alarms: what admins are told once, unasked, such as that many more are called than usual."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.workspaces import WorkspaceId


class AlarmKind(StrEnum):
    """What an alarm is about."""

    BURST = "burst"
    COUNTRY = "country"
    CAP = "cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What a dial has to be told to admins; `details` are what its sentence names.

    The same about one `subject` is told again `again_after` so long, and only once without that.
    """

    workspace_id: WorkspaceId
    kind: str
    subject: str = ""
    details: tuple[str, ...] = ()
    again_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlarm:
    """An alarm as the store keeps it; one `is_for_people` where its channel does not take it."""

    alarm_id: int
    workspace_id: WorkspaceId
    kind: str
    subject: str
    details: tuple[str, ...]
    is_for_people: bool
