"""A program that another one starts: it reads its input to the end, then it answers and ends."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any, Final

Program = Callable[[bytes], bytes]  # what it writes on its output for what it reads
_KILLED: Final = -9
_Pipe = asyncio.WriteTransport | asyncio.ReadTransport


class SimulatedProcess(asyncio.SubprocessTransport):
    """One run of a program, as the transport of a process; what it raises is its complaint."""

    def __init__(self, protocol: Any, number: int, run: Callable[["SimulatedProcess"], None]):
        super().__init__()
        self._protocol = protocol
        self._number = number
        self._input = _Input(lambda: run(self))
        self._pipes: dict[int, _Pipe] = {0: self._input, 1: _Output(), 2: _Output()}
        self._returncode: int | None = None
        self._ended = asyncio.Event()

    @property
    def given(self) -> bytes:
        """Return what stands on its input."""
        return b"".join(self._input.written)

    def answer(self, program: Program) -> None:
        """Let the program do its work and end, unless it was killed before."""
        if self._returncode is not None:
            return
        try:
            self._end(0, program(self.given), b"")
        except Exception:  # noqa: BLE001 - as an interpreter ends
            self._end(1, b"", traceback.format_exc().encode())

    def _end(self, returncode: int, output: bytes, complaint: bytes) -> None:
        self._returncode = returncode
        for pipe, written in ((1, output), (2, complaint)):
            self._protocol.pipe_data_received(pipe, written)
        for pipe in self._pipes:
            self._protocol.pipe_connection_lost(pipe, None)
        self._protocol.process_exited()
        self._ended.set()

    async def _wait(self) -> int | None:
        await self._ended.wait()
        return self._returncode

    def get_pid(self) -> int:
        return self._number

    def get_returncode(self) -> int | None:
        return self._returncode

    def get_pipe_transport(self, fd: int) -> Any:
        return self._pipes[fd]

    def kill(self) -> None:
        if self._returncode is None:
            self._end(_KILLED, b"", b"")

    def terminate(self) -> None:
        self.kill()

    def send_signal(self, signal: int) -> None:
        self.kill()

    def close(self) -> None:
        self.kill()


class _Input(asyncio.WriteTransport):
    def __init__(self, at_end: Callable[[], None]) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self._at_end: Callable[[], None] | None = at_end

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self._at_end is None

    def close(self) -> None:
        if self._at_end is not None:
            at_end, self._at_end = self._at_end, None
            at_end()


class _Output(asyncio.ReadTransport):
    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        """Go on: everything is handed over at once."""

    def resume_reading(self) -> None:
        """Go on, as ever."""

    def close(self) -> None:
        """Nothing is left to be closed."""
