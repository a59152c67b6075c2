"""How properties are tried everywhere: the same examples in every run, and no clock that judges."""

from hypothesis import settings

settings.register_profile("facts", deadline=None, derandomize=True, database=None)
settings.load_profile("facts")
