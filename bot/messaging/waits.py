"""Waits: what Slack may answer in a moment holds up the one message that needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.errors import DeliveryUnknownError, NotReadyError, SlackUnavailableError

# reading, opening and deleting may be done twice
_LOST_PAUSE_SECONDS: Final = 2.0


@contextmanager
def waiting_for_slack() -> Iterator[None]:
    """Raise NotReadyError where the same request may be answered later."""
    try:
        yield
    except SlackUnavailableError as exc:
        raise NotReadyError(retry_after_seconds=exc.retry_after_seconds) from exc
    except DeliveryUnknownError as exc:
        raise NotReadyError(retry_after_seconds=_LOST_PAUSE_SECONDS) from exc
