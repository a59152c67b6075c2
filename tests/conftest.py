"""How properties are tried everywhere: the same examples in every run, and no clock that judges."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "facts",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("facts")
