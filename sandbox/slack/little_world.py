"""The people and conversations that the sandbox begins with."""

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.people import APP_ID, BOT_ID, BOT_USER_ID, OTHER, Role, User
from sandbox.slack.user_groups import UserGroup

ALICE, BOB, DANA, GRACE, OMAR = "U0ALICE", "U0BOB", "U0DANA", "U0GRACE", "U0OMAR"

PEOPLE = (
    User(
        id=ALICE,
        name="alice",
        real_name="Alice Moreau",
        tz="America/New_York",
        color="9f69e7",
    ),
    User(
        id=BOB,
        name="bob",
        real_name="Bob Okafor",
        tz="Europe/London",
        color="4bbe2e",
        omits_false_flags=True,
        locale="en-GB",
    ),
    User(
        id=DANA,
        name="dana",
        real_name="דנה לוי",
        tz="Asia/Jerusalem",
        color="e7392d",
        role=Role.ADMIN,
        locale="he-IL",
    ),
    User(
        id=GRACE,
        name="grace",
        real_name="Grace Lin",
        tz="America/Los_Angeles",
        color="2b6cb0",
        role=Role.SINGLE_CHANNEL_GUEST,
    ),
    User(
        id=OMAR,
        name="omar",
        real_name="Omar Haddad",
        tz="Europe/London",
        color="b7791f",
        team=OTHER,
    ),
    User(
        id="U0ERIN",
        name="erin",
        real_name="Erin Walsh",
        tz="Europe/London",
        color="6b7280",
        is_deactivated=True,
    ),
    User(
        id="U0DEPLOY",
        name="deploybot",
        real_name="Deploybot",
        tz="America/Los_Angeles",
        color="475569",
        bot_id="B0DEPLOY",
        app_id="A0DEPLOY",
    ),
)


def build_user_groups() -> list[UserGroup]:
    """Build the user groups."""
    return [
        UserGroup(id="S0CLOSERS", handle="closers", name="The Closers", members=[ALICE, DANA]),
        UserGroup(id="S0NIGHT", handle="night-shift", name="Night shift", members=[BOB]),
    ]


def build_bot(display_name: str) -> User:
    """Build the app's bot user under the name that its manifest gives it."""
    return User(
        id=BOT_USER_ID,
        name=display_name.lower().replace(" ", ""),
        real_name=display_name,
        tz="America/Los_Angeles",
        color="1d3d36",
        bot_id=BOT_ID,
        app_id=APP_ID,
    )


def build_conversations() -> list[Conversation]:
    """Build the conversations: with and without the bot, public, private, shared, direct."""
    everybody = [ALICE, BOB, DANA]
    channel, private = ConversationKind.CHANNEL, ConversationKind.PRIVATE
    with_bot = [*everybody, BOT_USER_ID]
    return [
        Conversation(id="C0GENERAL", name="general", kind=channel, members=[*with_bot]),
        Conversation(id="C0SALES", name="sales", kind=channel, members=[*with_bot]),
        Conversation(id="C0SUPPORT", name="support", kind=channel, members=[*everybody]),
        Conversation(id="G0BOARD", name="board", kind=private, members=[ALICE, BOB]),
        Conversation(id="G0DEALS", name="deals", kind=private, members=[*with_bot]),
        Conversation(
            id="C0OLD",
            name="old-campaign",
            kind=channel,
            members=[*with_bot],
            is_archived=True,
        ),
        Conversation(
            id="C0LAUNCH",
            name="launch",
            kind=channel,
            members=[ALICE, BOB, GRACE, "U0DEPLOY", BOT_USER_ID],
        ),
        Conversation(
            id="C0PARTNERS",
            name="partners",
            kind=channel,
            members=[ALICE, DANA, OMAR, BOT_USER_ID],
            connected_team_ids=[OTHER.id],
        ),
        _im("D0ALICE", ALICE, BOT_USER_ID),
        _im("D0BOB", BOB, BOT_USER_ID),
        _im("D0DANA", DANA, BOT_USER_ID),
        _im("D0ALICEBOB", ALICE, BOB),
        # new group messages begin with C, older ones with G
        _mpim("C0TRIO", "mpdm-alice--bob--voicy-1", ALICE, BOB, BOT_USER_ID),
        _mpim("G0TRIO", "mpdm-alice--bob--dana-1", *everybody),
    ]


def _im(channel_id: str, first: str, second: str) -> Conversation:
    return Conversation(id=channel_id, name="", kind=ConversationKind.IM, members=[first, second])


def _mpim(channel_id: str, name: str, *members: str) -> Conversation:
    kind = ConversationKind.MPIM
    return Conversation(id=channel_id, name=name, kind=kind, members=[*members])
