"""Who may ask for calls, and who may see what a call brought."""

import pytest

from bot.domain.workspaces import WorkspaceId
from bot.errors import InputError
from bot.policies import Viewer, require_access, require_own_workspace, require_requester
from tests.builders.calls import build_order

REQUEST = build_order(workspace_id=WorkspaceId("T1"))


def test_colleague_who_sees_the_channel_sees_the_result() -> None:
    require_access(REQUEST, Viewer(team_id="T1", sees_channel=True))


@pytest.mark.parametrize(
    ("viewer", "reason"),
    [
        (Viewer(team_id="T1", sees_channel=False), "who can see the channel"),
        (Viewer(team_id="T2", sees_channel=True), "in the workspace"),
        (Viewer(team_id="", sees_channel=True), "in the workspace"),
        (Viewer(team_id="T2", sees_channel=False), "in the workspace"),
    ],
)
def test_others_do_not(viewer: Viewer, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        require_access(REQUEST, viewer)

    assert caught.value.field == "viewer"


@pytest.mark.parametrize("team_id", ["T1", "", None])
def test_people_of_this_workspace_ask_for_calls(team_id: str | None) -> None:
    require_own_workspace(team_id, "T1")


def test_people_of_another_workspace_do_not() -> None:
    with pytest.raises(InputError, match="Only people in this workspace") as caught:
        require_own_workspace("T2", "T1")

    assert caught.value.field == "requester"


def test_one_who_asked_for_a_call_decides_about_it() -> None:
    require_requester(build_order(), "U0ALICE", action="cancel it")


def test_others_do_not_decide_about_it() -> None:
    with pytest.raises(
        InputError, match="Only @alice, who requested this call, can cancel it"
    ) as caught:
        require_requester(build_order(), "U0BOB", action="cancel it")

    assert caught.value.field == "requested_by"
