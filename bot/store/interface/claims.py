"""How long what a process takes on is its own."""

from datetime import timedelta
from typing import Final

# longer than any dial or post can take to be sent and answered
LEASE: Final = timedelta(minutes=1)
# how old a claim may be when the first byte is sent; a process that was stopped for longer no
# longer knows whether what it decided is still so
FRESH_SECONDS: Final = 1.0
