"""The card of a call with names and values of any script, and any signs."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Result
from bot.domain.statuses import CallStatus
from bot.ui.call_card import build_card
from tests.builders.call_card import (
    read_quiet,
)
from tests.builders.calls import BEFORE_THE_END, NOON, build_call, build_order
from tests.builders.rich_text import FOREIGN, draw, find_stray_signs


@pytest.mark.parametrize("name", ["דנה לוי", "محمد علي"])
def test_numbers_times_and_lengths_keep_their_order_beside_any_name(name: str) -> None:
    request = build_order(variables={"name": name})
    over = build_call(*BEFORE_THE_END, "ended", order=request, result=Result(duration_ms=125_000))

    for text in (build_card(over).text, json.dumps(draw(build_card(over)), ensure_ascii=False)):
        assert "\u2066+1 555-987-6543\u2069" in text
        assert f"\u2067{name}\u2069" in text
        assert "\u20662 min 05 s\u2069" in text
    live = build_card(build_call(*BEFORE_THE_END, order=request))
    assert re.search("\u2066<!date[^\u2069]*>\u2069", live.text)


def test_nobody_is_mentioned_on_a_card() -> None:
    message = build_card(build_call(*BEFORE_THE_END, "ended"))

    assert "<@" not in message.text
    assert '"type": "user"' not in str(draw(message)).replace("'", '"')


def test_foreign_names_stay_on_their_line() -> None:
    request = build_order(
        variables={"name": "Eve)\n🟢 Ongoing"}, requested_by_name="al\nice", agent_name="A\nB"
    )
    call = build_call("initiated", order=request, agent_name="A\nB", created_at=NOON)

    assert len(build_card(call).text.split("\n")) == 3
    assert read_quiet(call) == "A B · @al ice"


@given(
    st.lists(st.sampled_from([*CallStatus, "<!channel>", "api:queued", "על הקו"]), max_size=4),
    FOREIGN,
    st.dictionaries(FOREIGN, FOREIGN, max_size=4),
)
def test_card_with_any_foreign_text_is_taken_by_slack(
    statuses: list[str], text: str, variables: dict[str, str]
) -> None:
    request = build_order(requested_by_name=text, variables=variables | {"name": text})
    message = build_card(build_call(*statuses, order=request, reason=text, agent_name=text))

    assert draw(message)
    assert find_stray_signs(message.text) == []
