"""Every entrance that may lead to a call or change one: what a person does there, what comes of it.

What has to be there first is prepared by Alice, or by the person while they still are a member.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.policies.verdicts import PolicyName
from bot.ui.notices import CALL_IN_DM_LABEL
from bot.ui.questions import CALL_NOW
from tests.e2e.entrances.deeds import (
    cancel_in_the_home,
    click,
    click_new_call,
    mention_in_thread,
    submit_another_time,
    submit_form,
    submit_form_anyway,
    submit_form_of_time,
    type_in,
    use_shortcut,
    use_shortcut_of_message,
    write_to_the_bot,
)
from tests.e2e.entrances.effects import is_dialed, is_withdrawn, says
from tests.e2e.entrances.preparations import (
    have_a_late_question,
    have_a_time_question,
    have_asked_where_the_bot_is_not,
    have_it_busy,
    have_it_refused,
    have_it_scheduled,
    have_it_tried_again,
    have_own_call_in_the_home,
    have_the_form_of_another_time,
    have_the_help,
    have_the_home,
    have_the_number_said,
)
from tests.e2e.entrances.scene import Step, nothing

OWNERS = PolicyName.OWNERSHIP


@dataclass(frozen=True, slots=True)
class Entrance:
    """A row of the table: what is there before, what a person does, what comes of it if they may.

    `policy` is whose sentence refuses. Numbers that end in `fate` are answered, busy or refused.
    Whoever may goes on with the form that is `then` open. `missing` says for whom Slack has no such
    entrance, and why. Those who were deactivated are told only where a URL came with what they did.
    """

    name: str
    prepare: Step
    act: Step
    works: Step
    policy: PolicyName = PolicyName.PERMISSIONS
    fate: str = "6543"
    is_told_to_leavers: bool = True
    then: Step = nothing
    missing: Mapping[str, str] = field(default_factory=dict)


_NOT_OURS = {"another company": "Slack gives them no commands, shortcuts or Home of this app"}
_NOT_ASKED = {"another company": "they are refused before they are asked anything"}
_NO_BUTTON = "only who could ask where the bot is not, in a group message, has the button"

# prepared in this order, tried in the reverse order
ENTRANCES = (
    Entrance(
        "late question",
        have_a_late_question,
        click(CALL_NOW),
        is_dialed,
        missing=_NOT_ASKED,
    ),
    Entrance("direct message", nothing, write_to_the_bot, is_dialed, is_told_to_leavers=False),
    Entrance("command", nothing, type_in("/call #"), is_dialed, missing=_NOT_OURS),
    Entrance(
        "command for later",
        nothing,
        type_in('/call # at="in 5 hours"'),
        says("🗓"),
        missing=_NOT_OURS,
    ),
    Entrance("mention", nothing, type_in("@voicy call #"), is_dialed, is_told_to_leavers=False),
    Entrance(
        "mention in a thread",
        have_the_number_said,
        mention_in_thread,
        is_dialed,
        is_told_to_leavers=False,
    ),
    Entrance(
        "time question",
        have_a_time_question,
        click("choose_time_0"),
        says("🗓"),
        missing=_NOT_ASKED,
    ),
    Entrance(
        "form of the command",
        nothing,
        type_in("/call"),
        is_dialed,
        then=submit_form,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the help",
        have_the_help,
        click("Open the form"),
        is_dialed,
        then=submit_form,
    ),
    Entrance(
        "form of the global shortcut",
        nothing,
        use_shortcut,
        is_dialed,
        then=submit_form,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the message shortcut",
        have_the_number_said,
        use_shortcut_of_message,
        is_dialed,
        then=submit_form,
        missing=_NOT_OURS,
    ),
    Entrance(
        "form of the Home",
        have_the_home,
        click_new_call,
        is_dialed,
        then=submit_form,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "Call, with the thread in my DM",
        have_asked_where_the_bot_is_not,
        click(CALL_IN_DM_LABEL),
        is_dialed,
        missing={"guest": _NO_BUTTON, "another company": _NO_BUTTON},
    ),
    Entrance(
        "Call again",
        have_it_busy,
        click("Call again"),
        is_dialed,
        OWNERS,
        "6001",
        then=submit_form_anyway,
    ),
    Entrance(
        "Edit and try again",
        have_it_refused,
        click("Edit and try again"),
        is_dialed,
        OWNERS,
        "6004",
        then=submit_form,
    ),
    Entrance("In 15 min", have_it_busy, click("In 15 min"), says("Attempt 2 of 2"), OWNERS, "6001"),
    Entrance("In 1 h", have_it_busy, click("In 1 h"), says("Attempt 2 of 2"), OWNERS, "6001"),
    Entrance(
        "Stop trying",
        have_it_tried_again,
        click("Stop trying"),
        is_withdrawn,
        OWNERS,
        "6001",
    ),
    Entrance(
        "Don't call again",
        have_it_busy,
        click("Don't call again"),
        says("not to be called again, said by @"),
        OWNERS,
        "6001",
    ),
    Entrance("Dial now", have_it_scheduled, click("Dial now"), is_dialed, OWNERS),
    Entrance(
        "Change time",
        have_it_scheduled,
        click("Change time"),
        says("time changed by @"),
        OWNERS,
        then=submit_form_of_time,
    ),
    Entrance("Cancel", have_it_scheduled, click("Cancel"), is_withdrawn, OWNERS),
    Entrance(
        "Cancel in the Home",
        have_own_call_in_the_home,
        cancel_in_the_home,
        is_withdrawn,
        OWNERS,
        is_told_to_leavers=False,
        missing=_NOT_OURS,
    ),
    Entrance(
        "Change time, in a form that is open",
        have_the_form_of_another_time,
        submit_another_time,
        says("time changed by @"),
        OWNERS,
        missing={
            "another company": "the form is never opened for them",
            "deactivated": "Slack closes what they had open",
        },
    ),
)
