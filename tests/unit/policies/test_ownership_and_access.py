"""Who may ask for calls, and who may see what a call brought."""

import pytest

from bot.errors import RuleRefusal
from bot.policies import Viewer, check_asker, check_requester, check_viewer
from tests.unit.domain.test_calls import build_request

REQUEST = build_request(team_id="T1")


def test_colleague_who_sees_the_channel_sees_the_result() -> None:
    check_viewer(REQUEST, Viewer(team_id="T1", sees_channel=True))


@pytest.mark.parametrize(
    ("viewer", "reason"),
    [
        (Viewer(team_id="T1", sees_channel=False), "who can see its channel"),
        (Viewer(team_id="T2", sees_channel=True), "of the workspace"),
        (Viewer(team_id="", sees_channel=True), "of the workspace"),
        (Viewer(team_id="T2", sees_channel=False), "of the workspace"),
    ],
)
def test_others_do_not(viewer: Viewer, reason: str) -> None:
    with pytest.raises(RuleRefusal, match=reason) as caught:
        check_viewer(REQUEST, viewer)

    assert caught.value.field == "viewer"


@pytest.mark.parametrize("team_id", ["T1", "", None])
def test_people_of_this_workspace_ask_for_calls(team_id: str | None) -> None:
    check_asker(team_id, "T1")


def test_people_of_another_workspace_do_not() -> None:
    with pytest.raises(RuleRefusal, match="Only people of this workspace") as caught:
        check_asker("T2", "T1")

    assert caught.value.field == "asker"


def test_one_who_asked_for_a_call_decides_about_it() -> None:
    check_requester(build_request(), "U0ALICE", deed="withdraw it")


def test_others_do_not_decide_about_it() -> None:
    with pytest.raises(
        RuleRefusal, match="Only @alice, who asked for this call, can withdraw it"
    ) as caught:
        check_requester(build_request(), "U0BOB", deed="withdraw it")

    assert caught.value.field == "requested_by"
