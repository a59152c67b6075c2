"""The store as the bot sees it: one door with a shelf for each noun."""

from pathlib import Path

from bot.store.calls import Calls
from bot.store.channels import Channels
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.digests import Digests
from bot.store.finished import FinishedCalls
from bot.store.forms import Forms
from bot.store.history import History
from bot.store.later import Later
from bot.store.line import Line
from bot.store.orders import Orders
from bot.store.results import Results
from bot.store.watches import Watches


class Store:
    """Everything the bot remembers; every method of its shelves may raise StoreError."""

    def __init__(self, path: Path, *, slots: int) -> None:
        self._database = Database(path)
        self.orders = Orders(self._database)
        self.line = Line(self._database, slots)
        self.calls = Calls(self._database, slots)
        self.later = Later(self._database, slots)
        self.results = Results(self._database, slots)
        self.deliveries = Deliveries(self._database)
        self.forms = Forms(self._database)
        self.history = History(self._database, slots)
        self.channels = Channels(self._database)
        self.watches = Watches(self._database)
        self.digests = Digests(self._database)
        self.finished = FinishedCalls(self._database)

    async def open(self) -> None:
        """Lock and open the file, bringing an older one up to date."""
        await self._database.open()

    async def close(self) -> None:
        """Finish what was handed in and let the file go."""
        await self._database.close()
