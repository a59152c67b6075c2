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
        self.path = path

    def hash(self, e164: str) -> str:
        """Return the hash of a number as hexadecimal HMAC-SHA256."""
        return hmac.new(self._key, e164.encode(), hashlib.sha256).hexdigest()

    @property
    def is_lost(self) -> bool:
        """Say whether there is no whole key; an empty file asks for a new one. Raises OSError."""
        return self._size not in {0, _KEY_BYTES}

    @property
    def is_new(self) -> bool:
        """Say whether a key is still to be made. Raises OSError."""
        return self._size != _KEY_BYTES

    @property
    def _size(self) -> int | None:
        return self.path.stat().st_size if self.path.exists() else None

    @cached_property
    def mark(self) -> str:
        """What tells this key from another, and nothing about it."""
        return self.hash("mark")

    @cached_property
    def _key(self) -> bytes:
        """The key; one is made where there is none, whole or not at all. Raises OSError."""
        if not self.is_new:
            return self.path.read_bytes()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        key, new = secrets.token_bytes(_KEY_BYTES), self.path.with_name(f"{self.path.name}.new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
        return key
