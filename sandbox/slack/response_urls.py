"""Response URLs: five answers in half an hour to one interaction."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import monotonic
from sandbox.slack.errors import SlackError

LIFETIME_SECONDS = 30 * 60.0
MOST_USES = 5


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Where an answer goes: to whom, into which channel, in place of which message."""

    user: str
    channel: str
    original_ts: str | None
    is_ephemeral: bool
    thread_ts: str | None
    issued_at: float
    uses: int = 0


class ResponseUrlBook:
    """Issue response URLs and count their uses."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._urls: dict[str, ResponseUrl] = {}

    def issue(
        self,
        *,
        user: str,
        channel: str,
        original_ts: str | None = None,
        is_ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Return the id of a fresh response URL."""
        hook_id = secrets.token_hex(16)
        self._urls[hook_id] = ResponseUrl(
            user=user,
            channel=channel,
            original_ts=original_ts,
            is_ephemeral=is_ephemeral,
            thread_ts=thread_ts,
            issued_at=self._now(),
        )
        return hook_id

    def use(self, hook_id: str) -> ResponseUrl:
        """Use a response URL once. Raise `expired_url` or `used_url` when it is over."""
        hook = self._urls.get(hook_id)
        if hook is None or self._now() - hook.issued_at > LIFETIME_SECONDS:
            raise SlackError("expired_url")
        if hook.uses >= MOST_USES:
            raise SlackError("used_url")
        hook.uses += 1
        return hook
