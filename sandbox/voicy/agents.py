"""The account's voice agents, and how the API shows them."""

from dataclasses import dataclass

_UNLISTED = ("prompt", "welcome_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Describe one voice agent; variables are (name, description), times ISO 8601."""

    agent_id: str
    name: str
    language: str
    voice: str
    version: int
    prompt: str
    welcome_message: str
    variables_provided: tuple[tuple[str, str], ...]
    variables_extracted: tuple[tuple[str, str], ...]
    agent_type: str = "singlePrompt"
    active: bool = True
    created_at: str = "2026-01-12T08:30:00.000Z"
    updated_at: str = "2026-03-02T14:05:00.000Z"

    def identity(self) -> dict[str, object]:
        """Return the agent as agent-list shows it: without its words and its variables."""
        shown = {**self.whole(), "variables_provided": [], "variables_extracted": []}
        return {key: value for key, value in shown.items() if key not in _UNLISTED}

    def whole(self) -> dict[str, object]:
        """Return the agent as agent-get shows it."""
        return {
            "agent_id": self.agent_id,
            "name": self.name,
            "language": self.language,
            "voice": self.voice,
            "agent_type": self.agent_type,
            "active": self.active,
            "prompt": self.prompt,
            "welcome_message": self.welcome_message,
            "variables_provided": _named(self.variables_provided),
            "variables_extracted": _named(self.variables_extracted),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }


def _named(variables: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "description": description} for name, description in variables]


_ENDING = (
    ("call_outcome", "voicemail, wrong person, do not call, call back, wants a human"),
    ("call_back_at", "When the callee wants to be called, on their own clock"),
)
APPOINTMENT_BOOKER = Agent(
    agent_id="3f2c7a10-5b1e-4d83-9a64-0c1d7e5b2a01",
    name="Appointment Booker",
    language="en",
    voice="Nova",
    version=4,
    prompt="Remind {{name}} of the appointment on {{appointment_date}}; move it when asked.",
    welcome_message="Hi {{name}}, this is the booking desk about {{appointment_date}}.",
    variables_provided=(
        ("name", "Whom the agent greets"),
        ("appointment_date", "When the appointment is, as it should be spoken"),
    ),
    variables_extracted=(
        ("confirmed", "Whether the callee confirmed: yes or no"),
        ("new_date", "The new date when the appointment was moved"),
        *_ENDING,
    ),
)
LEAD_QUALIFIER = Agent(
    agent_id="8d41b6e2-90fa-4c37-8b2d-6a7f3c9e1b02",
    name="Lead Qualifier",
    language="en",
    voice="Atlas",
    version=7,
    agent_type="conversationalFlow",
    prompt="Find out whether {{name}} at {{company}} is interested in {{product}}.",
    welcome_message="Hello {{name}}, this is Atlas, the AI of Sandbox HQ, about {{product}}.",
    variables_provided=(
        ("name", "The person to speak with"),
        ("company", "Where that person works"),
        ("product", "What the person asked about"),
    ),
    variables_extracted=(
        ("interest", "high, medium or low"),
        ("budget", "Yearly budget in dollars"),
        ("next_step", "What was agreed"),
        *_ENDING,
    ),
)
SURVEY_CALLER = Agent(
    agent_id="c5e9d3f4-1a68-4e02-b7c5-2f8e4d6a9c03",
    name="Survey Caller",
    language="en",
    voice="Juno",
    version=2,
    prompt="Ask {{name}} the four questions about {{product}}; be brief and kind.",
    welcome_message="Hi {{name}}! Do you have two minutes to talk about your {{product}}?",
    variables_provided=(
        ("name", "The customer"),
        ("product", "What they bought"),
        ("store", "Where they bought it"),
        ("purchase_date", "When they bought it"),
        ("order_number", "The order, to be read digit by digit"),
        ("question_1", "First question"),
        ("question_2", "Second question"),
        ("question_3", "Third question"),
        ("question_4", "Fourth question"),
        ("incentive", "What they get for answering"),
        ("callback_number", "Where they can call back"),
        ("closing_line", "The last sentence of the agent"),
    ),
    variables_extracted=(
        ("score", "From 0 to 10"),
        ("answers", "One answer a question"),
        ("follow_up", "What should happen next"),
        *_ENDING,
    ),
)
APPOINTMENT_REMINDER_HE = Agent(
    agent_id="e7a0f5b8-6c24-4b91-a3d8-9b5c1e7f4d04",
    name="תזכורת תור",
    language="he",
    voice="Noa",
    version=3,
    prompt="הזכר ל{{שם}} את התור ב{{תאריך_התור}} במרפאת {{clinic}}.",
    welcome_message="שלום {{שם}}, מדברת נועה ממרפאת {{clinic}}.",
    variables_provided=(
        ("שם", "שם המטופל"),
        ("תאריך_התור", "מתי התור"),
        ("clinic", "Name of the clinic, as spoken"),
        ("doctor", "שם הרופא או הרופאה"),
    ),
    variables_extracted=(
        ("אישור", "כן או לא"),
        ("הערות", "מה שהמטופל ביקש"),
        ("תוצאה", "תא קולי, טעות במספר, לא להתקשר, לחזור, רוצה נציג"),
        ("לחזור_בשעה", "מתי לחזור למטופל, לפי השעון שלו"),
    ),
)
OLD_CAMPAIGN = Agent(
    agent_id="1b6d8c2e-7f35-4a59-8e10-4d2a6f0b8e05",
    name="Old Campaign",
    language="en",
    voice="Echo",
    version=11,
    active=False,
    prompt="Tell people about last year's spring sale.",
    welcome_message="Hello! Have you heard about our spring sale?",
    variables_provided=(("name", "Whom the agent greets"),),
    variables_extracted=(),
    created_at="2025-02-20T10:00:00.000Z",
    updated_at="2025-06-01T09:00:00.000Z",
)

AGENTS: tuple[Agent, ...] = (
    APPOINTMENT_BOOKER,
    LEAD_QUALIFIER,
    SURVEY_CALLER,
    APPOINTMENT_REMINDER_HE,
    OLD_CAMPAIGN,
)
AGENTS_BY_ID = {agent.agent_id: agent for agent in AGENTS}
_BY_LABEL = {"Sales": LEAD_QUALIFIER, "Support": APPOINTMENT_BOOKER}


def agent_of_number(label: str) -> Agent:
    """Return the agent assigned to one of the account's numbers, by the number's label."""
    return _BY_LABEL.get(label, APPOINTMENT_BOOKER)
