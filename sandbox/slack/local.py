"""The local Slack put together, and its routes."""

from collections.abc import Callable

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import FaultBook
from sandbox.slack.answers import Answers
from sandbox.slack.commands import SlashCommands
from sandbox.slack.composer import Composer
from sandbox.slack.events import Events
from sandbox.slack.file_server import FileServer
from sandbox.slack.interactions import Interactions
from sandbox.slack.manifest import AppManifest
from sandbox.slack.messages import Message
from sandbox.slack.page_socket import PageSocket
from sandbox.slack.permalinks import open_permalink
from sandbox.slack.shortcuts import Shortcuts
from sandbox.slack.submissions import Submissions
from sandbox.slack.web_api import WebApi
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace


class LocalSlack:
    """Stand in for Slack; `outside` gives the page what the other side knows."""

    def __init__(
        self,
        manifest: AppManifest,
        clock: SandboxClock,
        faults: FaultBook,
        outside: Callable[[], JsonObject],
    ) -> None:
        self.workspace = Workspace(manifest, clock)
        self._faults = faults
        self._web_api = WebApi(self.workspace)
        self._answers = Answers(self.workspace)
        self.events = Events(self.workspace)
        self.workspace.messages.on_event(self.events.hear_message)
        commands = SlashCommands(self.workspace, self._answers)
        self.composer = Composer(self.workspace, commands, self.events)
        self.interactions = Interactions(self.workspace)
        self._pages = PageSocket(
            self.workspace,
            self.composer,
            self.interactions,
            Submissions(self.workspace),
            Shortcuts(self.workspace),
            self.events,
            outside,
        )

    def register(self, app: web.Application) -> None:
        """Add the routes of this side to the sandbox's one application."""
        FileServer(self.workspace).register(app)
        app.router.add_route("GET", "/api/{method}", self._web_api.receive)
        app.router.add_route("POST", "/api/{method}", self._web_api.receive)
        app.router.add_get("/archives/{channel}/{stamp}", open_permalink)
        app.router.add_get("/link/{ticket}", self.workspace.sockets.accept)
        app.router.add_post("/hooks/{id}", self._answers.receive)
        app.router.add_get("/page/socket", self._pages.accept)
        app.on_shutdown.append(self._release)

    async def _release(self, app: web.Application) -> None:
        await self.workspace.sockets.close()
        await self._pages.close()

    def ledger(self) -> JsonObject:
        """Return what happened, counted from this side; deleted messages included."""
        messages = self.workspace.messages.everything()
        return {
            "slack_requests": self._faults.requests("slack"),
            "slack_rate_limited": self.workspace.pace.refused,
            "messages": [_told(message) for message in messages],
        }


def _told(message: Message) -> JsonObject:
    return {
        "channel": message.channel,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "metadata": message.metadata,
        "files": [file.name for file in message.files or ()],
        "deleted": message.is_deleted,
    }
