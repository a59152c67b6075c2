"""Threads and pace of the local Slack: where replies land, what remains, how fast one may post."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.slack.errors import RateLimitedError
from sandbox.slack.messages import Message, MessageBook
from sandbox.slack.pace import Pace
from tests.person import Person


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds


def post(sandbox: Sandbox, text: str, thread_ts: str | None = None) -> Message:
    """Post as the bot without waiting for the pace."""
    return sandbox.workspace.messages.post(
        channel="C0SALES", user="U0VOICY", text=text, thread_ts=thread_ts
    )


async def test_a_reply_stands_in_the_thread_and_counts(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    parent = post(sandbox, "parent")

    reply = await slack.chat_postMessage(channel="C0SALES", text="reply", thread_ts=parent.ts)
    thread = await slack.conversations_replies(channel="C0SALES", ts=parent.ts)
    history = await slack.conversations_history(channel="C0SALES")

    assert reply["message"]["thread_ts"] == parent.ts
    assert [one["text"] for one in thread["messages"]] == ["parent", "reply"]
    assert [(one["text"], one["reply_count"]) for one in history["messages"]] == [("parent", 1)]


async def test_a_reply_to_a_reply_joins_the_parents_thread(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    parent = post(sandbox, "parent")
    first = post(sandbox, "first", parent.ts)

    second = await slack.chat_postMessage(channel="C0SALES", text="second", thread_ts=first.ts)

    assert second["message"]["thread_ts"] == parent.ts


async def test_a_reply_to_a_deleted_parent_lands_in_the_channel(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    parent = post(sandbox, "parent")
    sandbox.workspace.messages.delete(parent)

    reply = await slack.chat_postMessage(channel="C0SALES", text="reply", thread_ts=parent.ts)

    assert "thread_ts" not in reply["message"]
    assert [one.text for one in sandbox.workspace.messages.top_level("C0SALES")] == ["reply"]


async def test_a_deleted_parent_with_replies_leaves_a_tombstone(
    sandbox: Sandbox, slack: AsyncWebClient, alice: Person
) -> None:
    parent = post(sandbox, "parent")
    post(sandbox, "reply", parent.ts)

    await slack.chat_delete(channel="C0SALES", ts=parent.ts)
    shown = await alice.wait_for_message("#sales", "This message was deleted.")
    thread = await slack.conversations_replies(channel="C0SALES", ts=parent.ts)
    late = await slack.chat_postMessage(channel="C0SALES", text="late", thread_ts=parent.ts)

    assert shown["subtype"] == "tombstone"
    assert [one["text"] for one in thread["messages"]] == ["This message was deleted.", "reply"]
    assert "thread_ts" not in late["message"]


async def test_replies_come_in_pages_with_the_parent_on_each(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    parent = post(sandbox, "parent")
    for number in range(5):
        post(sandbox, str(number), parent.ts)

    first = await slack.conversations_replies(channel="C0SALES", ts=parent.ts, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.conversations_replies(
        channel="C0SALES", ts=parent.ts, limit=3, cursor=cursor
    )

    assert [one["text"] for one in first["messages"]] == ["parent", "0", "1", "2"]
    assert [one["text"] for one in second["messages"]] == ["parent", "3", "4"]
    assert (first["has_more"], second["has_more"]) == (True, False)


async def test_an_unknown_thread_is_not_found(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack.conversations_replies(channel="C0SALES", ts="1.000001")

    assert caught.value.response["error"] == "thread_not_found"


async def test_history_can_be_asked_for_a_span(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    first, second, third = (post(sandbox, text) for text in ("first", "second", "third"))

    between = await slack.conversations_history(channel="C0SALES", oldest=first.ts, latest=third.ts)
    with_ends = await slack.conversations_history(
        channel="C0SALES", oldest=second.ts, inclusive=True
    )

    assert [one["text"] for one in between["messages"]] == ["second"]
    assert [one["text"] for one in with_ends["messages"]] == ["third", "second"]


def test_timestamps_never_repeat() -> None:
    book = MessageBook(lambda event, message: None, lambda: 1_700_000_000.0, lambda _: None)

    stamps = [book.next_ts() for _ in range(1000)]

    assert stamps == sorted(set(stamps))


async def test_a_second_post_within_a_second_is_refused_with_a_wait(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel="C0SALES", text="first")
    await slack.chat_postMessage(channel="C0GENERAL", text="another channel")

    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0SALES", text="second")

    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "1"
    assert sandbox.workspace.pace.refused == 1


async def test_a_refused_post_costs_nothing(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError):
        await slack.chat_postMessage(channel="C0SALES", text="x", blocks=[{"type": "nonsense"}])

    posted = await slack.chat_postMessage(channel="C0SALES", text="x")

    assert posted["ok"]


def test_a_channel_takes_one_message_a_second() -> None:
    hands = Hands()
    pace = Pace(hands.now)
    pace.take_post("C0SALES")
    hands.seconds = 0.99
    with pytest.raises(RateLimitedError):
        pace.take_post("C0SALES")
    hands.seconds = 1.0

    pace.take_post("C0SALES")

    assert pace.refused == 1


def test_a_method_of_the_third_tier_takes_fifty_calls_a_minute() -> None:
    hands = Hands()
    pace = Pace(hands.now)
    for _ in range(50):
        pace.take_call("chat.update", 3)
    hands.seconds = 20.0

    with pytest.raises(RateLimitedError) as caught:
        pace.take_call("chat.update", 3)
    hands.seconds = 60.0
    pace.take_call("chat.update", 3)

    assert caught.value.retry_after_seconds == 40
