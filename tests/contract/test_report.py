"""The report where something fails: what cannot be painted is told in words."""

import pytest

from bot.clock import Clock
from bot.reporting.chart_process import ChartProcess
from bot.reporting.report import Report
from bot.slack import build_web_client
from bot.slack.call_access import CallAccess
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.statistics import WITHOUT_CHART
from sandbox import Sandbox
from tests.builders.access import read_default_rules
from tests.builders.finished_calls import build_finished, count
from tests.builders.slack_wire import opened_slack
from tests.person import Person


@pytest.mark.real
async def test_words_are_told_where_no_picture_can_be_painted(
    store: Store, sandbox: Sandbox, alice: Person
) -> None:
    web = build_web_client(token=sandbox.bot_token, base_url=sandbox.slack_api_url)
    too_short = ChartProcess(deadline_seconds=0.001)
    clock = Clock()
    card = await web.chat_postMessage(channel="C0SALES", text="card")

    async with opened_slack(sandbox.slack_api_url, clock, token=sandbox.bot_token) as slack:
        access = CallAccess(SlackFacts(slack, clock), read_default_rules)
        report = Report(store, too_short, slack, access, clock)
        await report.send(
            "C0SALES", count(build_finished("busy")), remark="All of them.", thread_ts=card["ts"]
        )

    told = await alice.wait_for_message("#sales", "Calls", thread_ts=card["ts"])
    assert "1 call · 0 conversations (0 %)" in told["text"]
    assert told["text"].endswith(
        f"All of them.\nThe chart could not be drawn: it took longer than 0.001 s. {WITHOUT_CHART}"
    )
    assert alice.files("#sales", card["ts"]) == []
