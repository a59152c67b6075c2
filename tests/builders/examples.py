"""How many examples a property is held against."""

from typing import Final

from hypothesis import settings

# for those that are made of many texts each, any of which tells as much as one of its own
FEW: Final = settings(max_examples=20)
