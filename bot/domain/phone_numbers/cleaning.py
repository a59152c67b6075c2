"""Typed characters in ASCII: digits, spaces and dashes of every script, and no invisible marks."""

import re
import unicodedata
from typing import Final

_LOOKALIKES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−－﹣ー", "-")
    | dict.fromkeys("＋﹢", "+")
    | {"（": "(", "）": ")", "．": ".", "＃": "#", "／": "/", "，": ",", "；": ";", "\u2800": " "}
)
_LINE_BREAKS: Final = frozenset("\n\r\t\v\f\x85\u2028\u2029")
# what Unicode calls Default_Ignorable_Code_Point, apart from the categories Cc and Cf
_SHOWN_AS_NOTHING: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
_UNSEEN: Final = frozenset({"Mn", "Me", "Mc", "Cs", "Co", "Cn"})
_QUOTES: Final = "'\"’‘‛“”„‟«»‹›‚`´＇＂"
_TEL_PREFIX: Final = re.compile(r"\Atel:\s*(?://)?\s*", re.IGNORECASE)
# a cell of a spreadsheet that took a number for an amount
_FLOAT: Final = re.compile(r"(\+?[0-9]{7,})[.,]0+")


def write_ascii(text: str) -> str:
    """Write a text in ASCII, with \\n for every kind of line break; all else stays."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_write, text)).translate(_LOOKALIKES)


def clean(text: str) -> str:
    """Write a typed number in ASCII; what does not belong in it stays, to be refused.

    Quotation marks around it go, so does the apostrophe that makes a cell of a spreadsheet text.
    """
    written = write_ascii(text).strip()
    if written[:1] in _QUOTES:
        written = written.strip(_QUOTES).strip()
    written = _TEL_PREFIX.sub("", written)
    amount = _FLOAT.fullmatch(written)
    return amount[1] if amount else written


def describe(part: str) -> str:
    """Show a part of a text, or the name of a mark in it that nobody would see."""
    marks = (sign for sign in part if unicodedata.category(sign) in _UNSEEN)
    mark = None if any(map(str.isalpha, part)) else next(marks, None)
    return part if mark is None else unicodedata.name(mark, f"U+{ord(mark):04X}")


def _write(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in _LINE_BREAKS:
        return "\n"
    if sign.isspace():
        return " "
    is_unseen = unicodedata.category(sign) in {"Cc", "Cf"} or _SHOWN_AS_NOTHING.match(sign)
    return "" if is_unseen else sign
