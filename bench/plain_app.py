"""`python -m bench.plain_app`: an empty Bolt app, which acknowledges `/call` and does nothing."""

import asyncio
import sys

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Serve until terminated; takes the Web API's address and both tokens."""
    api_url, bot_token, app_token = sys.argv[1:]
    app = AsyncApp(client=AsyncWebClient(token=bot_token, base_url=api_url))
    app.command("/call")(_acknowledge)
    handler = AsyncSocketModeHandler(app, app_token)
    await handler.start_async()  # type: ignore[no-untyped-call]


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


if __name__ == "__main__":
    asyncio.run(main())
