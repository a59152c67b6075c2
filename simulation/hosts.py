"""Who is acting: the host on which a task or a callback runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import Final

HERE: Final = "here"
_host: ContextVar[str] = ContextVar("host", default=HERE)


def current_host() -> str:
    """Return the host on which the running code lives."""
    return _host.get()


def host_of(context: Context) -> str:
    """Return the host on which what runs in a context lives."""
    return context.get(_host, HERE)


@contextmanager
def at(host: str) -> Iterator[None]:
    """Let what is started in this block, with all its tasks, live on a host."""
    token = _host.set(host)
    try:
        yield
    finally:
        _host.reset(token)
