"""Health and metrics over HTTP, for the machine that watches the bot."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Final, get_type_hints

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.errors import StoreError

_OLDEST_POLL_SECONDS: Final = 60.0
_OLDEST_PONG_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """How the bot is, each figure with its meaning; `auth_error` is Slack's reason, if any."""

    # 0 while no call is live
    poll_age_seconds: Annotated[float, "Seconds since the live calls were last looked at"]
    pong_age_seconds: Annotated[float, "Seconds since Slack last answered a ping"]
    live_calls: Annotated[int, "Calls that may be ringing or talking"]
    waiting_calls: Annotated[int, "Calls in line for a slot"]
    waiting_deliveries: Annotated[int, "Messages still to be posted or edited"]
    refused_deliveries: Annotated[int, "Messages set aside because Slack kept refusing them"]
    # grows while another program reads the database for long
    database_log_bytes: Annotated[int, "Size of the log of the database"]
    failed_jobs: Annotated[int, "Scheduled runs that failed or took too long"]
    rebuilt_links: Annotated[int, "Socket Mode links that had to be rebuilt"]
    voicy_requests: Annotated[int, "Requests sent to the Voicy API"]
    voicy_requests_remaining: Annotated[int, "Requests left in the present minute"]
    voicy_rate_limited: Annotated[int, "Times the Voicy API said 429"]
    auth_error: str | None

    @property
    def problems(self) -> tuple[str, ...]:
        """Say what is wrong, nothing where all is well."""
        found = []
        if self.poll_age_seconds > _OLDEST_POLL_SECONDS:
            found.append(f"the calls were last looked at {self.poll_age_seconds:.0f} s ago")
        if self.pong_age_seconds > _OLDEST_PONG_SECONDS:
            found.append(f"Slack last answered {self.pong_age_seconds:.0f} s ago")
        if self.auth_error is not None:
            found.append(f"Slack no longer accepts the app ({self.auth_error})")
        return tuple(found)


class HealthServer:
    """Answers GET /healthz (200 or 503, JSON) and GET /metrics (Prometheus's text format)."""

    def __init__(self, check_health: Callable[[], Awaitable[HealthReport]]) -> None:
        self._check_health = check_health
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port, which is free where 0 was asked for. Raises OSError."""
        app = web.Application()
        app.router.add_get("/healthz", self._serve_health)
        app.router.add_get("/metrics", self._serve_metrics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve_health(self, request: web.Request) -> web.Response:
        try:
            report = await self._check_health()
        except StoreError as exc:
            return web.json_response(
                {"problems": [f"the database cannot be read: {exc.reason}"]}, status=503
            )
        body = {"problems": report.problems, **asdict(report)}
        return web.json_response(body, status=503 if report.problems else 200)

    async def _serve_metrics(self, request: web.Request) -> web.Response:
        try:
            report = await self._check_health()
        except StoreError as exc:
            return web.Response(text=f"the database cannot be read: {exc.reason}", status=503)
        registry = CollectorRegistry()
        for name, hint in get_type_hints(HealthReport, include_extras=True).items():
            for meaning in getattr(hint, "__metadata__", ()):
                gauge = Gauge(f"call_bot_{name}", meaning, registry=registry)
                gauge.set(getattr(report, name))
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        )
