"""Sight: which conversations somebody sees now, so that lists hold nothing else."""

from dataclasses import dataclass

from bot.domain.workspaces import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a person sees now, or everybody in a channel together; `user_id` is None then.

    `channel_ids` are the conversations they are in, as far as the bot sees those, and the public
    ones, but for guests. A person's own direct messages are not among them: of those they see what
    they asked for themselves.
    """

    workspace_id: WorkspaceId
    user_id: str | None = None
    channel_ids: frozenset[str]
