"""`python -m tests.e2e.warm_app`: a process that has imported app.py, and becomes it in forks.

An order comes over the socket that is its standard input: JSON with arguments, an environment and
a folder, and with it three files: for the output, for the errors, and for what becomes of the
fork, a line with its number and one with how it ended.
"""

import io
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, Final

import app
from prerequisites import end_when_asked
from tests.late_imports import import_late

_LARGEST_ORDER: Final = 1 << 16


def main() -> None:
    """Carry out orders until there are no more."""
    import_late()
    # nobody waits for those that look after forks
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    orders = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    while True:
        order, files, _, _ = socket.recv_fds(orders, _LARGEST_ORDER, 3)
        if not order:
            return
        if os.fork() == 0:
            orders.close()
            _look_after(json.loads(order), *files)
        for file in files:
            os.close(file)


def _look_after(order: Mapping[str, Any], out: int, err: int, told: int) -> None:
    """Fork, and tell who that is and how it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(told)
        _become_app(order, out, err)
    os.close(out)
    os.close(err)
    os.write(told, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become_app(order: Mapping[str, Any], out: int, err: int) -> None:
    """Be what `python app.py` is, up to the end of this process."""
    end_when_asked()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, file in enumerate((nothing, out, err)):
        os.dup2(file, stream)
        os.close(file)
    # those of this process were opened over other kinds of files
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)), line_buffering=True
    )
    os.environ.clear()  # noqa: TID251 - that of the fork is told with the order
    os.environ.update(order["environment"])  # noqa: TID251 - the same
    os.chdir(order["folder"])
    sys.argv = [str(app.__file__), *order["arguments"]]
    sys.exit(app.main())


if __name__ == "__main__":
    main()
