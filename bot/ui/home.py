"""The Home: live calls and the latest ones, one's own or everyone's, on the app's own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, HeaderBlock
from slack_sdk.models.views import View

from bot.domain.calls import Call
from bot.ui.buttons import CallAction, build_buttons, build_call_buttons
from bot.ui.call_list import (
    EVERYONES_CALLS,
    MY_CALLS,
    NEWER,
    OLDER,
    build_entry,
    build_page_buttons,
)
from bot.ui.commands import build_command, name_command
from bot.ui.rich_text import Moment, RichLine, build_rich_text
from bot.ui.rules import RuleSheet, build_change_buttons, list_rules

NEW_CALL: Final = "new_call"
_PREFIX: Final = "home_"
HOME_NEWER: Final = f"{_PREFIX}{NEWER}"
HOME_OLDER: Final = f"{_PREFIX}{OLDER}"


class HomeTab(StrEnum):
    """Whose calls a Home shows, or to admins the rules of the team."""

    MINE = "mine"
    EVERYONE = "everyone"
    RULES = "rules"

    @property
    def action_id(self) -> str:
        """The action of the button that shows this tab."""
        return f"{_PREFIX}{self}"


ADMINS_ALONE: Final = (
    "Admins of this workspace alone see the rules here; type “/call rules” for them."
)
NO_LIVE_CALLS: Final = "No live calls."
NO_FINISHED_CALLS: Final = "No finished calls yet."
_LABELS: Final = {HomeTab.MINE: MY_CALLS, HomeTab.EVERYONE: EVERYONES_CALLS, HomeTab.RULES: "Rules"}
_NOTHING_YET: Final = {
    HomeTab.MINE: "You have not requested a call yet. Press New call, or type in any channel:",
    HomeTab.EVERYONE: "There is no call yet that you can see. To start one, type:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """Everything a Home shows; whoever looks is `user_id`, and may cancel their upcoming calls.

    The counts are of all live and upcoming calls, however many are shown. `links` are by order id.
    `rules` are given to who may change them.
    `place` says which page this is; `newer` and `older` are values of the buttons to its neighbors.
    """

    user_id: str
    tab: HomeTab
    place: str
    live: Sequence[Call]
    live_count: int
    upcoming: Sequence[Call] = ()
    upcoming_count: int = 0
    latest: Sequence[Call]
    links: Mapping[str, str] = field(default_factory=dict)
    newer: str | None = None
    older: str | None = None
    at: datetime
    rules: RuleSheet | None = None


def build_home(state: HomeState) -> View:
    """Build a Home; its last block alone changes with the time."""
    new_call = ButtonElement(text="New call", action_id=NEW_CALL, style="primary")
    tabs = [
        (f"● {label}" if tab is state.tab else label, tab.action_id, encode_metadata(tab, ""))
        for tab, label in _LABELS.items()
        if tab is not HomeTab.RULES or state.rules is not None
    ]
    as_of: RichLine = ["As of ", Moment(state.at), "; reopen this page to refresh it."]
    blocks: list[Block] = [
        ActionsBlock(elements=[new_call]),
        *build_buttons("", tabs),
        *(_build_rules(state) if state.tab is HomeTab.RULES else _build_calls(state)),
        build_rich_text([as_of]),
    ]
    metadata = encode_metadata(state.tab, state.place)
    return View(type="home", blocks=blocks, private_metadata=metadata)


def encode_metadata(tab: HomeTab, place: str) -> str:
    """Encode which tab and which page a Home shows."""
    return f"{tab} {place}"


def decode_metadata(text: str) -> tuple[HomeTab, str]:
    """Decode which tab and page a Home shows; the person's own newest where it says nothing."""
    tab, _, place = text.partition(" ")
    return (HomeTab(tab) if tab in set(HomeTab) else HomeTab.MINE), place


def _build_rules(state: HomeState) -> list[Block]:
    if state.rules is None:
        return [build_rich_text([[name_command(ADMINS_ALONE)]])]
    return [
        build_rich_text(list_rules(state.rules)),
        *build_change_buttons(),
    ]


def _build_calls(state: HomeState) -> list[Block]:
    return [
        HeaderBlock(text="Live now"),
        *_build_live(state),
        *_build_upcoming(state),
        HeaderBlock(text="Latest"),
        *_build_latest(state),
        *build_page_buttons(state.newer, state.older, prefix=_PREFIX),
    ]


def _build_live(state: HomeState) -> list[Block]:
    if not state.live:
        return [build_rich_text([[NO_LIVE_CALLS]])]
    left_out = _build_left_out(state.live_count - len(state.live))
    return _build_entries(state, state.live) + left_out


def _build_upcoming(state: HomeState) -> list[Block]:
    if not state.upcoming:
        return []
    blocks: list[Block] = [HeaderBlock(text="Upcoming")]
    for call in state.upcoming:
        blocks += _build_entries(state, [call])
        if call.order.requested_by == state.user_id:
            blocks += build_call_buttons(f"home.{call.order_id}", call, [CallAction.CANCEL])
    return blocks + _build_left_out(state.upcoming_count - len(state.upcoming))


def _build_left_out(count: int) -> list[Block]:
    return [build_rich_text([[f"and {count} more"]])] if count > 0 else []


def _build_latest(state: HomeState) -> list[Block]:
    if state.latest:
        return _build_entries(state, state.latest)
    if state.live or state.upcoming:
        return [build_rich_text([[NO_FINISHED_CALLS]])]
    example = build_command("+15559876543 name=John")
    return [build_rich_text([[_NOTHING_YET[state.tab]], [example]])]


def _build_entries(state: HomeState, calls: Sequence[Call]) -> list[Block]:
    links = state.links
    return [build_rich_text(build_entry(call, links.get(call.order_id, ""))) for call in calls]
