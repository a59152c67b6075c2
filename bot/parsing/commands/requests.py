"""What a command asks for, and how the same is typed again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.phone_numbers import PhoneNumber
from bot.parsing.commands.quotes import quote_value
from bot.parsing.commands.subcommands import Subcommand

OPTIONS: Final = frozenset({"agent", "from", "at", "until", "tz", "retry", "consent"})
VARIABLE_PREFIX: Final = "var:"
DASHES: Final = "-‐‑‒–—―−"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Nothing was typed: open the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedSubcommand:
    """A subcommand with the words and the options after it, each known to mean something.

    `callee` is a number or a name as it was typed, whose calls are meant.
    """

    name: Subcommand
    words: tuple[str, ...] = ()
    callee: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCall:
    """A call as it was typed, before any rule has looked at it; `from_number` is None for a label.

    `numbers` are what was typed can mean, where that is not clear; `number` is the likeliest.

    `mentions` are those in its variables that are Slack's, not typed sign by sign.
    `tz` is an IANA name, `zone_text` what was typed for it. `spans` says where in the typed `text`
    the number, as "to", and the options stand. `consent` is why the callee may be called.
    Equal calls may be typed differently.
    """

    number: PhoneNumber
    numbers: tuple[PhoneNumber, ...] = ()
    agent: str | None = None
    from_text: str | None = None
    from_number: PhoneNumber | None = None
    at_text: str | None = None
    until_text: str | None = None
    tz: str | None = None
    zone_text: str | None = field(default=None, compare=False)
    attempts: int = 1
    consent: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    mentions: frozenset[str] = field(default=frozenset(), compare=False)
    text: str = field(default="", compare=False)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)


Command = OpenForm | ParsedSubcommand | ParsedCall


def format_command(request: Command) -> str:
    """Write what a person types for this request, where all variables' names can be typed."""
    match request:
        case OpenForm():
            return ""
        case ParsedSubcommand():
            # in quotes, so that a name that is a word of the command stays a name
            doubled = request.callee.replace('"', '""')
            callee = [f'"{doubled}"'] if doubled else []
            pairs = _format_pairs(request.options)
            return " ".join([request.name, *request.words, *callee, *pairs])
        case ParsedCall():
            options = {
                "agent": request.agent,
                "from": request.from_text,
                "at": request.at_text,
                "until": request.until_text,
                "tz": request.tz,
                "retry": str(request.attempts - 1) if request.attempts > 1 else None,
                "consent": request.consent,
            }
            given = {key: value for key, value in options.items() if value is not None}
            variables = {_name_key(name): value for name, value in request.variables.items()}
            return " ".join([request.number.e164, *_format_pairs(given | variables)])


def _format_pairs(pairs: Mapping[str, str]) -> list[str]:
    return [f"{key}={quote_value(value)}" for key, value in pairs.items()]


def _name_key(name: str) -> str:
    folded = name.casefold()
    is_plain = folded not in OPTIONS and not folded.startswith((VARIABLE_PREFIX, *DASHES, *"*_~`"))
    return name if is_plain else f"{VARIABLE_PREFIX}{name}"
