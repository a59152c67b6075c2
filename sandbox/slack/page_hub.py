"""The pages that are open now, and telling them what changed."""

import asyncio
from collections.abc import Callable, Iterable

from sandbox.slack.wire import JsonObject


class OpenPage:
    """One page in one browser; events wait in its queue for its writer."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.events: asyncio.Queue[JsonObject] = asyncio.Queue()

    def tell(self, event: JsonObject) -> None:
        """Put an event into the queue."""
        self.events.put_nowait(event)


class PageHub:
    """Tell the pages of one person, of some, or of all."""

    def __init__(self) -> None:
        self._pages: dict[OpenPage, None] = {}  # a set that keeps its order
        self._snapshot: Callable[[str], JsonObject] | None = None

    def on_refresh(self, snapshot: Callable[[str], JsonObject]) -> None:
        """Let `snapshot(user_id)` build what a page starts with."""
        self._snapshot = snapshot

    def refresh(self, users: Iterable[str] | None = None) -> None:
        """Start the pages of these people, or of all, anew."""
        wanted = self.users() if users is None else set(users)
        for page in self._pages:
            if self._snapshot is not None and page.user in wanted:
                page.tell(self._snapshot(page.user))

    def add(self, page: OpenPage) -> None:
        """Start telling a page."""
        self._pages[page] = None

    def remove(self, page: OpenPage) -> None:
        """Stop telling a page."""
        self._pages.pop(page, None)

    def tell(self, users: Iterable[str], event: JsonObject) -> None:
        """Tell the pages of these people."""
        wanted = set(users)
        for page in self._pages:
            if page.user in wanted:
                page.tell(event)

    def tell_all(self, event: JsonObject) -> None:
        """Tell every page."""
        for page in self._pages:
            page.tell(event)

    def users(self) -> set[str]:
        """Return the people who have a page open."""
        return {page.user for page in self._pages}
