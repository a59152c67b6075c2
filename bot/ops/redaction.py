"""What of a text may be logged: no secret, no signed link, no whole phone number, one line."""

import re
from typing import Final

from bot.domain.phone_numbers import mask_number

# tokens and keys by their shape, wherever a library may put them
_SECRETS: Final = re.compile(r"(xox[a-z]-|xapp-|voicy_sk_[a-z]+_|(?:Bearer|Basic)\s+)[^\s\"',}]+")
# what comes after the ? of an address may be a signature, a ticket, or a number
_QUERIES: Final = re.compile(r"(?<=[\w/%~.-])\?(?=[\w.%~-]+=)[^\s\"'<>]*")
# of a whole address it may be that without a name, too
_QUERIES_OF_ADDRESSES: Final = re.compile(r"(?<=://)([^\s\"'<>?]+)\?[^\s\"'<>]+")
_LOGINS: Final = re.compile(r"(?<=://)[^\s/\"'@]+(?=@)")
_HOOKS: Final = re.compile(r"(?<=//hooks\.slack\.com/)[^\s\"'<>]+")
_PARAMETERS: Final = re.compile(
    r"\b((?:x-(?:amz|goog|ms)-[\w-]+|sig|expires|ticket|"
    r"[\w-]*(?:signature|token|secret|password|api[_-]?key))=)[^\s&\"'<>,}]+",
    re.IGNORECASE,
)
# digits that are no number: days and times, Slack's ts, addresses, ids, seconds, file names
_KEPT: Final = (
    r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?"
    r"|(?<!\d)\d{10}\.\d{6}(?!\d)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|\b(?:0x[0-9a-f]+|(?=\d*[a-f])[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
    r"|(?<![\d.])\d{1,2}\.\d+(?![\d.-])"
    r"|(?<!\d)20\d{6}-\d{4}(?!\d)"
)
_BETWEEN: Final = r"[ ()./_\-\xa0\u2000-\u2015\u202a-\u202f\u2060-\u2069\ufeff]{0,3}"
_NUMBERS: Final = re.compile(
    rf"(?P<kept>{_KEPT})"
    rf"|(?P<plus>[+\uff0b]|%2[Bb]|\\u002[Bb]){_BETWEEN}\d(?:{_BETWEEN}\d){{6,}}"
    rf"|(?<![A-Z0-9_])\d(?:{_BETWEEN}\d){{8,}}"
)


def redact(text: str) -> str:
    """Take secrets out of a text and shorten phone numbers to their last digits."""
    text = _SECRETS.sub(r"\1…", text)
    text = _QUERIES_OF_ADDRESSES.sub(r"\1?…", text)
    text = _QUERIES.sub("?…", text)
    text = _LOGINS.sub("…", text)
    text = _HOOKS.sub("…", text)
    text = _PARAMETERS.sub(r"\1…", text)
    return _NUMBERS.sub(_shorten, text)


def escape_line(text: str) -> str:
    """Write what would end a line, reorder it or steer a terminal as an escape, such as `\\n`."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _shorten(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    digits = "".join(filter(str.isdecimal, found[0].removeprefix(found["plus"] or "")))
    return mask_number(f"+{digits}" if found["plus"] else digits)
