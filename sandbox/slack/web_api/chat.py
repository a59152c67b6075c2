"""chat.*: posting, editing and deleting messages."""

from sandbox.slack.block_kit import check_message_blocks
from sandbox.slack.content import LONGEST_POST, read_metadata, read_text
from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import BROADCAST, Message
from sandbox.slack.people import BOT_USER_ID
from sandbox.slack.permalinks import permalink
from sandbox.slack.pictures import check_pictures
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

LONGEST_UPDATE = 4_000


def _post_message(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _place_to_post(workspace, call)
    blocks = _blocks(workspace, call)
    text = read_text(call.text("text"), has_blocks=bool(blocks))
    metadata = read_metadata(call.structure("metadata", "invalid_metadata_format"))
    workspace.pace.take_post(conversation.id)
    message = workspace.messages.post(
        channel=conversation.id,
        user=BOT_USER_ID,
        text=text,
        blocks=blocks or None,
        thread_ts=call.text("thread_ts"),
        metadata=metadata,
        subtype=BROADCAST if call.flag("reply_broadcast") else None,
    )
    return {
        "channel": conversation.id,
        "ts": message.ts,
        "message": workspace.messages.to_wire(message, with_metadata=True),
    }


def _post_ephemeral(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = workspace.conversations.of_bot(call.required("channel", "channel_not_found"))
    if not conversation.has_bot:
        raise SlackError("not_in_channel")
    if conversation.is_archived:
        raise SlackError("is_archived")
    reader = workspace.user(call.required("user", "user_not_found"))
    if reader is None:
        raise SlackError("user_not_found")
    if reader.id not in conversation.members:
        raise SlackError("user_not_in_channel")
    blocks = _blocks(workspace, call)
    if len(call.text("text") or "") > LONGEST_POST:
        raise SlackError("msg_too_long")
    message = workspace.ephemerals.post(
        to=reader.id,
        channel=conversation.id,
        author=BOT_USER_ID,
        text=read_text(call.text("text"), has_blocks=bool(blocks)),
        blocks=blocks or None,
        thread_ts=call.text("thread_ts"),
    )
    return {"message_ts": message.ts}


def _update(workspace: Workspace, call: ApiCall) -> JsonObject:
    message = _own_message(workspace, call, "cant_update_message")
    text = call.text("text")
    if text is not None and len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    blocks = _blocks(workspace, call)
    if blocks and _has_rich_text(message.blocks) and not _has_rich_text(blocks):
        raise SlackError("block_mismatch")
    metadata = call.structure("metadata", "invalid_metadata_format")
    kept = message.metadata if metadata is None else read_metadata(metadata or None)
    shown = read_text(text, has_blocks=bool(blocks))
    message.metadata = kept
    workspace.messages.edit(message, text=shown, blocks=blocks or None)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": workspace.messages.to_wire(message, with_metadata=True),
    }


def _delete(workspace: Workspace, call: ApiCall) -> JsonObject:
    message = _own_message(workspace, call, "cant_delete_message")
    workspace.messages.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = workspace.conversations.of_bot(call.required("channel", "channel_not_found"))
    message = workspace.messages.get(conversation.id, call.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": conversation.id, "permalink": permalink(workspace.base_url, message)}


def _place_to_post(workspace: Workspace, call: ApiCall) -> Conversation:
    channel = call.required("channel", "channel_not_found")
    if channel.startswith("U"):
        conversation = _direct_message(workspace, channel)
    else:
        conversation = workspace.conversations.of_bot(channel)
    if conversation.is_archived:
        raise SlackError("is_archived")
    if not conversation.has_bot and "chat:write.public" not in workspace.manifest.scopes:
        raise SlackError("not_in_channel")
    if conversation.is_im and not workspace.manifest.has_messages_tab:
        raise SlackError("messages_tab_disabled")
    return conversation


def _direct_message(workspace: Workspace, user_id: str) -> Conversation:
    if user_id == BOT_USER_ID:
        raise SlackError("cannot_dm_bot")
    user = workspace.people.get(user_id)
    if user is None or user.is_bot or workspace.is_stranger(user):
        raise SlackError("channel_not_found")
    return workspace.open_direct(user_id, BOT_USER_ID)[0]


def _own_message(workspace: Workspace, call: ApiCall, error: str) -> Message:
    conversation = workspace.conversations.of_bot(call.required("channel", "channel_not_found"))
    if conversation.is_archived:
        raise SlackError("is_archived")
    if not conversation.has_bot and conversation.kind is not ConversationKind.CHANNEL:
        raise SlackError("channel_not_found")
    message = workspace.messages.get(conversation.id, call.required("ts", "message_not_found"))
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    if message.user != BOT_USER_ID:
        raise SlackError(error)
    return message


def _has_rich_text(blocks: list[JsonObject] | None) -> bool:
    return any(block["type"] == "rich_text" for block in blocks or ())


def _blocks(workspace: Workspace, call: ApiCall) -> list[JsonObject] | None:
    given = call.structure("blocks", "invalid_blocks_format")
    if given is None:
        return None
    blocks = check_message_blocks(given)
    check_pictures(workspace.files, blocks)
    return blocks


METHODS = {
    "chat.postMessage": Method(run=_post_message, scope="chat:write", takes_json=True),
    "chat.postEphemeral": Method(run=_post_ephemeral, scope="chat:write", tier=4, takes_json=True),
    "chat.update": Method(run=_update, scope="chat:write", tier=3, takes_json=True),
    "chat.delete": Method(run=_delete, scope="chat:write", tier=3, takes_json=True),
    "chat.getPermalink": Method(run=_permalink),
}
