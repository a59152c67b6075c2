"""Health and metrics, asked for over HTTP as a monitor does."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from bot.errors import StoreError
from bot.ops.health import HealthReport, HealthServer
from bot.voicy.transport import load_certificates

WELL = HealthReport(
    poll_age_seconds=1.5,
    pong_age_seconds=4.0,
    live_calls=3,
    waiting_calls=2,
    waiting_deliveries=5,
    refused_deliveries=0,
    database_log_bytes=0,
    failed_jobs=0,
    rebuilt_links=0,
    voicy_requests=120,
    voicy_requests_remaining=7,
    voicy_rate_limited=0,
    auth_error=None,
)


class Patient:
    """Something whose vitals can be taken, or not."""

    def __init__(self) -> None:
        self.vitals: HealthReport | None = WELL

    async def check_health(self) -> HealthReport:
        if self.vitals is None:
            raise StoreError("disk I/O error")
        return self.vitals


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
async def monitor(patient: Patient) -> AsyncIterator[httpx.AsyncClient]:
    server = HealthServer(patient.check_health)
    port = await server.start("127.0.0.1", 0)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", verify=load_certificates()
    ) as client:
        yield client
    await server.stop()


async def test_healthy_bot_answers_200_with_its_figures(monitor: httpx.AsyncClient) -> None:
    answer = await monitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["problems"] == []
    assert answer.json()["waiting_deliveries"] == 5


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"poll_age_seconds": 61.0}, "the calls were last looked at 61 s ago"),
        ({"pong_age_seconds": 75.0}, "Slack last answered 75 s ago"),
        ({"auth_error": "token_revoked"}, "Slack no longer accepts the app (token_revoked)"),
    ],
)
async def test_ailing_bot_answers_503_and_says_why(
    patient: Patient, monitor: httpx.AsyncClient, change: dict[str, object], complaint: str
) -> None:
    patient.vitals = replace(WELL, **change)  # type: ignore[arg-type]
    answer = await monitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == [complaint]


async def test_unreadable_database_is_503_on_both_paths(
    patient: Patient, monitor: httpx.AsyncClient
) -> None:
    patient.vitals = None
    for path in ("/healthz", "/metrics"):
        answer = await monitor.get(path)
        assert answer.status_code == 503
        assert "disk I/O error" in answer.text


async def test_metrics_are_in_the_text_format_of_prometheus(monitor: httpx.AsyncClient) -> None:
    answer = await monitor.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE call_bot_live_calls gauge" in answer.text
    assert "\ncall_bot_waiting_calls 2.0\n" in answer.text
    assert "\ncall_bot_voicy_requests_remaining 7.0\n" in answer.text
