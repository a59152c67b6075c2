"""Numbers as keyed hashes: the same number is known again, and none can be read back."""

import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Final

_KEY_BYTES: Final = 32


class NumberHasher:
    """Hashes numbers with a key that lives in a file of its own, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def hash(self, e164: str) -> str:
        """Return the hash of a number as hexadecimal HMAC-SHA256."""
        return hmac.new(self._key, e164.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        """The key; one is made where there is none. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            key = secrets.token_bytes(_KEY_BYTES)
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return key
