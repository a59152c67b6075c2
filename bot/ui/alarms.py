"""What admins are told by itself, in words."""

from typing import Final

from bot.domain.alarms import AlarmKind, RaisedAlarm
from bot.ui.commands import name_command
from bot.ui.rich_text import Mention, Message, RichLine, Text, build_message
from bot.ui.subjects import write_country
from bot.ui.verdicts import build_near_cap

PAUSE_ENDS_IT: Final = "If nobody meant that, “/call pause” stops all new calls."


def build_alarm(alarm: RaisedAlarm) -> Message | None:
    """Say what an alarm is about; None for one of a newer program."""
    match alarm.kind, alarm.details:
        case AlarmKind.CAP, (dials, cap):
            return build_near_cap(int(dials), int(cap))
        case AlarmKind.BURST, (dials, usual):
            said = f"{dials} calls in ten minutes"
            usually = f"; usual here are {usual}." if float(usual) else "."
            line: RichLine = [
                "📈 ",
                Text(said, bold=True),
                f"{usually} {name_command(PAUSE_ENDS_IT)}",
            ]
            return build_message([line])
        case AlarmKind.COUNTRY, (user_id,):
            said = f"First call to {write_country(alarm.subject)}"
            return build_message(
                [["🔔 ", Text(said, bold=True), ", asked for by ", Mention(user_id=user_id), "."]]
            )
    return None
