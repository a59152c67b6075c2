"""Block Kit's rules: what is refused, with the JSON pointer that Slack gives."""

from sandbox.slack.block_kit.surfaces import check_message_blocks, check_suggestions, check_view

__all__ = ["check_message_blocks", "check_suggestions", "check_view"]
