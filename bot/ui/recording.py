"""The link to a recording, shown to one person for as long as it lives."""

from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.domain.calls import Call
from bot.ui.labels import describe_callee
from bot.ui.rich_text import Link, Message, Text, build_message

SHOW_RECORDING: Final = "show_recording"
SAVE_RECORDING: Final = "save_recording"


def build_recording(call: Call, url: str) -> Message:
    """Show a link that was checked, and offer to keep the sound in the thread."""
    return build_message(
        [
            [Text("🎧 "), Link(url, f"Recording of the call to {describe_callee(call.order)}")],
            [Text("Whoever has this link can listen; it works for an hour.")],
        ],
        ActionsBlock(
            elements=[
                ButtonElement(text="Save to thread", action_id=SAVE_RECORDING, value=call.order_id),
            ]
        ),
    )
