"""A part of the store: its methods, each a transaction or a read of the database."""

from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.store.sqlite.connections import T
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Connection

_P = ParamSpec("_P")
_Part = TypeVar("_Part", bound="StorePart")


class StorePart:
    """A part of the store over its database; `slots` is how many calls may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots


def writes(
    work: Callable[Concatenate[_Part, Connection, _P], T],
) -> Callable[Concatenate[_Part, _P], Coroutine[Any, Any, T]]:
    """Make a method of a part run as one transaction; without `await`, so it cannot be held up."""

    async def method(part: _Part, /, *args: _P.args, **kwargs: _P.kwargs) -> T:
        return await part._database.write(lambda db: work(part, db, *args, **kwargs))

    return method


def reads(
    work: Callable[Concatenate[_Part, Connection, _P], T],
) -> Callable[Concatenate[_Part, _P], Coroutine[Any, Any, T]]:
    """Make a method of a part run over the connection that reads."""

    async def method(part: _Part, /, *args: _P.args, **kwargs: _P.kwargs) -> T:
        return await part._database.read(lambda db: work(part, db, *args, **kwargs))

    return method
