"""What one person is told alone: refusals, apologies, how to invite the bot."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.domain.calls import Call
from bot.errors import CallBotError, CommandError, DeliveryUnknownError, SlackError
from bot.ui.call_card import build_state
from bot.ui.labels import format_callee
from bot.ui.rich_text import Message, RichLine, Text, build_message, clean

_SHOWN_AROUND = 40
_THREAD_GONE = (
    "thread_not_found",
    "message_not_found",
    "cannot_reply_to_message",
    "restricted_action_thread_locked",
)
_IN_DOUBT = "Slack’s answer was lost. Look whether it is there before you do it again."
_PLAINLY = {
    "expired_trigger_id": "That took longer than Slack waits. Please do it once more.",
    "exchanged_trigger_id": "Slack sent this twice; it was done the first time.",
    "missing_scope": "The Slack app lacks a permission. Whoever runs the bot can see which one "
    "with: python app.py doctor",
}


def format_error(error: CallBotError) -> str:
    """Say in one sentence what is wrong."""
    if isinstance(error, DeliveryUnknownError):
        return _IN_DOUBT
    sentence = _PLAINLY.get(error.code, str(error)) if isinstance(error, SlackError) else str(error)
    return clean(sentence, 1_000)


def build_refusal(error: CallBotError) -> Message:
    """Say what is wrong and that nobody was called."""
    return build_message([[Text(f"❌ {format_error(error)}")], [Text("Nobody was called.")]])


def build_error(error: CallBotError) -> Message:
    """Say what is wrong with something that was to call nobody."""
    return build_message([[Text(f"❌ {format_error(error)}")]])


def build_command_refusal(error: CommandError, *, command: str) -> Message:
    """Show what was typed with the offending part marked, and one example that works."""
    before = error.text[max(0, error.start - _SHOWN_AROUND) : error.start]
    after = error.text[error.end : error.end + _SHOWN_AROUND]
    lines: list[RichLine] = [
        [Text("❌ "), Text(clean(error.sentence, 600), bold=True), Text(" Nobody was called.")]
    ]
    part = clean(error.part, 80)
    if part:
        lines.append(
            [
                Text(f"{command} {'…' if error.start > _SHOWN_AROUND else ''}{before}"),
                Text(f"▸{part}◂", bold=True, code=True),
                Text(after + ("…" if len(error.text) > error.end + _SHOWN_AROUND else "")),
            ]
        )
    lines.append([Text("This works: "), Text(f"{command} {error.example}".strip(), code=True)])
    return build_message(lines)


def build_apology(reference: str) -> Message:
    """Say that something unexpected happened and how to ask about it."""
    return build_message(
        [
            [
                Text(
                    "⚠️ Something unexpected went wrong. If a call was asked for, its card says "
                    "whether it was dialed; without a card nobody was called."
                )
            ],
            [
                Text("Whoever runs the bot finds the reason under the reference "),
                Text(reference, code=True),
            ],
        ]
    )


def build_invitation(order_id: str, channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, and offer the thread in a direct message."""
    reasons = {
        "is_archived": "This channel is archived, so nothing can be posted here.",
        "restricted_action": "Posting here is restricted.",
    }
    reasons |= dict.fromkeys(_THREAD_GONE, "This thread is gone or locked. Ask in the channel.")
    if channel_id.startswith("D"):
        reasons[code] = "I cannot take part in a direct message between other people."
    advice: RichLine = [
        Text("I cannot post here, so there is no thread to tell the call in. Invite me first: "),
        Text(f"/invite @{bot_name}", code=True),
    ]
    if code in reasons:
        advice = [Text(reasons[code])]
    button = ButtonElement(
        text="Call, with the thread in my DM", action_id="call_in_dm", value=order_id
    )
    return build_message(
        [[Text("✋ "), Text("Nobody was called.", bold=True)], advice],
        ActionsBlock(elements=[button]),
    )


def build_chosen_call(call: Call) -> Message:
    """Say in the place of a question what came of the answer."""
    return build_message([[Text(f"{format_callee(call.order)}  "), *build_state(call)]])


def build_unchanged(call: Call) -> Message:
    """Say to one who clicked too late, or twice, how the call stands."""
    return build_message(
        [[Text("Nothing was done. The call stands like this: "), *build_state(call)]]
    )


def build_note(sentence: str) -> Message:
    """Say one thing."""
    return build_message([[Text(sentence)]])
