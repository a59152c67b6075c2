"""The worlds in which posting is measured: one seed gives the same figures, at Slack's pace."""

from functools import partial

from bench.posting import measure, post_by_bot, post_plainly

# each has a pace of its own; more of them are for figures to print
measure_few = partial(measure, seed=1, channels=2)


def test_bot_posts_at_the_pace_of_slack_in_order_and_a_plain_loop_slower() -> None:
    first, again, plain = map(measure_few, (post_by_bot, post_by_bot, post_plainly))

    assert first == again
    assert first.share >= 95
    assert first.is_in_order
    assert first.limited == 0
    assert plain.is_in_order
    assert 90 < plain.share < first.share
