"""Which scopes reading and writing need, by kind of conversation, and refusing without them."""

from sandbox.slack.conversations import Conversation, ConversationKind
from sandbox.slack.errors import SlackError
from sandbox.slack.manifest import AppManifest

_FAMILY = {
    ConversationKind.CHANNEL: "channels",
    ConversationKind.PRIVATE: "groups",
    ConversationKind.IM: "im",
    ConversationKind.MPIM: "mpim",
}


def require_scope(manifest: AppManifest, needed: str) -> None:
    """Raise `missing_scope`, naming what is needed and what is granted."""
    if needed not in manifest.scopes:
        raise SlackError("missing_scope", needed=needed, provided=manifest.provided)


def require_for(manifest: AppManifest, conversation: Conversation, action: str) -> None:
    """Raise `missing_scope` unless the app may do `read` or `history` in such a conversation."""
    require_scope(manifest, f"{_FAMILY[conversation.kind]}:{action}")
