"""Clicks and submissions that somebody made up, as Slack itself would let nobody send them."""

from dataclasses import replace

from sandbox.slack.payloads import channel_part, interaction_head
from sandbox.slack.people import User
from sandbox.slack.wire import JsonObject
from tests.e2e.world import World


class Forger:
    """Sends what no page offers, through the socket, as one person."""

    def __init__(self, world: World, user_id: str, channel_id: str) -> None:
        self._workspace = world.sandbox.workspace
        self._user_id = user_id
        self._channel_id = channel_id
        self._sent = 0

    async def click(self, action_id: str, value: str) -> None:
        """Click a button of a message that only this person sees."""
        conversation = self._workspace.conversations.get(self._channel_id)
        assert conversation is not None
        ts = self._workspace.messages.next_ts()
        url = self._workspace.issue_response_url(
            self._user_id, self._channel_id, original_ts=ts, is_ephemeral=True
        )
        action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value}
        await self._send(
            {
                **interaction_head("block_actions", self._user),
                "container": {
                    "type": "message",
                    "message_ts": ts,
                    "channel_id": self._channel_id,
                    "is_ephemeral": True,
                },
                "channel": channel_part(conversation),
                "state": {"values": {}},
                "trigger_id": self._issue_trigger(),
                "response_url": url,
                "actions": [{**action, "action_ts": ts}],
            }
        )

    async def submit(self, callback_id: str, private_metadata: str, values: JsonObject) -> str:
        """Submit a modal that nobody opened; returns what its fields are told, if anything."""
        self._sent += 1
        view = {
            "id": f"VFORGED{self._user_id}{self._sent}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": private_metadata,
            "hash": "1.x",
            "blocks": [{"type": "input", "block_id": block_id} for block_id in values] or [{}],
            "state": {"values": values},
        }
        head = interaction_head("view_submission", self._user, team=self._user.team)
        return await self._send(
            {**head, "trigger_id": self._issue_trigger(), "view": view, "response_urls": []}
        )

    @property
    def _user(self) -> User:
        return replace(self._workspace.people[self._user_id], is_deactivated=False)

    def _issue_trigger(self) -> str:
        return self._workspace.triggers.issue(user=self._user_id, channel=self._channel_id)

    async def _send(self, payload: JsonObject) -> str:
        ack = await self._workspace.sockets.send(
            "interactive", payload, accepts_response_payload=True
        )
        return str(ack.payload or "")
