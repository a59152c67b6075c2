"""Slack's error codes, by what each says of a request; one in no list is no reason to drop it."""

from typing import Final

# this conversation, thread, message or person cannot be written to
CHANNEL_UNAVAILABLE: Final = frozenset(
    "channel_not_found not_in_channel is_archived is_inactive restricted_action "
    "restricted_action_read_only_channel restricted_action_thread_only_channel "
    "restricted_action_non_threadable_channel restricted_action_thread_locked "
    "posting_to_channel_denied cannot_reply_to_message thread_not_found message_not_found "
    "cant_delete_message ekm_access_denied messages_tab_disabled "
    "no_permission access_denied channel_is_limited_access invalid_channel user_not_found "
    "user_not_visible user_disabled user_not_in_channel cannot_dm_bot".split()
)
# nothing works until a person mends it
APP_UNAUTHORIZED: Final = frozenset(
    "invalid_auth token_revoked token_expired account_inactive missing_scope not_authed "
    "app_access_restricted not_allowed_token_type app_missing_action_url team_access_not_granted "
    "accesslimited enterprise_is_restricted two_factor_setup_required method_deprecated "
    "deprecated_endpoint".split()
)
NOTHING_DONE: Final = frozenset(
    "ratelimited rate_limited message_limit_exceeded service_unavailable request_timeout "
    "team_added_to_org org_login_required external_channel_migrating".split()
)
# words of a bad moment that one message may hear again and again
PERHAPS_OF_ONE: Final = frozenset({"service_unavailable", "request_timeout"})
# Slack's own words: part of the operation may have succeeded
IN_DOUBT: Final = frozenset("internal_error fatal_error update_failed file_update_failed".split())
# what was sent would be refused anywhere and at any time; what may not be edited stands as it is
INVALID_PAYLOAD: Final = frozenset(
    "edit_window_closed cant_update_message "
    "invalid_blocks invalid_message invalid_view invalid_blocks_format "
    "invalid_attachments too_many_attachments "
    "attachment_payload_limit_exceeded msg_too_long msg_blocks_too_long no_text "
    "markdown_text_conflict block_mismatch metadata_too_large "
    "metadata_must_be_sent_from_app invalid_metadata_format invalid_metadata_schema "
    "invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data "
    "invalid_post_type missing_post_type missing_argument "
    "hash_conflict view_too_large duplicate_external_id invalid_trigger_id expired_trigger_id "
    "exchanged_trigger_id not_found not_enabled push_limit_reached "
    "file_uploads_disabled file_uploads_except_images_disabled storage_limit_reached "
    "file_type_not_allowed blocked_file_type file_upload_size_restricted alt_txt_too_large".split()
)
