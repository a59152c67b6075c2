"""The subcommands: which there are, and which words and options each takes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.parsing.commands.mistakes import shorten

_MOST_DAYS: Final = 365
_AUDIT_OPTIONS: Final = ("who", "what", "order", "since")


class Subcommand(StrEnum):
    """The words that may stand where a call has its number."""

    HELP = "help"
    STATUS = "status"
    HISTORY = "history"
    AGENTS = "agents"
    EXPORT = "export"
    STATS = "stats"
    WATCH = "watch"
    UNWATCH = "unwatch"
    RULES = "rules"
    DNC = "dnc"
    PAUSE = "pause"
    RESUME = "resume"
    AUDIT = "audit"
    FILE = "file"
    FORGET = "forget"


class Scope(StrEnum):
    """Whose calls are listed: one's own, those of this channel, or all that one may see."""

    ME = "me"
    HERE = "here"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What follows a subcommand; `named` says its words where they are too many to list."""

    name: str
    words: frozenset[str] = frozenset()
    named: str = ""
    options: tuple[str, ...] = ()
    takes_time: bool = False
    takes_callee: bool = False
    takes_number: bool = False
    may_lack_number: bool = False
    takes_numbers: bool = False
    takes_text: bool = False
    example: str

    def explain_word(self, word: str) -> str:
        """Say that a word is out of place, and what is not."""
        known = [self.named] if self.named else sorted(self.words)
        possible = [*known, *(f"“{option}=”" for option in self.options)]
        if not possible:
            return f"Nothing can follow “{self.name}”."
        named = " or ".join(filter(None, [", ".join(possible[:-1]), possible[-1]]))
        return f"“{shorten(word)}” cannot follow “{self.name}”: only {named} can."

    def explain_option(self, name: str) -> str:
        """Say that an option is none here, and which there are."""
        named = ", ".join(f"“{option}=”" for option in self.options) or "none"
        return f"“{shorten(name)}=” is not an option of “{self.name}”, which has {named}."


GRAMMARS: Final = {
    grammar.name: grammar
    for grammar in (
        Grammar(name=Subcommand.HELP, example="help"),
        Grammar(name=Subcommand.STATUS, example="status"),
        Grammar(name=Subcommand.AGENTS, example="agents"),
        Grammar(
            name=Subcommand.HISTORY,
            words=frozenset(Scope),
            options=("agent", "outcome", "since"),
            takes_callee=True,
            example="history me outcome=busy since=7d",
        ),
        Grammar(name=Subcommand.EXPORT, options=("since",), example="export since=7d"),
        Grammar(
            name=Subcommand.WATCH,
            words=frozenset({"list", "digest"}),
            options=("outcome", "agent"),
            example="watch outcome=busy,no_answer",
        ),
        Grammar(name="watch list", example="watch list"),
        Grammar(
            name="watch digest", options=("tz",), takes_time=True, example="watch digest 17:00"
        ),
        Grammar(name=Subcommand.UNWATCH, words=frozenset({"digest"}), example="unwatch"),
        Grammar(name=Subcommand.RULES, example="rules"),
        Grammar(name=Subcommand.PAUSE, takes_text=True, example="pause wrong list"),
        Grammar(name=Subcommand.RESUME, example="resume"),
        Grammar(
            name=Subcommand.DNC,
            words=frozenset({"add", "remove", "check", "import", "export"}),
            example="dnc check +15559876543",
        ),
        Grammar(
            name="dnc add",
            options=("for", "why"),
            takes_number=True,
            example='dnc add +15559876543 why="asked on the phone"',
        ),
        Grammar(name="dnc remove", takes_number=True, example="dnc remove +15559876543"),
        Grammar(name="dnc check", takes_number=True, example="dnc check +15559876543"),
        Grammar(
            name="dnc import",
            options=("for", "date", "expires"),
            takes_numbers=True,
            example="dnc import +15559876543, +15559876544 expires=2027-01-31",
        ),
        Grammar(name="dnc export", example="dnc export"),
        Grammar(
            name=Subcommand.AUDIT,
            words=frozenset({"export"}),
            options=_AUDIT_OPTIONS,
            takes_number=True,
            may_lack_number=True,
            example="audit who=@bob what=refusals since=7d",
        ),
        Grammar(
            name="audit export",
            options=_AUDIT_OPTIONS,
            takes_number=True,
            may_lack_number=True,
            example="audit export since=7d",
        ),
        Grammar(
            name=Subcommand.FILE,
            words=frozenset({"hold", "release"}),
            takes_number=True,
            example="file +15559876543",
        ),
        Grammar(name=Subcommand.FORGET, takes_number=True, example="forget +15559876543"),
        Grammar(
            name=Subcommand.STATS,
            words=frozenset(f"{days}d" for days in range(1, _MOST_DAYS + 1)),
            named=f"a number of days from 1d to {_MOST_DAYS}d",
            options=("agent",),
            example="stats 7d",
        ),
    )
}
