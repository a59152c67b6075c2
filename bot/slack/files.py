"""Files: uploaded by Slack's current flow and shared in the thread of a call."""

from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import request_joining

# the sound of an hour over a slow line
_UPLOAD_SECONDS: Final = 120


class Files:
    """Uploads; every method may raise SlackError."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=_UPLOAD_SECONDS,
            retry_handlers=list(client.retry_handlers),
        )

    async def share(
        self,
        channel_id: str,
        content: bytes,
        *,
        name: str,
        title: str,
        thread_ts: str | None = None,
        comment: str | None = None,
        alt_text: str | None = None,
    ) -> None:
        """Upload a file and share it in a conversation.

        `name` is that of the saved file, `title` what people see, `comment` mrkdwn that is already
        escaped. `alt_text` says in at most 1,000 characters what a picture shows, for who cannot
        see it.
        Raises DeliveryUnknownError where the file may be there or not.
        """
        await request_joining(
            self._client,
            self._client.files_upload_v2,
            channel=channel_id,
            filename=name,
            title=title,
            content=content,
            thread_ts=thread_ts,
            initial_comment=comment,
            alt_txt=alt_text,
        )
