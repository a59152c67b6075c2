"""`python -m bench.plain_poster`: the loop anybody writes to post, kept to Slack's pace by hand."""

import asyncio
import sys
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bench.filled_store import name_channel

_POST_SPACING_SECONDS: Final = 1.0


async def main() -> None:
    """Post into every channel in turn; takes the Web API's address, channels and posts in each."""
    api_url, channels, posts = sys.argv[1:]
    client = AsyncWebClient(token="xoxb-bench", base_url=api_url)  # noqa: S106 - invented
    await asyncio.gather(
        *(_post(client, name_channel(number), int(posts)) for number in range(int(channels)))
    )


async def _post(client: AsyncWebClient, channel_id: str, posts: int) -> None:
    for number in range(posts):
        await client.chat_postMessage(
            channel=channel_id,
            text="The phone rings.",
            thread_ts="1700000000.000000",
            metadata={
                "event_type": "call_delivery",
                "event_payload": {"delivery_id": f"{number:07d}"},
            },
        )
        await asyncio.sleep(_POST_SPACING_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
