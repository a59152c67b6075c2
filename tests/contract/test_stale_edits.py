"""A process that stood still while another showed more does not show what is old by then."""

import pytest

from bot.errors import LeaseExpiredError
from bot.messaging.sender import Sender
from bot.slack import Slack, build_web_client
from tests.contract.outbox_stage import Stage


async def test_edit_of_what_shows_more_by_now_is_not_sent(stage: Stage) -> None:
    order_id = await stage.order("1")
    async with stage.narrated():
        await stage.until_asked("chat.postMessage")
        await stage.until_told()
    await stage.move(order_id, "initiated")
    old = await stage.store.outbox.next_edit()
    assert old is not None
    await stage.move(order_id, "busy")
    async with stage.narrated():
        await stage.until_told()

    before = stage.count("chat.update")
    url, token = stage.world.sandbox.slack_api_url, stage.world.sandbox.bot_token
    slack = Slack(build_web_client(token=token, base_url=url), stage.clock)
    sender = Sender(stage.store, slack, stage.clock, {})
    # a new process lets others' edits arrive first
    await stage.clock.sleep(3.0)
    with pytest.raises(LeaseExpiredError):
        await sender.edit(old)
    await slack.aclose()

    assert stage.count("chat.update") == before


async def test_edit_of_a_process_that_was_stopped_is_sent_a_moment_later(stage: Stage) -> None:
    order_id = await stage.order("1")
    async with stage.narrated():
        await stage.until_asked("chat.postMessage")
        await stage.until_told()
    await stage.move(order_id)
    stage.clock.stops = [0.0, 1.1]
    async with stage.narrated():
        await stage.until_told()

    assert await stage.store.outbox.next_edit() is None
    assert stage.clock.stops == []
