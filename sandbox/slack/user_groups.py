"""User groups: people who are meant together."""

from dataclasses import dataclass

from sandbox.slack.people import TEAM_ID
from sandbox.slack.wire import JsonObject

_MADE_AT = 1_760_000_000


@dataclass(slots=True, kw_only=True)
class UserGroup:
    """A user group; one that is disabled stands in no list and tells nobody who is in it."""

    id: str
    handle: str
    name: str
    members: list[str]
    is_disabled: bool = False

    def to_api(self, *, with_users: bool) -> JsonObject:
        """Return the group as Slack does, with its members only where they are asked for."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_create": _MADE_AT,
            "date_update": _MADE_AT,
            "date_delete": _MADE_AT if self.is_disabled else 0,
            "auto_type": None,
            "prefs": {"channels": [], "groups": []},
            **({"users": [*self.members]} if with_users else {}),
        }
