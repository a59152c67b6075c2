"""Who a person is: their company, their role, and what follows for what they see."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.wire import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A company's workspace."""

    id: str
    name: str
    domain: str


HOME = Team(id="T0SANDBOX", name="Sandbox HQ", domain="sandbox-hq")
OTHER = Team(id="T0OTHER", name="Other Inc", domain="other-inc")
TEAM_ID, TEAM_NAME, TEAM_DOMAIN = HOME.id, HOME.name, HOME.domain
APP_ID = "A0VOICY"
BOT_ID = "B0VOICY"
BOT_USER_ID = "U0VOICY"
SLACKBOT_ID = "USLACKBOT"


class Role(StrEnum):
    """What a person is in their own company."""

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    SINGLE_CHANNEL_GUEST = "single-channel guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a bot; `tz` is an IANA name, `color` a hex number without #.

    `omits_false_flags` makes users.info leave out every flag that is false, as Slack may.
    """

    id: str
    name: str
    real_name: str
    tz: str
    color: str
    team: Team = HOME
    role: Role = Role.MEMBER
    is_deactivated: bool = False
    omits_false_flags: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    locale: str = "en-US"

    @property
    def is_bot(self) -> bool:
        """Tell an app's bot user from a person."""
        return self.bot_id is not None

    @property
    def is_guest(self) -> bool:
        """Tell a guest from a full member."""
        return self.role in (Role.GUEST, Role.SINGLE_CHANNEL_GUEST)

    @property
    def is_outsider(self) -> bool:
        """Tell somebody of another company."""
        return self.team is not HOME

    @property
    def is_confined(self) -> bool:
        """Tell whether they see only what they are a member of, public channels included."""
        return self.is_guest or self.is_outsider

    @property
    def about(self) -> str:
        """Return a word about who they are, empty for an ordinary member."""
        if self.is_deactivated:
            return "deactivated"
        if self.is_outsider:
            return self.team.name
        if self.is_guest:
            return "guest"
        return "admin" if self.role is Role.ADMIN else ""

    @property
    def initials(self) -> str:
        """Return up to two letters to draw in place of a picture."""
        return "".join(word[0] for word in self.real_name.split()[:2])

    def authorship(self) -> Iterator[tuple[str, str]]:
        """Yield what messages of theirs say of their author's company and app."""
        yield "team", self.team.id
        if self.is_outsider:
            yield "user_team", self.team.id
            yield "source_team", self.team.id
        if self.bot_id and self.app_id:
            yield "bot_id", self.bot_id
            yield "app_id", self.app_id

    def to_page(self) -> JsonObject:
        """Return the user as the page draws it."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "is_bot": self.is_bot,
            "is_deactivated": self.is_deactivated,
            "about": self.about,
            "tz": self.tz,
            "color": self.color,
            "initials": self.initials,
        }
