"""Everything that people can click, drawn once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from slack_sdk.models.views import View

from bot.domain.calls import Call, CallerId, CallStatus, Result
from bot.domain.phone_numbers import E164
from bot.domain.transcripts import Turn
from bot.domain.variables import VariableDoubt
from bot.ui.agent_list import build_agents
from bot.ui.call_card import build_card
from bot.ui.call_form import FormState, build_form
from bot.ui.call_list import build_call_list, build_list_title
from bot.ui.call_thread import build_reply
from bot.ui.help import HelpFacts, build_help_with_form
from bot.ui.home import HomeState, HomeTab, build_home
from bot.ui.notices import build_invitation
from bot.ui.questions import build_late_question, build_offer, build_time_question
from bot.ui.results import build_recording, build_transcript
from bot.ui.rich_text import Message
from bot.ui.scheduled_call import build_change_time
from bot.ui.statistics import build_stats_note
from bot.ui.variable_question import build_variable_question
from bot.voicy import Agent, AgentVariable
from tests.builders.calls import NOON, build_call, build_order

OVER = build_call("ended", result=Result(has_transcript=True, has_recording=True))


def draw_messages() -> Iterator[Message]:
    """Yield every message with something to click, and every card and reply."""
    for call in draw_calls():
        yield build_card(call)
        if call.transitions:
            yield build_reply(call, len(call.transitions))
    yield build_recording(OVER, "https://recordings.example/1")
    yield build_invitation("o1", "C1", "voicy", "not_in_channel")
    yield build_help_with_form(
        HelpFacts(command="/call", bot_name="voicy", caller_id="Sales"), "1.1"
    )
    yield build_stats_note("Painted.", "stats 7d")
    yield build_call_list(build_list_title("Here"), [(OVER, "")], nothing="", newer="n", older="o")
    agent = Agent(agent_id="a1", name="Booker", language="en")
    yield build_agents([(agent, ())], "/call", previous_start=0, next_start=8)
    yield build_time_question("d1", "02:30 comes twice.", [NOON, NOON])
    yield build_late_question("d1", NOON)
    yield build_late_question("d1", NOON, due_at=NOON)
    yield build_offer("d1", [E164("+15559876543")])
    doubt = VariableDoubt(agent_name="Booker", missing=("name",))
    yield build_variable_question("d1", doubt, is_correctable=True, is_scheduled=False)


def draw_calls() -> Iterator[Call]:
    """Yield a call in every status, in line, and between its attempts."""
    yield from map(build_call, CallStatus)
    yield build_call(queue_position=1)
    yield OVER
    thrice = build_order(attempts=3)
    for attempt in range(1, 4):
        for status in (CallStatus.SCHEDULED, CallStatus.RINGING, CallStatus.BUSY):
            yield build_call(status, order=thrice, attempt=attempt)


def draw_views() -> Iterator[View]:
    """Yield every modal, and the Home."""
    home = HomeState(
        user_id="U1",
        tab=HomeTab.MINE,
        place="newest",
        live=[build_call("ringing")],
        live_count=1,
        upcoming=[build_call("scheduled")],
        upcoming_count=1,
        latest=[OVER],
        newer="mine after:1",
        older="mine before:1",
        command="/call",
        at=NOON,
    )
    yield build_home(home)
    turns = [Turn(speaker="agent", text="Hello")] * 120
    yield build_transcript(OVER, turns, page=1)
    sales = CallerId(number=E164("+15551234567"), label="Sales")
    form = FormState(
        form_id="f1",
        channel_id="C1",
        caller_ids=(sales,),
        fields=(AgentVariable(name="name"),),
        retry_pauses=(timedelta(minutes=15),),
    )
    yield build_form(form)
    yield build_change_time(build_call("scheduled"), now=NOON)


def find_elements() -> list[dict[str, Any]]:
    """Return the elements whose use is told to the app at once."""
    drawn = [block.to_dict() for message in draw_messages() for block in message.blocks]
    drawn += [block for view in draw_views() for block in view.to_dict()["blocks"]]
    found: list[dict[str, Any]] = []
    for block in drawn:
        if block["type"] == "actions":
            found += block["elements"]
        elif block["type"] == "input" and block.get("dispatch_action"):
            found.append(block["element"])
        elif "accessory" in block:
            found.append(block["accessory"])
    return found


def find_forms() -> set[str]:
    """Return the callback ids of the modals that can be submitted."""
    return {str(view.callback_id) for view in draw_views() if view.submit is not None}
