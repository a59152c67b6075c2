"""What becomes of a call, told by the last four digits of the number dialed."""

from sandbox.voicy.fate import DialAnswer, Fate, Stage, Talk


def parse_stages(path: str) -> tuple[Stage, ...]:
    """Read `initiated 1.5 > ringing 4 > busy`: seconds are story seconds. Raise ValueError."""
    steps = [step.split() for step in path.split(">")]
    if not all(1 <= len(step) <= 2 for step in steps):
        raise ValueError(f"{path!r} is no way of a call: write initiated 1.5 > ringing 4 > busy.")
    return tuple(Stage(status=step[0], seconds=float((*step, "0")[1])) for step in steps)


_PICKED_UP = "initiated 1.5 > ringing 4 > ongoing"
_ANSWERED = parse_stages(f"{_PICKED_UP} 10 > user_hangup")

FATES: tuple[Fate, ...] = (
    Fate(
        suffix="6543",
        name="answered",
        label="Answers, hangs up",
        story="Picks up after four seconds, talks with the agent and hangs up.",
        stages=_ANSWERED,
    ),
    Fate(
        suffix="6544",
        name="agent_hangs_up",
        label="Answers, the agent hangs up",
        story="Picks up and talks; the agent says goodbye and ends the call.",
        stages=parse_stages(f"{_PICKED_UP} 10 > agent_hangup"),
    ),
    Fate(
        suffix="6001",
        name="busy",
        label="Busy",
        story="Is on the phone already.",
        stages=parse_stages("initiated 1.5 > ringing 3 > busy"),
    ),
    Fate(
        suffix="6002",
        name="no_answer",
        label="Nobody answers",
        story="Rings for twelve seconds; nobody picks up.",
        stages=parse_stages("initiated 1.5 > ringing 12 > no_answer"),
    ),
    Fate(
        suffix="6003",
        name="error",
        label="Technical failure",
        story="Fails before the phone rings.",
        stages=parse_stages("initiated 2 > error"),
    ),
    Fate(
        suffix="6004",
        name="refused",
        label="Refused by Voicy",
        story="Voicy answers 403; nobody is called.",
        answer=DialAnswer.REFUSED,
        refusal_status=403,
        refusal="Phone number not found or not assigned to your account",
    ),
    Fate(
        suffix="6005",
        name="canceled",
        label="Canceled",
        story="Is canceled on Voicy's side while ringing.",
        stages=parse_stages("initiated 1.5 > ringing 3 > canceled"),
    ),
    Fate(
        suffix="6006",
        name="silence",
        label="Picks up, says nothing",
        story="Picks up and stays silent; the agent gives up.",
        stages=parse_stages(f"{_PICKED_UP} 12 > inactivity"),
        talk=Talk.SILENT,
    ),
    Fate(
        suffix="6007",
        name="error_inactivity",
        label="Line goes dead",
        story="Picks up, then the line goes dead without a hang-up.",
        stages=parse_stages(f"{_PICKED_UP} 8 > error_inactivity"),
        talk=Talk.SILENT,
    ),
    Fate(
        suffix="6008",
        name="unknown_status",
        label="A status nobody documented",
        story="Goes through “transferring”, a status no page lists.",
        stages=parse_stages(f"{_PICKED_UP} 6 > transferring 4 > user_hangup"),
    ),
    Fate(
        suffix="6009",
        name="lost_answer",
        label="Placed, but the answer is lost",
        story="The call is placed, then the connection drops before the answer.",
        stages=_ANSWERED,
        answer=DialAnswer.LOST_AFTER_PLACING,
    ),
    Fate(
        suffix="6010",
        name="lost_request",
        label="Not placed, and no answer",
        story="The connection drops and nobody was called.",
        answer=DialAnswer.LOST_BEFORE_PLACING,
    ),
    Fate(
        suffix="6011",
        name="fast",
        label="Over in under a second",
        story="Rings, is answered and ends in less than a second.",
        stages=parse_stages("initiated 0.2 > ringing 0.2 > ongoing 0.4 > user_hangup"),
    ),
    Fate(
        suffix="6012",
        name="long",
        label="Talks for eight minutes",
        story="Picks up and talks for eight minutes.",
        stages=parse_stages(f"{_PICKED_UP} 480 > user_hangup"),
    ),
    Fate(
        suffix="6013",
        name="late_summary",
        label="Summary comes late",
        story="An ordinary call; its summary is written ninety seconds after the end.",
        stages=_ANSWERED,
        summary_after_seconds=90.0,
    ),
    Fate(
        suffix="6014",
        name="server_error",
        label="Placed, but Voicy answers 500",
        story="The call is placed, then Voicy answers with a server error.",
        stages=_ANSWERED,
        answer=DialAnswer.ERROR_AFTER_PLACING,
    ),
    Fate(
        suffix="6015",
        name="unprocessable",
        label="Cannot be processed",
        story="Voicy answers 422, in the shape of its older page; nobody is called.",
        answer=DialAnswer.REFUSED,
        refusal_status=422,
        refusal="Calls to this destination cannot be processed",
    ),
    Fate(
        suffix="6016",
        name="html_answer",
        label="Placed, but the answer is HTML",
        story="The call is placed, then a web page comes back instead of JSON.",
        stages=_ANSWERED,
        answer=DialAnswer.HTML_AFTER_PLACING,
    ),
    Fate(
        suffix="6017",
        name="unlisted",
        label="Missing from the list",
        story="Never stands in call-list; call-get does not know it for five seconds.",
        stages=_ANSWERED,
        is_listed=False,
        hidden_seconds=5.0,
    ),
    Fate(
        suffix="6018",
        name="plain_ended",
        label="Ends with the plain word",
        story="An ordinary call whose last status is just “ended”.",
        stages=parse_stages(f"{_PICKED_UP} 10 > ended"),
    ),
    Fate(
        suffix="6019",
        name="mischief",
        label="Mischievous results",
        story="Summary and variables carry markup, mentions, links, lists and objects.",
        stages=_ANSWERED,
        talk=Talk.MISCHIEVOUS,
    ),
    Fate(
        suffix="6020",
        name="invalid_number",
        label="Invalid for Voicy",
        story="Voicy answers 400: it does not take the number's format.",
        answer=DialAnswer.REFUSED,
        refusal_status=400,
        refusal="Invalid phone number format. Use E.164 (e.g. +11234567890)",
    ),
    Fate(
        suffix="6021",
        name="very_late_summary",
        label="Summary comes very late",
        story="An ordinary call; its summary is written eight minutes after the end.",
        stages=_ANSWERED,
        summary_after_seconds=480.0,
    ),
    Fate(
        suffix="6022",
        name="talkative",
        label="Talks without end",
        story="Says as much in ten seconds as others in an hour: four hundred turns.",
        stages=_ANSWERED,
        talk=Talk.ENDLESS,
    ),
    Fate(
        suffix="6023",
        name="voicemail",
        label="Voicemail",
        story="A voicemail picks up; the agent leaves a message.",
        stages=parse_stages(f"{_PICKED_UP} 8 > agent_hangup"),
        talk=Talk.VOICEMAIL,
    ),
    Fate(
        suffix="6024",
        name="wrong_person",
        label="Wrong person",
        story="Somebody else answers.",
        stages=_ANSWERED,
        talk=Talk.WRONG_PERSON,
    ),
    Fate(
        suffix="6025",
        name="opted_out",
        label="Wants no calls",
        story="Asks never to be called again.",
        stages=_ANSWERED,
        talk=Talk.OPTED_OUT,
    ),
    Fate(
        suffix="6026",
        name="call_back",
        label="Asks to be called at six",
        story="Has no time now and asks for a call at 18:00.",
        stages=_ANSWERED,
        talk=Talk.CALL_BACK,
    ),
    Fate(
        suffix="6027",
        name="wants_human",
        label="Wants a human",
        story="Wants to talk to a person, not to an agent.",
        stages=_ANSWERED,
        talk=Talk.WANTS_HUMAN,
    ),
    Fate(
        suffix="6028",
        name="shown_late",
        label="Placed, answer lost, shown late",
        story="The connection drops before the answer; for a minute Voicy shows the call nowhere.",
        stages=_ANSWERED,
        answer=DialAnswer.LOST_AFTER_PLACING,
        hidden_seconds=60.0,
    ),
)

_BY_SUFFIX = {fate.suffix: fate for fate in FATES}


def fate_of(number: str) -> Fate:
    """Return the fate of a dialed number; every number not listed is answered."""
    return _BY_SUFFIX.get(number[-4:], FATES[0])
