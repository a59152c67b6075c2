"""Every kind of message, form and Home that the bot can send, with invented values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.domain.meanings import Outcome
from bot.domain.phone_numbers import E164
from bot.domain.quiet_hours import QuietTime, Silence
from bot.domain.statistics import AgentCount, CallStatistics, DayCount
from bot.domain.statuses import CallStatus
from bot.domain.subscriptions import DigestSchedule, Watch
from bot.domain.time_zones import Location
from bot.domain.transcripts import Step, Turn
from bot.domain.variables import VariableDoubt
from bot.errors import CommandError, InputError
from bot.ops.invented_calls import AGENT, MAPPING, MIA, NOON, SALES, TEAM, invent_call, invent_calls
from bot.ops.number_samples import draw_number_samples
from bot.ops.rule_samples import draw_rule_samples, invent_sheet
from bot.policies.duplicates import EarlierCall
from bot.ui import notices, questions, watch
from bot.ui.agent_list import build_agents
from bot.ui.call_card import build_card
from bot.ui.call_form import FormState, build_form
from bot.ui.call_list import build_call_list, build_list_title
from bot.ui.call_thread import build_reply, build_result
from bot.ui.consent_question import (
    build_consent_call_question,
    build_consent_form,
    build_consent_question,
)
from bot.ui.duplicate_question import build_duplicate_question
from bot.ui.form_timing import Timing
from bot.ui.help import HelpFacts, build_help, build_help_with_form, build_short_help
from bot.ui.home import HomeState, HomeTab, build_home
from bot.ui.mapping_form import build_mapping_form
from bot.ui.quiet_question import (
    build_quiet_call_question,
    build_quiet_question,
    build_reason_form,
)
from bot.ui.results import build_recording, build_transcript, build_transcript_note
from bot.ui.rich_text import Message
from bot.ui.scheduled_call import build_change_time
from bot.ui.statistics import build_digest, build_stats_note
from bot.ui.variable_question import build_variable_question
from bot.voicy import AgentVariable

Sample = tuple[str, Message | View]


def draw_samples() -> Iterator[Sample]:
    """Yield each kind of what can be sent, with a name for it."""
    for call in invent_calls():
        yield f"card, {call.status}", build_card(call)
        yield f"reply, {call.status}", build_reply(call, len(call.transitions))
        yield f"reply for all, {call.status}", build_reply(call, len(call.transitions), first_seq=1)
    over = invent_call(CallStatus.ENDED)
    if result := build_result(over):
        yield "result", result
    yield from _draw_views(over)
    yield from _draw_lists(over)
    yield from _draw_questions(over)
    yield from _draw_notices(over)
    yield from _draw_subscriptions(over)
    yield from draw_rule_samples()
    yield from draw_number_samples()


def _draw_views(over: Call) -> Iterator[Sample]:
    scheduled = invent_call(CallStatus.SCHEDULED)
    home = HomeState(
        user_id="U1",
        tab=HomeTab.MINE,
        place="newest",
        live=[invent_call(CallStatus.RINGING)],
        live_count=1,
        upcoming=[scheduled],
        upcoming_count=1,
        latest=[over],
        newer="mine after:1",
        older="mine before:1",
        at=NOON,
    )
    yield "Home", build_home(home)
    empty = replace(home, live=[], live_count=0, upcoming=[], upcoming_count=0, latest=[])
    yield "Home without calls", build_home(empty)
    yield "Home with the rules", build_home(replace(home, tab=HomeTab.RULES, rules=invent_sheet()))
    form = FormState(
        form_id="f1",
        channel_id="C1",
        caller_ids=(SALES,),
        fields=AGENT.variables,
        own_agent=AGENT,
        timing=Timing(due_at=NOON, callee_zone="Asia/Jerusalem"),
        retry_pauses=(timedelta(minutes=15),),
        notes=("A note.",),
    )
    yield "form", build_form(form)
    numbers = (MIA, E164("+15559876001"))
    yield "form of several numbers", build_form(replace(form, numbers=numbers, to_text=MIA))
    step = Turn(speaker="system", steps=(Step(name="look_up", value={"day": "Monday"}),))
    turns = [Turn(speaker="agent", text="Hello", after=timedelta(seconds=1)), step] * 60
    yield "transcript", build_transcript(over, turns, page=1)
    yield "transcript, saved", build_transcript(over, turns, note="Saved.")
    note = notices.build_note("There is none.")
    yield "transcript that is not there", build_transcript_note(note, order_id="o1")
    fields = (AgentVariable(name="who", description="Who answered"),)
    yield "mapping", build_mapping_form("a1", "Booker", fields, MAPPING.mapping)
    yield "change of time", build_change_time(scheduled, now=NOON - timedelta(days=1))


def _draw_lists(over: Call) -> Iterator[Sample]:
    yield (
        "list of calls",
        build_call_list(
            build_list_title("Here", "busy", since=NOON),
            [(over, "https://slack.example/1")],
            nothing="None.",
            left_out=1,
            upcoming=[(invent_call(CallStatus.SCHEDULED), "")],
            newer="n",
            older="o",
        ),
    )
    agents = [(AGENT, AGENT.variables)]
    yield (
        "agents",
        build_agents(
            agents,
            company="Acme",
            mappings={"a1": MAPPING},
            is_admin=True,
            previous_start=0,
            next_start=8,
        ),
    )
    facts = HelpFacts(bot_name="voicy", caller_id="Sales", agent="Booker")
    yield "help", build_help(facts)
    yield "help with the form", build_help_with_form(facts, "1.1")
    yield "short help", build_short_help()


def _draw_questions(over: Call) -> Iterator[Sample]:
    yield "question of the time", questions.build_time_question("d1", "Which?", [NOON, NOON])
    yield "question of the number", questions.build_number_question("d1", [MIA])
    yield "question of a late request", questions.build_late_question("d1", NOON)
    late = questions.build_late_question("d1", NOON, due_at=NOON)
    yield "question of a late time", late
    yield "offer to call", questions.build_offer("d1", [MIA])
    doubt = VariableDoubt(agent_name="Booker", unknown=(("nmae", "name"),), missing=("name",))
    asked = build_variable_question("d1", doubt, is_correctable=True, is_scheduled=False)
    yield "question of variables", asked
    earlier = [EarlierCall(call=over, is_seen=is_seen) for is_seen in (True, False)]
    again = build_duplicate_question("d1", MIA, earlier, requester_id="U2", is_scheduled=False)
    yield "question of a number called lately", again
    yield from _draw_quiet_hours()
    yield from _draw_consents()


def _draw_quiet_hours() -> Iterator[Sample]:
    night = Silence(
        at=NOON,
        callee=Location(zones=("Asia/Tokyo",)),
        is_doubtful=False,
        ends_at=NOON + timedelta(hours=11),
        quiet_time=QuietTime.read("21:00-08:00"),
    )
    doubtful = replace(
        night, callee=Location(zones=("Asia/Tokyo", "Europe/Rome")), is_doubtful=True
    )
    why = "Quiet hours there are 21:00–08:00."
    yield "question of quiet hours", build_quiet_question("d1", MIA, night, why, NOON)
    yield "question of the zone", build_quiet_question("d1", MIA, doubtful, why, NOON)
    for status in (CallStatus.SCHEDULED, CallStatus.BUSY):
        call = invent_call(status)
        yield f"quiet hours, {status}", build_quiet_call_question(call, night, why, NOON)
    yield "reason to call in quiet hours", build_reason_form('{"about": "d1", "reply": ""}')


def _draw_consents() -> Iterator[Sample]:
    why = "Calls to France need a basis, such as what the person agreed to."
    yield "question of consent", build_consent_question("d1", MIA, why)
    call = invent_call(CallStatus.OVERDUE)
    yield "question of consent, missed", build_consent_call_question(call, why, NOON)
    yield "basis of a call", build_consent_form('{"about": "d1", "reply": ""}')


def _draw_notices(over: Call) -> Iterator[Sample]:
    error = InputError("There is no agent “x”.", field="agent")
    typed = CommandError("It is wrong.", text="+1 x", start=3, end=4, example="/call +1")
    yield "refusal", notices.build_refusal(error)
    yield "refusal of a command", notices.build_command_refusal(typed, command="/call")
    yield "not called", notices.build_not_called("it is night there")
    yield "not made", notices.build_not_made(invent_call(CallStatus.REFUSED))
    yield "error", notices.build_error(error)
    yield "apology", notices.build_apology("1a2b3c4d")
    yield "in line", notices.build_in_line(3)
    yield "invitation", notices.build_invitation("o1", "C1", "voicy", "not_in_channel")
    yield "chosen call", notices.build_chosen_call(over)
    yield "unchanged call", notices.build_unchanged(over)
    yield "call back scheduled before", notices.build_already_scheduled(over)
    yield "incomplete result", notices.build_incomplete(over)
    yield "recording", build_recording(over, "https://recordings.example/1")


def _draw_subscriptions(over: Call) -> Iterator[Sample]:
    rule = Watch(
        workspace_id=TEAM,
        channel_id="C1",
        outcome="busy",
        agent="Booker",
        added_by="U1",
        added_at=NOON,
    )
    schedule = DigestSchedule(
        workspace_id=TEAM,
        channel_id="C1",
        wall_time=time(17),
        zone="UTC",
        added_by="U1",
        added_at=NOON,
    )
    counted = CallStatistics(
        since=NOON,
        until=NOON,
        zone="UTC",
        calls=2,
        conversations=1,
        reached=1,
        by_outcome={Outcome.REACHED: 1, Outcome.BUSY: 1},
        by_agent=(AgentCount(name="Booker", calls=2, conversations=1),),
        per_day=(DayCount(day=NOON.date()),),
    )
    yield "call update", watch.build_watch_line(over, "https://slack.example/1")
    yield "call updates stopped", watch.build_watch_ended("C1")
    yield "call updates on", watch.build_new_watch("U1", rule)
    yield "call updates off", watch.build_watch_removed("U1", had_updates=True, had_digest=True)
    yield "call updates refused", watch.build_cannot_watch("C1", "voicy", "not_in_channel")
    yield "list of call updates", watch.build_watch_list([rule], schedule)
    yield "digest on", watch.build_new_digest("U1", schedule)
    yield "digest", build_digest(counted)
    yield "statistics", build_stats_note("Painted.", "stats 7d")
