"""conversations.*: what the bot may know of channels, and what was said there."""

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER_ID
from sandbox.slack.scopes import require_for, require_scope
from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.web_api.method import Method
from sandbox.slack.web_api.paging import take_page
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

TYPES = {
    "public_channel": ConversationKind.CHANNEL,
    "private_channel": ConversationKind.PRIVATE,
    "im": ConversationKind.IM,
    "mpim": ConversationKind.MPIM,
}


def _info(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _named(workspace, call)
    require_for(workspace.manifest, conversation, "read")
    shown = conversation.to_api()
    if call.flag("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def _list(workspace: Workspace, call: ApiCall) -> JsonObject:
    page, cursor = take_page(call, listed(workspace, call), default=100, most=1000)
    return {"channels": [one.to_api() for one in page], "response_metadata": _next(cursor)}


def listed(workspace: Workspace, call: ApiCall) -> list[Conversation]:
    """Return the conversations of the types asked for that the bot may see."""
    kinds = []
    for name in (call.text("types") or "public_channel").split(","):
        if name.strip() not in TYPES:
            raise SlackError("invalid_types")
        kind = TYPES[name.strip()]
        family = {"public_channel": "channels", "private_channel": "groups"}.get(name, name)
        require_scope(workspace.manifest, f"{family.strip()}:read")
        kinds.append(kind)
    return [
        conversation
        for conversation in workspace.conversations
        if conversation.kind in kinds
        and conversation.is_visible_to_bot
        and not (call.flag("exclude_archived") and conversation.is_archived)
    ]


def _members(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _named(workspace, call)
    require_for(workspace.manifest, conversation, "read")
    page, cursor = take_page(call, conversation.members, default=100, most=1000)
    return {"members": page, "response_metadata": _next(cursor)}


def _open(workspace: Workspace, call: ApiCall) -> JsonObject:
    users, channel = call.text("users"), call.text("channel")
    if channel is not None:
        conversation, is_new = _named(workspace, call), False
    elif users is None:
        raise SlackError("users_list_not_supplied")
    elif "," in users:
        raise SlackError("method_not_supported_for_channel_type")
    else:
        conversation, is_new = _direct(workspace, users)
    shown = conversation.to_api() if call.flag("return_im") else {"id": conversation.id}
    already = {} if is_new else {"no_op": True, "already_open": True}
    return {**already, "channel": shown}


def _direct(workspace: Workspace, user_id: str) -> tuple[Conversation, bool]:
    if user_id == BOT_USER_ID:
        raise SlackError("cannot_dm_bot")
    user = workspace.people.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.is_deactivated:
        raise SlackError("user_disabled")
    if workspace.is_stranger(user):
        raise SlackError("user_not_visible")
    return workspace.open_direct(user_id, BOT_USER_ID)


def _join(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _named(workspace, call)
    if conversation.kind is not ConversationKind.CHANNEL:
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise SlackError("is_archived")
    if conversation.has_bot:
        metadata = {"warnings": ["already_in_channel"]}
        shown = conversation.to_api()
        return {"channel": shown, "warning": "already_in_channel", "response_metadata": metadata}
    workspace.add_member(conversation, BOT_USER_ID, inviter=BOT_USER_ID)
    return {"channel": conversation.to_api()}


def _history(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _readable(workspace, call)
    newest_first = list(reversed(workspace.messages.top_level(conversation.id)))
    wanted = [message for message in newest_first if _is_within(call, message)]
    page, cursor = take_page(call, wanted, default=100, most=999)
    return {**_told(workspace, call, page, cursor), "pin_count": 0}


def _replies(workspace: Workspace, call: ApiCall) -> JsonObject:
    conversation = _readable(workspace, call)
    named = workspace.messages.get(conversation.id, call.required("ts", "thread_not_found"))
    if named is None:
        raise SlackError("thread_not_found")
    parent = named
    if named.is_reply:
        parent = workspace.messages.get(conversation.id, named.thread_ts or "") or named
    replies = [one for one in workspace.messages.replies(parent) if _is_within(call, one)]
    page, cursor = take_page(call, replies, default=1000, most=1000)
    return _told(workspace, call, [parent, *page], cursor)


def _told(workspace: Workspace, call: ApiCall, messages: list[Message], cursor: str) -> JsonObject:
    with_metadata = call.flag("include_all_metadata")
    shown = [workspace.messages.to_wire(one, with_metadata=with_metadata) for one in messages]
    more = {"response_metadata": _next(cursor)} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), **more}


def _is_within(call: ApiCall, message: Message) -> bool:
    oldest, latest = call.text("oldest"), call.text("latest")
    try:
        at = float(message.ts)
        if call.flag("inclusive") and message.ts in (oldest, latest):
            return True
        return (not oldest or at > float(oldest)) and (not latest or at < float(latest))
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None


def _named(workspace: Workspace, call: ApiCall) -> Conversation:
    return workspace.conversations.of_bot(call.required("channel", "channel_not_found"))


def _readable(workspace: Workspace, call: ApiCall) -> Conversation:
    conversation = _named(workspace, call)
    require_for(workspace.manifest, conversation, "history")
    if not conversation.has_bot:
        raise SlackError("not_in_channel")
    return conversation


def _next(cursor: str) -> JsonObject:
    return {"next_cursor": cursor}


METHODS = {
    "conversations.info": Method(run=_info, tier=3),
    "conversations.list": Method(run=_list, tier=2),
    "conversations.members": Method(run=_members, tier=4),
    "conversations.open": Method(run=_open, scope="im:write", tier=3, takes_json=True),
    "conversations.join": Method(run=_join, scope="channels:join", tier=3, takes_json=True),
    "conversations.history": Method(run=_history, tier=3),
    "conversations.replies": Method(run=_replies, tier=3),
}
