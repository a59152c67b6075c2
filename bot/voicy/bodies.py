"""The body of an HTTP answer: read within a bound, on the wire and once it is decompressed."""

import asyncio
import zlib
from typing import Final

import httpx

# gzip alone is asked for; a second coding around it makes gigabytes of a few kilobytes
CODING: Final = "gzip"
_GZIP_WINDOW_BITS: Final = zlib.MAX_WBITS | 16


async def read_body(response: httpx.Response, *, largest_bytes: int) -> bytes:
    """Read a body to its end; raises ValueError where it is too large or coded in another way."""
    coding = response.headers.get("Content-Encoding", "").strip().casefold() or "identity"
    if coding not in {CODING, "identity"}:
        raise ValueError(f"it is coded as {coding[:40]!r}")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > largest_bytes:
            raise ValueError("it is too large")
    if coding == CODING:
        return await asyncio.to_thread(_decompress, body, largest_bytes)
    return bytes(body)


def _decompress(body: bytearray, largest_bytes: int) -> bytes:
    gzip = zlib.decompressobj(_GZIP_WINDOW_BITS)
    try:
        content = gzip.decompress(body, largest_bytes + 1)
    except zlib.error as exc:
        raise ValueError("it is not gzip") from exc
    if len(content) > largest_bytes:
        raise ValueError("it is too large")
    if not gzip.eof:
        raise ValueError("it was cut short")
    return content
