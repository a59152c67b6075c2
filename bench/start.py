"""The start: from the process's first moment to its connection, and its memory at rest."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from bench.program import Outside, Program, run_bot, run_plain, run_sandbox
from bench.table import print_note, print_table, show_ratio, show_spread

_RUNS: Final = 5
_REST_SECONDS: Final = 2.0
