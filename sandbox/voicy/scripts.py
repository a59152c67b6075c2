"""What the agents and the people they call say to each other.

`{{name}}` stands for a variable of the call, in texts and in results.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.voicy.agents import (
    APPOINTMENT_BOOKER,
    APPOINTMENT_REMINDER_HE,
    LEAD_QUALIFIER,
    OLD_CAMPAIGN,
    SURVEY_CALLER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one entry of a transcript; a system line carries a function's call or its result."""

    role: str
    content: str
    function_invocation: Mapping[str, object] | None = None
    function_result: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Hold a conversation after the agent's welcome, and what Voicy makes of it."""

    lines: tuple[Line, ...]
    summary: str
    extracted: Mapping[str, object]
    collected: Mapping[str, object]
    fallbacks: Mapping[str, str]
    detected_gender: str = "female"
    silence: tuple[str, ...] = field(
        default=(
            "Hello? Can you hear me?",
            "I cannot hear anything, so I will let you go. Goodbye!",
        )
    )
    silence_summary: str = "Nobody spoke. The agent asked once more and then gave up."


def _agent(text: str) -> Line:
    return Line(role="agent", content=text)


def _caller(text: str) -> Line:
    return Line(role="caller", content=text)


_BOOKING = Script(
    lines=(
        _agent("I am calling to check that {{appointment_date}} still works for you."),
        _caller("Oh, right. What time was that again?"),
        Line(
            role="system",
            content="Looked up the calendar",
            function_invocation={
                "name": "find_appointment",
                "arguments": {"name": "{{name}}", "date": "{{appointment_date}}"},
            },
        ),
        Line(
            role="system",
            content="One appointment found",
            function_result={
                "name": "find_appointment",
                "result": {"time": "10:30", "room": "2", "minutes": 45},
            },
        ),
        _agent("Half past ten, and it takes about forty-five minutes."),
        _caller("Perfect, I will be there. Should I bring anything?"),
        _agent("Just an ID. Thank you, {{name}}, see you then!"),
        _caller("See you, bye!"),
    ),
    summary=(
        "{{name}} confirmed the appointment on {{appointment_date}} at 10:30 and asked what to "
        "bring. The agent named an ID. Nothing is left to do."
    ),
    extracted={"confirmed": "yes", "new_date": ""},
    collected={"arrival_time": "10:30", "bring": ["ID"]},
    fallbacks={"name": "there", "appointment_date": "your next appointment"},
)

_LEAD = Script(
    lines=(
        _agent("May I ask what you have in mind for it at {{company}}?"),
        _caller("Sure. We are forty people and we do all of this by hand today."),
        _agent("That sounds like a lot of work. Is there a budget for this year?"),
        _caller("Around twelve thousand, and I would need to convince my boss."),
        _agent("Then a demonstration for both of you may help. Does Thursday at two suit you?"),
        _caller("Thursday at two is good. Send the invitation to me, please."),
        _agent("I will. Thank you, {{name}}, and have a lovely day!"),
    ),
    summary=(
        "{{name}} of {{company}} is interested in {{product}}: forty people, all done by hand "
        "today, about $12,000 a year. A demonstration with the boss was agreed for Thursday, 2 pm."
    ),
    extracted={
        "interest": "high",
        "budget": 12000,
        "next_step": "Demonstration on Thursday at 14:00",
    },
    collected={
        "team_size": 40,
        "decision_makers": ["{{name}}", "the boss"],
        "meeting": {"day": "Thursday", "time": "14:00"},
    },
    fallbacks={"name": "there", "company": "your company", "product": "our product"},
    detected_gender="male",
)

_SURVEY = Script(
    lines=(
        _caller("Two minutes, go ahead."),
        _agent("{{question_1}}"),
        _caller("Every day, mostly in the morning."),
        _agent("{{question_2}}"),
        _caller("That it just works. Setting it up took me five minutes."),
        _agent("{{question_3}}"),
        _caller("The cable could be longer."),
        _agent("{{question_4}}"),
        _caller("A nine. I told my sister about it already."),
        _agent("Wonderful, that is all. {{closing_line}}"),
        _caller("Thanks, bye!"),
    ),
    summary=(
        "{{name}} uses the {{product}} from {{store}} every day and gives it 9 of 10. Liked: it "
        "just works. Missed: a longer cable. Wants no call back."
    ),
    extracted={
        "score": 9,
        "answers": ["every day", "it just works", "a longer cable", "9"],
        "follow_up": "Send {{incentive}}",
    },
    collected={"likes": ["setup", "reliability"], "dislikes": {"cable": "too short"}},
    fallbacks={
        "name": "there",
        "product": "new purchase",
        "store": "the store",
        "question_1": "How often do you use it?",
        "question_2": "What do you like most about it?",
        "question_3": "What would you change?",
        "question_4": "From zero to ten, would you recommend it?",
        "incentive": "the voucher",
        "closing_line": "Thank you for your time!",
    },
)

_REMINDER_HE = Script(
    lines=(
        _agent("אני מתקשרת להזכיר את התור אצל {{doctor}} ב{{תאריך_התור}}. נוח לך להגיע?"),
        _caller("כן, אגיע. אפשר להחנות ליד המרפאה?"),
        _agent("כן, יש חניון ממש מתחת לבניין."),
        _caller("מצוין, תודה רבה."),
        _agent("תודה {{שם}}, נתראה!"),
    ),
    summary="{{שם}} אישר/ה את התור אצל {{doctor}} ב{{תאריך_התור}} ושאל/ה על חניה.",
    extracted={"אישור": "כן", "הערות": "מגיע/ה ברכב"},
    collected={"חניה": "כן"},
    fallbacks={
        "שם": "לקוח יקר",
        "תאריך_התור": "יום ראשון בעשר",
        "clinic": "הסנדבוקס",
        "doctor": "הרופא/ה",
    },
    silence=("שומעים אותי?", "לא שומעים אותך, נתקשר שוב. להתראות!"),
    silence_summary="לא נשמע מענה. הסוכנת שאלה פעם נוספת וסיימה את השיחה.",
)

_CAMPAIGN = Script(
    lines=(_caller("No, thank you."), _agent("No problem, {{name}}. Have a nice day!")),
    summary="{{name}} is not interested in the spring sale.",
    extracted={},
    collected={},
    fallbacks={"name": "there"},
)

SCRIPTS: Mapping[str, Script] = {
    APPOINTMENT_BOOKER.agent_id: _BOOKING,
    LEAD_QUALIFIER.agent_id: _LEAD,
    SURVEY_CALLER.agent_id: _SURVEY,
    APPOINTMENT_REMINDER_HE.agent_id: _REMINDER_HE,
    OLD_CAMPAIGN.agent_id: _CAMPAIGN,
}
