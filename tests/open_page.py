"""The page as it is open in a browser: its socket, its screen, and waiting for what appears."""

import asyncio
import json
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Self

import aiohttp

from simulation import SimulatedLoop
from tests.screen import JsonObject, Screen, shown_text

DEADLINE_SECONDS = 10.0
PATIENCE = 6

Wanted = str | Callable[[JsonObject], bool]  # words that must appear, or a predicate


class OpenPage:
    """Keep one user's page open. Whatever is waited for has a deadline, and a failure tells what
    was there instead.
    """

    def __init__(self, sandbox_url: str, user_id: str = "U0ALICE") -> None:
        self.user_id = user_id
        self.screen = Screen()
        self._url = f"{sandbox_url}/page/socket?user={user_id}"
        self._changed = asyncio.Condition()
        self._request_ids = count(1)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(self._url, max_msg_size=0)
            self._reader = asyncio.create_task(self._read())
            await self.wait_until(lambda: bool(self.screen.snapshot), "the page's first snapshot")
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()
        await self._reader
        await self._session.close()

    async def _read(self) -> None:
        async for frame in self._socket:
            async with self._changed:
                self.screen.show(json.loads(frame.data))
                self._changed.notify_all()

    async def _tell(self, frame_type: str, **more: Any) -> str:
        request_id = f"r{next(self._request_ids)}"
        await self._socket.send_json({"type": frame_type, "request_id": request_id, **more})
        return request_id

    async def _ask(self, frame_type: str, what: str, **more: Any) -> JsonObject:
        """Tell the server something and wait for what it answers."""
        request_id = await self._tell(frame_type, **more)
        answers = self.screen.answers
        await self.wait_until(lambda: request_id in answers, what)
        return answers[request_id]

    async def wait_until(
        self,
        is_so: Callable[[], object],
        what: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        instead: Callable[[], str] = lambda: "nothing",
    ) -> None:
        """Wait until a condition on the screen holds; `what` and `instead` word the failure.

        On real sockets, where other programs may keep the machine busy, it waits much longer.
        """
        if not isinstance(asyncio.get_running_loop(), SimulatedLoop):
            deadline_seconds *= PATIENCE
        try:
            async with asyncio.timeout(deadline_seconds), self._changed:
                await self._changed.wait_for(lambda: bool(is_so()))
        except TimeoutError:
            said = f"\nthe page complained: {self.screen.complaints}"
            raise AssertionError(
                f"{self.user_id} waited {deadline_seconds:g} s for {what}; "
                f"there was instead: {instead()}{said if self.screen.complaints else ''}"
            ) from None

    async def wait_for_bot(self, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        """Wait until the bot has connected."""
        await self.wait_until(
            lambda: self.screen.is_bot_connected, "the bot to connect", deadline_seconds
        )

    async def _wait(
        self,
        shown: Callable[[], list[JsonObject]],
        wanted: Wanted,
        where: str,
        deadline_seconds: float,
    ) -> JsonObject:
        # what is edited is another message here, so that nothing is read twice in vain
        missed: dict[int, JsonObject] = {}

        def found() -> list[JsonObject]:
            fresh = [one for one in shown() if id(one) not in missed]
            fitting = [one for one in fresh if _fits(one, wanted)]
            if not fitting:
                missed.update((id(one), one) for one in fresh)
            return fitting

        await self.wait_until(
            found,
            f"{wanted!r} {where}",
            deadline_seconds,
            lambda: "".join(f"\n- {shown_text(one)!r}" for one in shown()) or "nothing",
        )
        return found()[-1]

    async def download(self, file: JsonObject) -> bytes:
        """Return the bytes of a file that a message shows."""
        async with self._session.get(file["url_private"]) as response:
            assert response.status == 200, f"{file['name']}: {response.status}"
            return await response.read()


def _fits(shown: JsonObject, wanted: Wanted) -> bool:
    if callable(wanted):
        return wanted(shown)
    return wanted in shown_text(shown) or wanted == shown.get("callback_id")
