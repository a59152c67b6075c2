"""What was typed after the slash command: an order, a subcommand, or what is wrong and where.

/call                                          OpenForm
/call status                                   ParsedSubcommand
/call +1 (555) 987-6543 name="John Smith"      ParsedCall
/call +15559876543 at="tomorrow 9am" retry=2   ParsedCall
/call +15559876543 name=John Smith             CommandError, which marks “Smith”
"""

from bot.parsing.commands.command import parse_command
from bot.parsing.commands.filters import read_outcomes, read_since
from bot.parsing.commands.mentions import read_direct_message, read_mention
from bot.parsing.commands.mistakes import EXAMPLE_NUMBER
from bot.parsing.commands.pairs import can_be_typed
from bot.parsing.commands.quotes import quote_value
from bot.parsing.commands.requests import (
    Command,
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    format_command,
)
from bot.parsing.commands.subcommands import Scope
from bot.parsing.commands.variables import parse_variables

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
    "read_direct_message",
    "read_mention",
    "read_outcomes",
    "read_since",
]
