"""Where admins are told what they have to know, in words, and the modal that changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from slack_sdk.models.blocks import Block, ConversationSelectElement, InputBlock
from slack_sdk.models.blocks.block_elements import ConversationFilter

from bot.policies.rules import Rules
from bot.ui.form_submission import find_channels
from bot.ui.rich_text import ChannelMention, Inline, RichLine, Text
from bot.ui.verdicts import format_setting

_CHANNEL: Final = "admin_channel"
TO_ADMINS: Final = "the direct messages of three admins at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminChannelForm:
    """How the channel for notices to admins is shown and changed; it has one subject."""

    label: str
    names: Mapping[str, str] = field(default_factory=lambda: {"": "notices"})

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say where admins are told, and who chose that."""
        title = Text("Admins are notified in: ", bold=True)
        rule = rules.admin_channel
        if rule is None or rule.since is None:
            return [[title, f"{TO_ADMINS}."]]
        who = format_setting(rule.set_by, rule.since)
        return [[title, ChannelMention(channel_id=rule.value), f", set by {who}"]]

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the field: which channel."""
        element = ConversationSelectElement(
            action_id=_CHANNEL,
            initial_conversation=rules.admin_channel.value if rules.admin_channel else None,
            filter=ConversationFilter(
                include=["public", "private"], exclude_external_shared_channels=True
            ),
        )
        hint = f"Leave it empty for {TO_ADMINS}. I have to be in a private channel to post there."
        return [
            InputBlock(
                block_id=_CHANNEL, label="Channel", hint=hint, optional=True, element=element
            )
        ]

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the channel that was chosen; raises InputError."""
        return {"": next(iter(find_channels(view, _CHANNEL)), None)}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say where admins are told from now on."""
        channel_id = values[""]
        place = ChannelMention(channel_id=channel_id) if channel_id else Text(TO_ADMINS, bold=True)
        return [" has admins notified from now on in ", place]
