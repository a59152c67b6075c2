"""What was typed after the slash command: an order, a subcommand, or what is wrong and where."""

from bot.parsing.commands.command import parse_command
from bot.parsing.commands.mentions import read_direct_message, read_mention
from bot.parsing.commands.mistakes import EXAMPLE_NUMBER
from bot.parsing.commands.options import read_ago, read_outcomes
from bot.parsing.commands.pairs import can_be_typed, parse_variables
from bot.parsing.commands.quotes import quote_value
from bot.parsing.commands.requests import (
    Command,
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    format_command,
)
from bot.parsing.commands.subcommands import Scope, Subcommand

__all__ = [
    "EXAMPLE_NUMBER",
    "Command",
    "OpenForm",
    "ParsedCall",
    "ParsedSubcommand",
    "Scope",
    "Subcommand",
    "can_be_typed",
    "format_command",
    "parse_command",
    "parse_variables",
    "quote_value",
    "read_ago",
    "read_direct_message",
    "read_mention",
    "read_outcomes",
]
