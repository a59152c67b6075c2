"""The eraser: whoever asked for it hears at once that a number is forgotten."""

import asyncio
from pathlib import Path

from bot.domain.phone_numbers import E164
from bot.signals import Part
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import AuditEntry
from bot.voicy import VoicyClient
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.services import build_services

NUMBER = E164("+15559876543")
AUDIT = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0DANA", action="forget")


async def test_end_of_an_erasure_wakes_who_tells_it(
    store: Store, client: VoicyClient, tmp_path: Path
) -> None:
    slack = Slack(build_web_client(token="xoxb-1", base_url="http://127.0.0.1:9/"))
    services, wakes = build_services(store, slack, client, tmp_path), asyncio.Semaphore(0)
    services.signals.connect(Part.OUTBOX, wakes.release)
    await store.erasures.begin(
        WORKSPACE, NUMBER, by="U0DANA", admins=[], at=NOON, reason="gone", audit=AUDIT
    )
    erasure = await store.erasures.next()
    assert erasure is not None
    while (place := await store.erasures.next_place(erasure)) is not None:
        await store.erasures.leave_place(place, messages=0, files=0, is_reached=True)

    await services.eraser.run()

    assert not wakes.locked()
    assert await store.outbox.count_due() == 1
