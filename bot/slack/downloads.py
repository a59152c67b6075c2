"""Files that people share with the bot, fetched from Slack and from nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from bot.errors import InputError, SlackAuthError, SlackError, SlackUnavailableError
from bot.slack.api import Slack

GONE: Final = "This file cannot be read: Slack has no address for it. Send it anew."
TOO_LARGE: Final = "This file is too large: {most} MB at most."
_SECONDS: Final = 60
_SLACK: Final = ".slack.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file that somebody shared; `url` opens it to who shows the bot's token."""

    name: str
    size: int
    url: str


def read_files(event: Mapping[str, Any]) -> tuple[SharedFile, ...]:
    """Read which files a message has."""
    return tuple(_build_files(event.get("files") or ()))


async def download(slack: Slack, file: SharedFile, *, most_bytes: int) -> bytes:
    """Return what is in a file; raises InputError where it is too large or gone, and SlackError."""
    if not _is_slacks(file.url, slack.client.base_url):
        # the token goes nowhere else
        raise InputError(GONE, field="file")
    if file.size > most_bytes:
        raise InputError(TOO_LARGE.format(most=most_bytes // 1_000_000), field="file")
    headers = {"Authorization": f"Bearer {slack.client.token}"}
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(file.url, headers=headers, allow_redirects=False) as answer,
        ):
            _check(answer)
            content = bytearray()
            async for part in answer.content.iter_any():
                content += part
                if len(content) > most_bytes:
                    raise InputError(TOO_LARGE.format(most=most_bytes // 1_000_000), field="file")
            return bytes(content)
    except (aiohttp.ClientError, OSError, TimeoutError) as exc:
        raise SlackUnavailableError(type(exc).__name__) from exc


def _check(answer: aiohttp.ClientResponse) -> None:
    """Raise SlackError, or InputError, where an answer is not the file."""
    # without the scope Slack sends to a page where a person may sign in
    if answer.status in {301, 302, 303, 307, 308, 401, 403}:
        raise SlackAuthError("missing_scope")
    if answer.status in {404, 410}:
        raise InputError(GONE, field="file")
    if answer.status == 429 or answer.status >= 500:
        raise SlackUnavailableError(f"file {answer.status}")
    if answer.status != 200:
        raise SlackError(f"file {answer.status}")


def _is_slacks(url: str, base_url: str) -> bool:
    """Say whether an address is Slack's: where files are, or on the machine that plays Slack."""
    parts, base = urlsplit(url), urlsplit(base_url)
    if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
        return True
    return parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK)


def _build_files(found: Iterable[Mapping[str, Any]]) -> Iterable[SharedFile]:
    for each in found:
        yield SharedFile(
            name=str(each.get("name") or ""),
            size=int(each.get("size") or 0),
            url=str(each.get("url_private_download") or each.get("url_private") or ""),
        )
