"""The worlds in which posting is measured: one seed gives the same figures, at Slack's pace."""

from bench.posting import measure, post_by_bot, post_plainly


def test_bot_posts_at_the_pace_of_slack_and_in_order() -> None:
    first, again = measure(post_by_bot, 1), measure(post_by_bot, 1)

    assert first == again
    assert first.share >= 95
    assert first.is_in_order
    assert first.limited == 0


def test_plain_loop_is_measured_in_the_same_way() -> None:
    plain = measure(post_plainly, 1)

    assert plain.is_in_order
    assert 90 < plain.share < measure(post_by_bot, 1).share
