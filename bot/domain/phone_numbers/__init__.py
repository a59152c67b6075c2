"""Phone numbers: what people type to E.164, and E.164 to text for people and for logs."""

from bot.domain.phone_numbers.found_numbers import FoundNumbers, find_numbers
from bot.domain.phone_numbers.number import (
    E164,
    PhoneNumber,
    find_zones,
    format_number,
    is_region,
    mask_number,
    parse_e164,
)
from bot.domain.phone_numbers.readings import read_plain
from bot.domain.phone_numbers.typed_number import list_numbers, parse_number

__all__ = [
    "E164",
    "FoundNumbers",
    "PhoneNumber",
    "find_numbers",
    "find_zones",
    "format_number",
    "is_region",
    "list_numbers",
    "mask_number",
    "parse_e164",
    "parse_number",
    "read_plain",
]
