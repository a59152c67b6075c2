"""Slack's error codes in words, each with what helps; the rest are named as Slack has them."""

from typing import Final

THREAD_GONE_CODES: Final = frozenset(
    "thread_not_found message_not_found cannot_reply_to_message "
    "restricted_action_thread_locked".split()
)
# who is told these is in a conversation that the bot is not in
INVITED_CODES: Final = frozenset({"channel_not_found", "not_in_channel", "no_permission"})
# Slack took it before: a form is open, and may have been sent since
OPENED_BEFORE: Final = "exchanged_trigger_id"
TRY_AGAIN: Final = "That took too long for Slack. Please try again."
ARCHIVED: Final = "This channel is archived, so nothing can be posted here."
RESTRICTED: Final = "Posting here is restricted to some people, and this app is not one of them."
THREAD_GONE: Final = "This thread is gone or locked. Use the channel itself."
_FILE_KIND: Final = "This workspace does not allow files of this kind."
SENTENCE_OF_CODE: Final = {
    **dict.fromkeys(THREAD_GONE_CODES, THREAD_GONE),
    "is_archived": ARCHIVED,
    "is_inactive": "This channel is frozen, archived or deleted, so nothing can be posted here.",
    "restricted_action": RESTRICTED,
    "restricted_action_read_only_channel": "This channel is read-only. Whoever manages it can let "
    "this app post, or choose another channel.",
    "restricted_action_thread_only_channel": "This channel takes replies in threads only. Ask in "
    "one of its threads, or choose another channel.",
    "restricted_action_non_threadable_channel": "This channel allows no threads, and a call is "
    "posted in one. Choose another channel.",
    "posting_to_channel_denied": "This app may not post in this channel. Whoever manages it can "
    "allow that.",
    "ekm_access_denied": "The admins of your organization have turned off posting in this channel.",
    "messages_tab_disabled": "Direct messages with this app are turned off. An admin can turn on "
    "its Messages tab.",
    "external_channel_migrating": "Slack is moving this channel. Try again in a few minutes.",
    "user_not_found": "Slack does not know this person any more.",
    "user_disabled": "This person's account is deactivated.",
    "user_not_visible": "This app is not allowed to see this person.",
    "cannot_dm_bot": "Slack has no direct messages between two apps.",
    "team_access_not_granted": "This app was not given access to this workspace. An admin of the "
    "organization can grant it.",
    "accesslimited": "Slack does not let this app in from the network it runs on. Whoever runs "
    "the bot can have its address allowed.",
    "missing_scope": "The Slack app lacks a permission. Whoever runs the bot can see which one "
    "with: make doctor",
    "expired_trigger_id": TRY_AGAIN,
    OPENED_BEFORE: "Slack sent this twice; it worked the first time.",
    "file_uploads_disabled": "This workspace does not allow files to be uploaded.",
    "file_uploads_except_images_disabled": "This workspace allows pictures only.",
    "storage_limit_reached": "The file storage of this workspace is full.",
    "file_type_not_allowed": _FILE_KIND,
    "blocked_file_type": _FILE_KIND,
    "file_upload_size_restricted": "The file is larger than this workspace allows.",
}
