"""What can be typed after app.py, and what is said where that was something else."""

import argparse
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final, NoReturn

from bot.config import COMMAND_PATTERN
from bot.errors import ConfigError
from sandbox.options import add_options

_VERBS: Final = {
    "run": "serve the workspace of the settings; without credentials, the sandbox",
    "sandbox": "serve a local Slack and a local Voicy",
    "manifest": "print the manifest of the Slack app",
    "doctor": "check every setting, a line each",
}
_FLAGS: Final = {
    "sandbox": ("--port", "--speed"),
    "manifest": ("--command",),
    "doctor": ("--cards",),
}


class CommandParser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence, as ConfigError."""

    def error(self, message: str) -> NoReturn:
        """Say it, in argparse's own words."""
        raise ConfigError((f"{message[:1].upper()}{message[1:]}. See: app.py --help",))


def read_command_line(arguments: Sequence[str]) -> argparse.Namespace:
    """Read what was typed; raises ConfigError."""
    first = arguments[0] if arguments else ""
    if first.startswith("-") and first not in ("-h", "--help"):
        raise ConfigError((_describe_unknown(first, "run"),))
    if first and not first.startswith("-") and first not in _VERBS:
        raise ConfigError((f"There is no command “{first}”. {_suggest(first, _VERBS)}",))
    options, unknown = _build_parser().parse_known_args(arguments)
    if unknown:
        raise ConfigError((_describe_unknown(unknown[0], options.verb or "run"),))
    return options


def _build_parser() -> CommandParser:
    parser = CommandParser(
        prog="app.py", description="The Slack bot that places AI phone calls.", allow_abbrev=False
    )
    verbs = parser.add_subparsers(dest="verb", metavar="command")
    of = {
        verb: verbs.add_parser(verb, help=words, description=words, allow_abbrev=False)
        for verb, words in _VERBS.items()
    }
    add_options(of["sandbox"], port=None)
    of["manifest"].add_argument(
        "--command", type=_read_name, default="/call", help="another name for /call"
    )
    of["doctor"].add_argument(
        "--cards", action="store_true", help="let Slack judge every kind of message, too"
    )
    return parser


def _read_name(text: str) -> str:
    if not re.fullmatch(COMMAND_PATTERN, text):
        raise argparse.ArgumentTypeError(f"“{text}” is no command: write one such as /dial")
    return text.lower()


def _describe_unknown(typed: str, verb: str) -> str:
    flag = typed.partition("=")[0]
    owner = next((each for each, flags in _FLAGS.items() if flag in flags), None)
    if owner is not None:
        return f"{flag} belongs to another command: app.py {owner} {flag}"
    return f"“{typed}” means nothing here. {_suggest(flag, _FLAGS.get(verb, ()))}"


def _suggest(typed: str, known: Iterable[str]) -> str:
    choices = list(known)
    near = get_close_matches(typed.lower(), choices, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"There are: {', '.join(choices)}." if choices else "See: app.py --help"
