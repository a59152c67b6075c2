"""Recordings: fetched from where the API's fresh link points, and from nowhere else."""

import asyncio
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Final

import httpx

from bot.errors import RecordingUnavailableError
from bot.voicy.bodies import read_body

LARGEST_RECORDING_BYTES: Final = 120_000_000  # an hour of uncompressed telephone sound
_MOST_REDIRECTS: Final = 3
_DEADLINE_SECONDS: Final = 120.0
_SUFFIXES: Final = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/wave": ".wav",
    "audio/ogg": ".ogg",
    "audio/webm": ".webm",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/aac": ".aac",
    "audio/flac": ".flac",
}
_UNNAMED_TYPES: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The sound of a call; `suffix` is that of its file name, with the dot."""

    content: bytes
    suffix: str


class Recordings:
    """Fetches recordings, one at a time; the API key never leaves with these requests."""

    def __init__(
        self,
        *,
        base_url: str,
        largest_bytes: int = LARGEST_RECORDING_BYTES,
        deadline_seconds: float = _DEADLINE_SECONDS,
    ) -> None:
        self._base_url = httpx.URL(base_url)
        self._largest_bytes = largest_bytes
        self._deadline_seconds = deadline_seconds
        self._fetching = asyncio.Lock()
        self._certificates = httpx.create_ssl_context(trust_env=False)

    def check_link(self, link: str) -> str:
        """Return a link as it may be shown: https to a public place, or to the API's own address.

        Raises RecordingUnavailableError for any other.
        """
        try:
            url = httpx.URL(link.strip())
        except (httpx.InvalidURL, ValueError) as exc:
            raise RecordingUnavailableError("its link is not a web address") from exc
        is_own = _origin(url) == _origin(self._base_url)
        if url.userinfo or not (is_own or (url.scheme == "https" and _is_public(url.host))):
            raise RecordingUnavailableError("its link points to a place that is not trusted")
        # in a message a bar parts the address from its text
        return str(url).replace("|", "%7C")

    async def fetch(self, link: str) -> Recording:
        """Download what a link points to; raises RecordingUnavailableError."""
        try:
            async with asyncio.timeout(self._deadline_seconds), self._fetching:
                return await self._follow(httpx.URL(self.check_link(link)))
        except TimeoutError as exc:
            raise RecordingUnavailableError("it did not arrive in time") from exc
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ExceptionGroup) as exc:
            raise RecordingUnavailableError("the place it is kept at does not answer") from exc

    async def _follow(self, url: httpx.URL) -> Recording:
        async with httpx.AsyncClient(
            verify=self._certificates, trust_env=False, follow_redirects=False, timeout=20.0
        ) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                async with client.stream("GET", url) as response:
                    if not response.has_redirect_location:
                        return await self._read(url, response)
                    target = url.join(response.headers["Location"])
                if _origin(target) != _origin(url):
                    raise RecordingUnavailableError("its link leads on to another place")
                url = target
        raise RecordingUnavailableError("its link leads in circles")

    async def _read(self, url: httpx.URL, response: httpx.Response) -> Recording:
        if response.status_code != httpx.codes.OK:
            raise RecordingUnavailableError(f"its link is refused (HTTP {response.status_code})")
        suffix = _find_suffix(url, response.headers.get("Content-Type", ""))
        try:
            content = await read_body(response, largest_bytes=self._largest_bytes)
        except ValueError as exc:
            raise RecordingUnavailableError(str(exc)) from exc
        if not content:
            raise RecordingUnavailableError("it is empty")
        return Recording(content=content, suffix=suffix)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default


def _is_public(host: str) -> bool:
    """Say whether a host is anything but an address inside a network or a name like localhost."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.casefold().endswith((".local", ".internal"))


def _find_suffix(url: httpx.URL, content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().casefold()
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    suffix = PurePosixPath(url.path).suffix.casefold()
    if kind in _UNNAMED_TYPES or kind.startswith(("audio/", "video/")):
        return suffix if suffix in _SUFFIXES.values() else ".audio"
    raise RecordingUnavailableError(f"its link brings no sound but {kind[:40]}")
