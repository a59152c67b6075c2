"""The sandbox: both sides and the page on one port of the loopback."""

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.clock import SandboxClock
from sandbox.control import Control
from sandbox.faults import FaultBook, fault_middleware
from sandbox.slack import APP_TOKEN, BOT_TOKEN, LocalSlack, Workspace
from sandbox.slack.manifest import read_manifest
from sandbox.slack.wire import JsonObject
from sandbox.voicy import VoicyAccount
from sandbox.wall import add_headers, wall_middleware

VOICY_API_KEY = "voicy_sk_live_sandboxsandboxsandboxsandbox"
FROM_NUMBERS = {"+15551234567": "Sales", "+15551234568": "Support"}
FATE_NUMBERS = "+1555987"
PAGE = Path(__file__).parent / "page"
LARGEST_REQUEST_BYTES = 33 * 1024 * 1024  # the largest file, and the form around it


class Sandbox:
    """Start and stop the outside world; port 0 takes a free one."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        manifest_path: Path,
    ) -> None:
        self._host = host
        self._port = port
        self.clock = SandboxClock(speed=speed)
        self.faults = FaultBook()
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.voicy_api_key = VOICY_API_KEY
        self.from_numbers = dict(FROM_NUMBERS)
        self.voicy = VoicyAccount(
            self.clock, self.faults, VOICY_API_KEY, self.from_numbers, lambda: self.url
        )
        self._slack = LocalSlack(
            read_manifest(manifest_path), self.clock, self.faults, self._outside
        )
        self._control = Control(self.clock, self.faults, self._slack, self.voicy)
        self._runner: web.AppRunner | None = None
        # whoever wants to see every request and what is answered, faults included
        self.onlookers: list[Middleware] = []

    @property
    def workspace(self) -> Workspace:
        """Return the Slack side, to be looked at from outside."""
        return self._slack.workspace

    @property
    def url(self) -> str:
        """Return where the page is; its port is known once started."""
        return f"http://{self._host}:{self._port}"

    @property
    def slack_api_url(self) -> str:
        """Return what SLACK_API_URL should be."""
        return f"{self.url}/api/"

    @property
    def voicy_api_url(self) -> str:
        """Return what VOICY_API_URL should be."""
        return f"{self.url}/functions/v1"

    async def type(self, user_id: str, channel_id: str, text: str) -> None:
        """Let a person type a line; returns when a command is acknowledged. Raise SlackError."""
        user = self.workspace.people[user_id]
        await self._slack.composer.send(user, channel_id, text, None)

    async def open_home(self, user_id: str) -> None:
        """Let a person open the app's Home tab; returns when the app was told of it."""
        await self._slack.events.open_home(user_id)

    async def click_home(self, user_id: str, action_id: str) -> None:
        """Let a person click a button of the Home tab they see. Raise SlackError."""
        await self._slack.interactions.click_home(self.workspace.people[user_id], action_id)

    async def start(self) -> None:
        """Listen. Raise OSError when the port is taken."""
        app = web.Application(
            middlewares=[
                *self.onlookers,
                wall_middleware(self._host),
                fault_middleware(self.faults),
            ],
            client_max_size=LARGEST_REQUEST_BYTES,
        )
        app.on_response_prepare.append(add_headers)
        self._slack.register(app)
        self.voicy.register(app)
        self._control.register(app)
        app.router.add_get("/", _index)
        app.router.add_static("/page", PAGE)
        await self.voicy.start()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        if self._port == 0:
            self._port = self._runner.addresses[0][1]
        self.workspace.base_url = self.url

    async def stop(self) -> None:
        """Close everything that is open and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self.voicy.stop()

    def _outside(self) -> JsonObject:
        fates = [
            {
                "number": FATE_NUMBERS + fate.suffix,
                "name": fate.name,
                "label": fate.label,
                "story": fate.story,
            }
            for fate in self.voicy.fates()
        ]
        return {
            "fates": fates,
            "speed": self.clock.speed,
            "ahead_seconds": self.clock.ahead_seconds,
        }


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})
