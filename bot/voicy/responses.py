"""An answer of the API: its JSON, its own words about what is wrong, and what they mean for us."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx

_LONGEST_SENTENCE: Final = 300
# by the commas between them and the brackets around them: three times those of a full page of
# calls. Decoding cannot be interrupted, so nothing else goes on meanwhile
_MOST_VALUES: Final = 50_000
_SIGNS_OF_VALUES: Final = (b",", b"[", b"{")
_LONGEST_INT: Final = 100
_PIECE: Final = 10_000
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ABOUT_SLOTS: Final = re.compile(
    r"\bconcurren(?:cy|tly|t)\b(?!\s+requests?)|\bsimultaneous(?:ly)?\b(?!\s+requests?)"
    r"|\b(?:too many|maximum|max|limit)\b[^.]{0,40}\bactive calls?\b"
    r"|\bactive calls? limit",
    re.IGNORECASE,
)
_SENTENCES: Final = {
    400: "The Voicy API cannot make sense of this request.",
    401: "The Voicy API does not accept the API key.",
    402: "The Voicy account has to be paid for first.",
    403: "The Voicy API key is not allowed to do this.",
    404: "The Voicy API does not know what it was asked for.",
    422: "The Voicy API cannot carry out this request.",
    429: "The Voicy API wants fewer requests for a moment.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back over the wire, whole; `body` is already decompressed."""

    status: int
    headers: httpx.Headers
    body: bytes

    def read_json(self) -> Any:
        """Decode the body; raises ValueError, also for more values or depth than are read."""
        if sum(map(self.body.count, _SIGNS_OF_VALUES)) > _MOST_VALUES:
            raise ValueError("too many values")
        text = self.body.decode("utf-8-sig")
        try:
            value = json.loads(text, parse_constant=lambda _: None, parse_int=_read_int)
            has_halves = b"\\ud" in self.body or b"\\uD" in self.body
            return _mend(value) if has_halves else value
        except RecursionError as exc:
            raise ValueError("nested too deep") from exc

    def read_words(self) -> str:
        """Return the API's own sentence about what is wrong, "" when it has none."""
        try:
            body = self.read_json()
        except ValueError:
            return ""
        if not isinstance(body, dict):
            return ""
        error = body.get("error")
        nested = error.get("message") if isinstance(error, dict) else None
        found = (word for word in (error, nested, body.get("message")) if isinstance(word, str))
        return next(filter(None, map(_tidy_sentence, found)), "")

    @property
    def is_refusal(self) -> bool:
        """Say whether the API understood and said no; a 408 says that it did not get to read."""
        return 400 <= self.status < 500 and self.status != HTTPStatus.REQUEST_TIMEOUT

    @property
    def is_about_slots(self) -> bool:
        """Say whether it refuses because of the calls the account may have at once."""
        return self.is_refusal and _ABOUT_SLOTS.search(self.read_words()) is not None


def build_sentence(answer: Answer) -> str:
    """Return the API's sentence, or a plain one for its status."""
    plain = f"The Voicy API refuses this request (HTTP {answer.status})."
    return answer.read_words() or _SENTENCES.get(answer.status, plain)


def build_reason(answer: Answer) -> str:
    """Name an answer nobody can work with, for “… is not available (reason)”."""
    if httpx.codes.is_redirect(answer.status):
        return f"HTTP {answer.status}: it has moved, its address in the settings is wrong"
    words = answer.read_words()
    return f"HTTP {answer.status}: {words}" if words else f"HTTP {answer.status}"


def _tidy_sentence(text: str) -> str:
    sentence = " ".join(_CONTROLS.sub(" ", text).split())
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return sentence[: _LONGEST_SENTENCE - 1].rstrip() + "…"


def _read_int(text: str) -> int | None:
    """Read an integer; one of thousands of digits takes long, and no column holds it."""
    return int(text) if len(text) <= _LONGEST_INT else None


def _mend(value: Any) -> Any:
    """Replace halves of characters, which JSON can spell and no database or message can hold."""
    text = json.dumps(value, ensure_ascii=False)
    # piece by piece, between which other threads go on
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    mended = (each.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for each in pieces)
    return json.loads("".join(mended))
