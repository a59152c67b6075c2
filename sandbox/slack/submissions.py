"""Modals as people finish them: submitting, closing, and what the app says to it."""

from typing import Any

from sandbox.slack.block_kit import check_view
from sandbox.slack.containers import view_container
from sandbox.slack.envelopes import AckState
from sandbox.slack.errors import SlackError
from sandbox.slack.interactions import TROUBLE
from sandbox.slack.payloads import interaction_head
from sandbox.slack.people import User
from sandbox.slack.pictures import check_pictures
from sandbox.slack.view_state import mistakes
from sandbox.slack.views import View
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


class Submissions:
    """Submit and close views."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def submit(self, user: User, view_id: str, sent: JsonObject) -> None:
        """Submit a view: refuse what Slack refuses, ask the app, do what it answers."""
        view_container(self._workspace, user, view_id, sent)
        view = self._workspace.views.get(view_id)
        if view is None or self._workspace.views.stack(user.id)[-1:] != [view]:
            raise SlackError("view_not_found")
        if errors := mistakes(view.blocks, view.values):
            self._tell(view, "errors", errors=errors)
            return
        payload = {
            **interaction_head("view_submission", user, team=user.team),
            "trigger_id": self._workspace.triggers.issue(
                user=user.id, channel=view.channel, view_id=view.id
            ),
            "view": view.to_wire(),
            "response_urls": self._response_urls(view),
        }
        ack = await self._workspace.sockets.send(
            "interactive", payload, accepts_response_payload=True
        )
        if ack.state is not AckState.ACKNOWLEDGED:
            self._trouble(view)
            return
        try:
            self._obey(view, ack.payload)
        except SlackError:
            self._trouble(view)

    def _obey(self, view: View, answer: JsonObject) -> None:
        action = answer.get("response_action")
        if action is None and answer:
            raise SlackError("invalid_response_action")
        match action:
            case None:
                self._workspace.views.close(view)
                self._tell(view, "closed")
            case "errors":
                self._tell(view, "errors", errors=_checked_errors(view, answer.get("errors")))
            case "update":
                self._workspace.views.update(view, self._content(answer))
                self._tell(view, "updated", view=self._workspace.page_view(view))
            case "push":
                pushed = self._workspace.views.push(view, self._content(answer))
                self._tell(view, "pushed", view=self._workspace.page_view(pushed))
            case "clear":
                self._workspace.views.clear(view.user)
                self._tell(view, "cleared")
            case _:
                raise SlackError("invalid_response_action")

    def _content(self, answer: JsonObject) -> JsonObject:
        content = check_view(answer.get("view"), {"modal"})
        check_pictures(self._workspace.files, content["blocks"])
        return content

    def _response_urls(self, view: View) -> list[JsonObject]:
        urls = []
        for block in view.blocks:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            state = view.values[block["block_id"]][element["action_id"]]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": self._workspace.issue_response_url(view.user, channel),
                    }
                )
        return urls

    async def close(self, user: User, view_id: str) -> None:
        """Close a view as the person asked; the app hears of it if it wanted to."""
        view = self._workspace.views.get(view_id)
        if view is None or view.user != user.id or view.is_home:
            raise SlackError("view_not_found")
        is_cleared = bool(view.content.get("clear_on_close"))
        if is_cleared:
            self._workspace.views.clear(user.id)
            self._tell(view, "cleared")
        else:
            self._workspace.views.close(view)
            self._tell(view, "closed")
        if view.content.get("notify_on_close"):
            payload = {
                **interaction_head("view_closed", user, team=user.team),
                "view": view.to_wire(),
                "is_cleared": is_cleared,
            }
            await self._workspace.sockets.send("interactive", payload)

    def _trouble(self, view: View) -> None:
        self._tell(view, "trouble", text=TROUBLE)

    def _tell(self, about: View, event: str, **more: Any) -> None:
        named = {} if event in ("updated", "pushed", "cleared") else {"view_id": about.id}
        told = {"type": "view", "event": event, **named, **more}
        self._workspace.pages.tell([about.user], told)


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("invalid_errors")
    return errors
