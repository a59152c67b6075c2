"""Who is in the workspace: three people and the app's bot user."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.slack.time_zones import zone_facts
from sandbox.slack.wire import JsonObject

TEAM_ID = "T0SANDBOX"
TEAM_NAME = "Sandbox HQ"
TEAM_DOMAIN = "sandbox-hq"
APP_ID = "A0VOICY"
BOT_ID = "B0VOICY"
BOT_USER_ID = "U0VOICY"
SLACKBOT_ID = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or the bot; `tz` is an IANA name, `color` a hex number without #."""

    id: str
    name: str
    real_name: str
    tz: str
    color: str
    is_bot: bool = False
    locale: str = "en-US"

    @property
    def initials(self) -> str:
        """Return up to two letters to draw in place of a picture."""
        return "".join(word[0] for word in self.real_name.split()[:2])

    def to_page(self) -> JsonObject:
        """Return the user as the page draws it."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "is_bot": self.is_bot,
            "tz": self.tz,
            "color": self.color,
            "initials": self.initials,
        }

    def to_api(self, at: datetime) -> JsonObject:
        """Return the user as users.info gives it at a moment."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "name": self.name,
            "deleted": False,
            "color": self.color,
            "real_name": self.real_name,
            **zone_facts(self.tz, at),
            "profile": {
                "title": "",
                "phone": "",
                "skype": "",
                "status_text": "",
                "status_emoji": "",
                "status_expiration": 0,
                "avatar_hash": self.color,
                "real_name": self.real_name,
                "display_name": self.name,
                "real_name_normalized": self.real_name,
                "display_name_normalized": self.name,
                "team": TEAM_ID,
                **({"api_app_id": APP_ID, "bot_id": BOT_ID} if self.is_bot else {}),
            },
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": not self.is_bot,
            "who_can_share_contact_card": "EVERYONE",
            "updated": 1_700_000_000,
        }


PEOPLE = (
    User(
        id="U0ALICE",
        name="alice",
        real_name="Alice Moreau",
        tz="America/New_York",
        color="9f69e7",
    ),
    User(
        id="U0BOB",
        name="bob",
        real_name="Bob Okafor",
        tz="Europe/London",
        color="4bbe2e",
        locale="en-GB",
    ),
    User(
        id="U0DANA",
        name="dana",
        real_name="דנה לוי",
        tz="Asia/Jerusalem",
        color="e7392d",
        locale="he-IL",
    ),
)


def build_bot(display_name: str) -> User:
    """Build the app's bot user under the name that its manifest gives it."""
    return User(
        id=BOT_USER_ID,
        name=display_name.lower().replace(" ", ""),
        real_name=display_name,
        tz="America/Los_Angeles",
        color="1d3d36",
        is_bot=True,
    )
