"""The store as the bot sees it: one door with a shelf for each noun."""

from pathlib import Path

from bot.store.sqlite.attempts import Attempts
from bot.store.sqlite.calls import Calls
from bot.store.sqlite.channels import Channels
from bot.store.sqlite.database import Database
from bot.store.sqlite.digests import Digests
from bot.store.sqlite.finished_calls import FinishedCalls
from bot.store.sqlite.forms import Forms
from bot.store.sqlite.history import History
from bot.store.sqlite.orders import Orders
from bot.store.sqlite.outbox import Outbox
from bot.store.sqlite.queue import Queue
from bot.store.sqlite.results import Results
from bot.store.sqlite.watches import Watches


class Store:
    """Everything the bot remembers; every method of its shelves may raise StoreError."""

    def __init__(self, path: Path, *, slots: int) -> None:
        self._database = Database(path)
        self.orders = Orders(self._database)
        self.queue = Queue(self._database, slots)
        self.calls = Calls(self._database, slots)
        self.attempts = Attempts(self._database, slots)
        self.results = Results(self._database, slots)
        self.outbox = Outbox(self._database)
        self.forms = Forms(self._database)
        self.history = History(self._database, slots)
        self.channels = Channels(self._database)
        self.watches = Watches(self._database)
        self.digests = Digests(self._database)
        self.finished_calls = FinishedCalls(self._database)

    async def open(self) -> None:
        """Lock and open the file, bringing an older one up to date."""
        await self._database.open()

    async def close(self) -> None:
        """Finish what was handed in and let the file go."""
        await self._database.close()
