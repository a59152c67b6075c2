"""Commands as tests parse them."""

import pytest

from bot.errors import CommandError
from bot.parsing.commands import (
    ParsedSubcommand,
    parse_command,
)


def parse(text: str) -> ParsedSubcommand:
    request = parse_command(text, default_region="US")
    assert isinstance(request, ParsedSubcommand)
    return request


def find_mistake(text: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        parse(text)
    assert isinstance(parse(caught.value.example), ParsedSubcommand)
    return caught.value
