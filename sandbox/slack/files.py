"""Files of the workspace: reserved, uploaded, completed, looked through, shared."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.errors import SlackError
from sandbox.slack.file_kinds import UNKNOWN, FileKind, decoded, kind_of, picture_size
from sandbox.slack.people import BOT_USER_ID, TEAM_ID
from sandbox.slack.wire import JsonObject

PREVIEW_LINES = 10
LONGEST_PREVIEW = 2_000
_NOT_IN_ADDRESSES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Say where a file stands: in a message of a conversation."""

    conversation: Conversation
    ts: str
    thread_ts: str | None

    def to_wire(self) -> JsonObject:
        """Return the share as files.info lists it."""
        wire: JsonObject = {
            "ts": self.ts,
            "channel_name": self.conversation.name,
            "team_id": TEAM_ID,
            "share_user_id": BOT_USER_ID,
            "reply_users": [],
            "reply_users_count": 0,
            "reply_count": 0,
        }
        return wire | ({"thread_ts": self.thread_ts} if self.thread_ts else {})


@dataclass(slots=True, kw_only=True)
class File:
    """One file; `content` is there once uploaded, `kind` once it was looked through.

    `site` is where the sandbox is. `key` opens the file to the page without a token.
    """

    id: str
    name: str
    length: int
    alt_txt: str | None
    site: str
    created: int
    user: str = BOT_USER_ID
    title: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    content: bytes | None = None
    is_completed: bool = False
    is_deleted: bool = False
    kind: FileKind = UNKNOWN
    shares: list[Share] = field(default_factory=list)

    @property
    def name_in_addresses(self) -> str:
        """Return the name as addresses carry it."""
        return _NOT_IN_ADDRESSES.sub("_", self.name).strip("_").lower() or "file"

    def look_through(self) -> None:
        """Find out what the file is; Slack does so some time after the upload."""
        self.kind = kind_of(self.name, self.content or b"")

    def address(self, *, is_for_page: bool = False) -> str:
        """Return url_private: the app shows its token there, the page has a key in it."""
        key = f"?key={self.key}" if is_for_page else ""
        return f"{self.site}/files/{self.id}/{self.name_in_addresses}{key}"

    def to_wire(self, *, is_for_page: bool = False) -> JsonObject:
        """Return Slack's file object as messages carry it."""
        if self.is_deleted:
            return {"id": self.id, "mode": "tombstone"}
        address = self.address(is_for_page=is_for_page)
        permalink = f"{self.site}/files/{self.user}/{self.id}/{self.name_in_addresses}"
        wire: JsonObject = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind.mimetype,
            "filetype": self.kind.filetype,
            "pretty_type": self.kind.pretty_type,
            "user": self.user,
            "user_team": TEAM_ID,
            "editable": False,
            "size": self.length,
            "mode": "snippet" if self.kind.is_text else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(not share.conversation.is_closed for share in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": address,
            "url_private_download": address.replace(f"/{self.id}/", f"/{self.id}/download/"),
            "permalink": permalink,
            "is_starred": False,
            "has_rich_preview": False,
            "file_access": "visible",
        }
        return wire | self._picture_facts() | self._text_facts()

    def _picture_facts(self) -> JsonObject:
        facts: JsonObject = {"alt_txt": self.alt_txt} if self.alt_txt else {}
        size = picture_size(self.content or b"")
        if size:
            facts |= {"original_w": size[0], "original_h": size[1]}
        if self.kind.mimetype.startswith(("audio/", "video/")):
            facts["media_display_type"] = self.kind.mimetype.partition("/")[0]
        return facts

    def _text_facts(self) -> JsonObject:
        text = decoded(self.content or b"") if self.kind.is_text else None
        if text is None:
            return {}
        lines = text.splitlines()
        preview = "\n".join(lines[:PREVIEW_LINES])[:LONGEST_PREVIEW]
        return {
            "preview": preview,
            "preview_is_truncated": len(preview) < len(text.rstrip("\n")),
            "lines": len(lines),
            "lines_more": max(0, len(lines) - PREVIEW_LINES),
        }

    def to_api(self) -> JsonObject:
        """Return the file as files.* give it, with the places where it is shared."""
        shares: JsonObject = {}
        for share in self.shares:
            group = shares.setdefault("private" if share.conversation.is_closed else "public", {})
            group.setdefault(share.conversation.id, []).append(share.to_wire())
        return {
            **self.to_wire(),
            "comments_count": 0,
            "shares": shares,
            "channels": self._shared_in(ConversationKind.CHANNEL),
            "groups": self._shared_in(ConversationKind.PRIVATE, ConversationKind.MPIM),
            "ims": self._shared_in(ConversationKind.IM),
        }

    def _shared_in(self, *kinds: ConversationKind) -> list[str]:
        shared = [share.conversation for share in self.shares if share.conversation.kind in kinds]
        return list(dict.fromkeys(conversation.id for conversation in shared))


class FileBook:
    """Keep all files; `site` tells where the sandbox is once it listens, `now` Unix seconds."""

    def __init__(self, site: Callable[[], str], now: Callable[[], float]) -> None:
        self._site = site
        self._now = now
        self._by_id: dict[str, File] = {}
        self._tickets: dict[str, File] = {}
        self._numbers = count(1)

    @property
    def site(self) -> str:
        """Return where the sandbox is."""
        return self._site()

    def reserve(self, *, name: str, length: int, alt_txt: str | None) -> tuple[File, str]:
        """Return a file to come and the ticket that takes its bytes once."""
        file = File(
            id=f"F0SANDBOX{next(self._numbers):04d}",
            name=name,
            length=length,
            alt_txt=alt_txt,
            site=self.site,
            created=int(self._now()),
        )
        ticket = secrets.token_urlsafe(24)
        self._by_id[file.id] = self._tickets[ticket] = file
        return file, ticket

    def receive(self, ticket: str, content: bytes) -> File:
        """Take the bytes of a file. Raise `unknown_ticket` or `wrong_length`; either keeps none."""
        file = self._tickets.get(ticket)
        if file is None:
            raise SlackError("unknown_ticket")
        if len(content) != file.length:
            raise SlackError("wrong_length")
        del self._tickets[ticket]
        file.content = content
        return file

    def put(self, *, name: str, content: bytes, user: str) -> File:
        """Take a whole file from a person."""
        file, ticket = self.reserve(name=name, length=len(content), alt_txt=None)
        self.receive(ticket, content)
        file.user = user
        self.complete({file.id: name})
        file.look_through()
        return file

    def complete(self, titles: dict[str, str | None]) -> list[File]:
        """Complete uploads, given as titles by file id: all, or none with `file_not_found`."""
        files = [self._by_id.get(file_id) for file_id in titles]
        waiting = [one for one in files if one and one.content is not None and not one.is_completed]
        if len(waiting) != len(files):
            raise SlackError("file_not_found")
        for file in waiting:
            file.title, file.is_completed = titles[file.id] or file.name, True
        return waiting

    def delete(self, file_id: str) -> File:
        """Delete a file: `file_not_found`, or `file_deleted` for one that was."""
        file = self._by_id.get(file_id)
        if file is None or not file.is_completed:
            raise SlackError("file_not_found")
        if file.is_deleted:
            raise SlackError("file_deleted")
        file.is_deleted = True
        file.content, file.name, file.title, file.alt_txt = None, "", "", None
        return file

    def get(self, file_id: str) -> File | None:
        """Return a file whose upload was completed, unless it was deleted."""
        file = self._by_id.get(file_id)
        return file if file and file.is_completed and not file.is_deleted else None
