"""What has to be written before anybody is told it, however long the database takes to let us."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar

from bot.clock import Clock
from bot.errors import StoreError

PAUSE_SECONDS: Final = 1.0
_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


async def write_durably(
    clock: Clock,
    what: str,
    write: Callable[_P, Awaitable[_T]],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    """Write until it is written; `what` is for the log."""
    while True:
        try:
            return await write(*args, **kwargs)
        except StoreError as exc:
            _log.error("cannot write %s down: %s", what, exc.reason)
            await clock.sleep(PAUSE_SECONDS)
