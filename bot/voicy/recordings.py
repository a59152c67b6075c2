"""Recordings: fetched from where the API's fresh link points, and from nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import httpx

from bot.errors import RecordingUnavailableError
from bot.voicy.addresses import Address, Resolve, is_public, is_public_name, resolve
from bot.voicy.bodies import CODING, read_body
from bot.voicy.transport import load_certificates

LARGEST_RECORDING_BYTES: Final = 120_000_000  # an hour of uncompressed telephone sound
_MOST_REDIRECTS: Final = 3
_DEADLINE_SECONDS: Final = 120.0
_MOST_ADDRESSES: Final = 4
_NOT_TRUSTED: Final = "its link points to a place that is not trusted"
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
    """Fetches recordings, one at a time; the API key never leaves with these requests.

    A place is trusted by the addresses its name stands for now, and those are connected to: a name
    that anybody can register may stand for a machine inside our own network.
    """

    def __init__(
        self,
        *,
        base_url: str,
        largest_bytes: int = LARGEST_RECORDING_BYTES,
        deadline_seconds: float = _DEADLINE_SECONDS,
        resolve: Resolve = resolve,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._base_url = httpx.URL(base_url)
        # who set the API up inside their own network has its recordings there
        self._is_api_inside = not is_public_name(self._base_url.host)
        self._largest_bytes = largest_bytes
        self._deadline_seconds = deadline_seconds
        self._resolve = resolve
        self._transport = transport
        self._fetching = asyncio.Lock()

    async def check_link(self, link: str) -> str:
        """Return a link as it may be shown: https to a public place, or to the API's own address.

        Raises RecordingUnavailableError for any other.
        """
        url = _parse_link(link)
        await self._locate(url)
        # in a message a bar parts the address from its text
        return str(url).replace("|", "%7C")

    async def fetch(self, link: str) -> Recording:
        """Download what a link points to; raises RecordingUnavailableError."""
        try:
            async with asyncio.timeout(self._deadline_seconds), self._fetching:
                return await self._follow(_parse_link(link))
        except TimeoutError as exc:
            raise RecordingUnavailableError("it did not arrive in time") from exc
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ExceptionGroup) as exc:
            raise RecordingUnavailableError("the place it is kept at does not answer") from exc

    async def _follow(self, url: httpx.URL) -> Recording:
        async with httpx.AsyncClient(
            verify=load_certificates(),
            trust_env=False,
            follow_redirects=False,
            timeout=20.0,
            transport=self._transport,
        ) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                async with self._open(client, url) as response:
                    if not response.has_redirect_location:
                        return await self._read(url, response)
                    target = url.join(response.headers["Location"])
                if _origin(target) != _origin(url):
                    raise RecordingUnavailableError("its link leads on to another place")
                url = target
        raise RecordingUnavailableError("its link leads in circles")

    @asynccontextmanager
    async def _open(
        self, client: httpx.AsyncClient, url: httpx.URL
    ) -> AsyncIterator[httpx.Response]:
        """Ask at the addresses that were judged, so that no second look-up names another."""
        addresses = await self._locate(url)
        for address in addresses:
            request = client.build_request(
                "GET",
                url.copy_with(host=str(address)),
                headers={"Host": url.netloc.decode("ascii"), "Accept-Encoding": CODING},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            try:
                response = await client.send(request, stream=True)
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == addresses[-1]:
                    raise
        try:
            yield response
        finally:
            await response.aclose()

    async def _locate(self, url: httpx.URL) -> Sequence[Address]:
        """Return the addresses of a place; raises RecordingUnavailableError for no trusted one."""
        is_own = _origin(url) == _origin(self._base_url)
        if url.userinfo or not (is_own or (url.scheme == "https" and is_public_name(url.host))):
            raise RecordingUnavailableError(_NOT_TRUSTED)
        try:
            addresses = await self._resolve(url.raw_host.decode("ascii"), _origin(url)[2] or 0)
        except (OSError, ValueError) as exc:
            raise RecordingUnavailableError("the place it is kept at is not known") from exc
        may_be_inside = is_own and self._is_api_inside
        if not addresses or not (may_be_inside or all(map(is_public, addresses))):
            raise RecordingUnavailableError(_NOT_TRUSTED)
        return addresses[:_MOST_ADDRESSES]

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


def _parse_link(link: str) -> httpx.URL:
    try:
        return httpx.URL(link.strip())
    except (httpx.InvalidURL, ValueError) as exc:
        raise RecordingUnavailableError("its link is not a web address") from exc


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default


def _find_suffix(url: httpx.URL, content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().casefold()
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    suffix = PurePosixPath(url.path).suffix.casefold()
    if kind in _UNNAMED_TYPES or kind.startswith(("audio/", "video/")):
        return suffix if suffix in _SUFFIXES.values() else ".audio"
    raise RecordingUnavailableError(f"its link brings no sound but {kind[:40]}")
