"""files.*: an upload in three steps, and what is known of a file."""

import asyncio
import re
from functools import partial

from sandbox.slack.block_kit import check_message_blocks
from sandbox.slack.content import LONGEST_POST
from sandbox.slack.conversations import Conversation
from sandbox.slack.errors import InvalidBlocksError, SlackError
from sandbox.slack.file_kinds import decoded
from sandbox.slack.files import File, Share
from sandbox.slack.messages import FILE_SHARE
from sandbox.slack.people import BOT_USER_ID
from sandbox.slack.pictures import check_pictures
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

UPLOAD_PATH = "/api/upload"  # under /api, where faults can strike it as the method `upload`
LARGEST_FILE_BYTES = 32 * 1024 * 1024
LARGEST_SNIPPET_BYTES = 1024 * 1024
LONGEST_ALT_TEXT = 1_000
MOST_CHANNELS = 100
LOOKING_THROUGH_SECONDS = 0.3
_CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]+")


def _get_upload_url(workspace: Workspace, call: ApiCall) -> JsonObject:
    name, length, alt_txt = call.required("filename"), _length(call), call.text("alt_txt")
    if length > LARGEST_FILE_BYTES:
        raise SlackError("file_upload_size_restricted")
    if call.text("snippet_type") and length > LARGEST_SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    if alt_txt and len(alt_txt) > LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file, ticket = workspace.files.reserve(name=name, length=length, alt_txt=alt_txt)
    upload_url = f"{workspace.base_url}{UPLOAD_PATH}?ticket={ticket}"
    return {"upload_url": upload_url, "file_id": file.id}


def _length(call: ApiCall) -> int:
    length = call.required("length")
    if not length.isdecimal():
        raise InvalidBlocksError("invalid_arguments", ["must be an integer [json-pointer:/length]"])
    if int(length) == 0:
        raise SlackError("missing_argument")
    return int(length)


def _complete(workspace: Workspace, call: ApiCall) -> JsonObject:
    titles = _titles(call)
    places = _places(workspace, call)
    text, blocks = call.text("initial_comment") or "", None
    if not text and (given := call.structure("blocks", "invalid_blocks_format")):
        blocks = check_message_blocks(given)
        check_pictures(workspace.files, blocks)
    files = workspace.files.complete(titles)
    told = [file.to_api() for file in files]  # not yet looked through, and shared nowhere yet
    share = partial(_share, workspace, files, places, text, blocks, call.text("thread_ts"))
    asyncio.get_running_loop().call_later(LOOKING_THROUGH_SECONDS, share)
    return {"files": told}


def _titles(call: ApiCall) -> dict[str, str | None]:
    named = call.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named:
        raise InvalidBlocksError("invalid_arguments", ["missing required field: files"])
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in named):
        raise InvalidBlocksError("invalid_arguments", ["missing required field: id"])
    return {one["id"]: one.get("title") for one in named}


def _places(workspace: Workspace, call: ApiCall) -> list[Conversation]:
    channel_id, listed = call.text("channel_id"), call.text("channels")
    if channel_id is not None and not _CHANNEL_ID.fullmatch(channel_id):
        pattern = "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$"
        raise InvalidBlocksError("invalid_arguments", [f"{pattern} [json-pointer:/channel_id]"])
    ids = [one.strip() for one in (channel_id or listed or "").split(",") if one.strip()]
    if len(ids) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    if len(ids) > 1 and call.text("thread_ts"):
        raise SlackError("invalid_arguments")
    return [_place(workspace, one) for one in ids]


def _place(workspace: Workspace, channel_id: str) -> Conversation:
    """Return where the bot may share a file: membership counts, chat:write.public does not."""
    conversation = workspace.conversations.of_bot(channel_id)
    if not conversation.has_bot:
        raise SlackError("not_in_channel")
    if conversation.is_archived:
        raise SlackError("is_archived")
    if conversation.is_im and not workspace.manifest.has_messages_tab:
        raise SlackError("messages_tab_disabled")
    return conversation


def _share(
    workspace: Workspace,
    files: list[File],
    places: list[Conversation],
    text: str,
    blocks: list[JsonObject] | None,
    thread_ts: str | None,
) -> None:
    for file in files:
        file.look_through()
    for conversation in places:
        message = workspace.messages.post(
            channel=conversation.id,
            user=BOT_USER_ID,
            text=text[:LONGEST_POST],
            blocks=blocks,
            thread_ts=thread_ts,
            subtype=FILE_SHARE,
            files=files,
        )
        share = Share(conversation=conversation, ts=message.ts, thread_ts=message.thread_ts)
        for file in files:
            file.shares.append(share)


def _info(workspace: Workspace, call: ApiCall) -> JsonObject:
    file = workspace.files.get(call.required("file", "file_not_found"))
    if file is None:
        raise SlackError("file_not_found")
    content = {"content": decoded(file.content or b"")} if file.kind.is_text else {}
    more = {"comments": [], "response_metadata": {"next_cursor": ""}}
    return {"file": file.to_api(), **content, **more}


def _delete(workspace: Workspace, call: ApiCall) -> JsonObject:
    file = workspace.files.delete(call.required("file", "file_not_found"))
    for share in file.shares:
        workspace.messages.show_deleted_file(share.conversation.id, share.ts)
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(run=_get_upload_url, scope="files:write", tier=4),
    "files.completeUploadExternal": Method(
        run=_complete, scope="files:write", tier=4, takes_json=True
    ),
    "files.delete": Method(run=_delete, scope="files:write", tier=3),
    "files.info": Method(run=_info, scope="files:read", tier=4),
}
