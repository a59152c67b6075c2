"""How long to wait before something is tried again."""

from datetime import timedelta

from bot.domain.backoff import Backoff


def test_last_pause_repeats() -> None:
    backoff = Backoff.of_seconds(2, 5, 0.5)

    pauses = [backoff.pause_after(failures).total_seconds() for failures in range(1, 6)]

    assert pauses == [2, 5, 0.5, 0.5, 0.5]
    assert backoff == Backoff(
        pauses=(timedelta(seconds=2), timedelta(seconds=5), timedelta(milliseconds=500))
    )
