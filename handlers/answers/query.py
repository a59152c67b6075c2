"""A query: a subcommand, and where and by whom it was asked."""

from dataclasses import dataclass

from bot.parsing.commands import ParsedSubcommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A subcommand asked in a channel; `thread_ts` is the thread of the mention that asks."""

    parsed: ParsedSubcommand
    channel_id: str
    user_id: str
    thread_ts: str | None = None
