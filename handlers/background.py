"""Background tasks: what goes on after Slack has its acknowledgement, once for each request."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from cachetools import LRUCache

from bot.errors import CallBotError
from bot.ui.notices import build_apology, build_refusal
from bot.ui.rich_text import Message

_REMEMBERED_KEYS: Final = 5_000
_log = logging.getLogger(__name__)

Reply = Callable[[Message], Awaitable[None]]
Explain = Callable[[CallBotError], Message]


class BackgroundTasks:
    """Runs what a listener asked for and replies to the person when it fails.

    Nothing of it happens inside the listener: Bolt takes an acknowledgement back when the listener
    raises right after it.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._keys = LRUCache[str, None](_REMEMBERED_KEYS)

    def start(
        self,
        key: str | None,
        work: Coroutine[Any, Any, None],
        *,
        reply: Reply,
        explain: Explain = build_refusal,
    ) -> None:
        """Run `work` once for each `key`.

        Slack may send the same request again. What it raises on purpose is answered as `explain`
        words it.
        """
        if key:
            if key in self._keys:
                _log.info("a click came twice and is answered once")
                work.close()
                return
            self._keys[key] = None
        task = asyncio.create_task(self._run(work, reply, explain))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, *, grace_seconds: float) -> None:
        """Wait for what is running, then cancel it."""
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        for task in self._running:
            task.cancel()

    async def _run(self, work: Coroutine[Any, Any, None], reply: Reply, explain: Explain) -> None:
        try:
            await work
        except CallBotError as exc:
            # its sentence repeats what was typed, which is nobody's business here
            _log.info("explained to a person: %s", type(exc).__name__)
            await _reply_safely(reply, explain(exc))
        except Exception:  # noqa: BLE001 - the person gets a reference, the log the reason
            reference = secrets.token_hex(4)
            _log.exception("unexpected, reference %s", reference)
            await _reply_safely(reply, build_apology(reference))


async def _reply_safely(reply: Reply, message: Message) -> None:
    try:
        await reply(message)
    except Exception:  # noqa: BLE001 - there is nobody left to tell but the log
        _log.exception("a person could not be answered")
