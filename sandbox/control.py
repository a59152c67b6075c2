"""The one control path: what people and tests may do to the outside world."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import FaultBook, parse_fault
from sandbox.slack import LocalSlack
from sandbox.slack.conversations import Conversation
from sandbox.slack.people import BOT_USER_ID, SLACKBOT_ID
from sandbox.slack.wire import JsonObject
from sandbox.voicy import VoicyAccount

Deed = Callable[[JsonObject], Awaitable[JsonObject]]


class Control:
    """Answer `/_control`: GET tells the state, POST does one thing."""

    def __init__(
        self, clock: SandboxClock, faults: FaultBook, slack: LocalSlack, voicy: VoicyAccount
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._slack = slack
        self._workspace = slack.workspace
        self._voicy = voicy
        clock.on_jump(self._tell_time)
        self._deeds: dict[str, Deed] = {
            "fault": self._fault,
            "clear_faults": self._clear_faults,
            "speed": self._speed,
            "jump": self._jump,
            "fast_forward": self._fast_forward,
            "plan": self._plan,
            "voicy_clock_offset": self._clock_offset,
            "disconnect": self._disconnect,
            "drop_sockets": self._drop_sockets,
            "duplicate_next_envelope": self._duplicate,
            "revoke_token": self._revoke_token,
            "restore_token": self._restore_token,
            "archive": self._archive,
            "unarchive": self._unarchive,
            "kick_bot": self._kick_bot,
            "invite_bot": self._invite_bot,
            "rename": self._rename,
            "timezone": self._timezone,
            "delete_message": self._delete_message,
        }

    def register(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get("/_control", self._state)
        app.router.add_post("/_control", self._do)

    async def _state(self, request: web.Request) -> web.Response:
        ledger = {**self._voicy.ledger(), **self._slack.ledger()}
        if "ledger" in request.query:
            return web.json_response(ledger)
        return web.json_response(
            {
                "speed": self._clock.speed,
                "ahead_seconds": self._clock.ahead_seconds,
                "faults": self._faults.waiting(),
                "ledger": ledger,
            }
        )

    async def _do(self, request: web.Request) -> web.Response:
        try:
            asked = json.loads(await request.text())
            if not isinstance(asked, dict) or asked.get("do") not in self._deeds:
                raise ValueError(f'"do" must be one of {", ".join(self._deeds)}.')
            rest = {key: value for key, value in asked.items() if key != "do"}
            done = await self._deeds[asked["do"]](rest)
        except (ValueError, TypeError, KeyError) as problem:
            text = f"Missing: {problem}." if isinstance(problem, KeyError) else str(problem)
            return web.json_response({"ok": False, "error": text}, status=400)
        return web.json_response({"ok": True, **done})

    async def _fault(self, asked: JsonObject) -> JsonObject:
        return {"id": self._faults.add(parse_fault(asked))}

    async def _clear_faults(self, _asked: JsonObject) -> JsonObject:
        self._faults.clear()
        return {}

    async def _speed(self, asked: JsonObject) -> JsonObject:
        self._clock.speed = float(asked["speed"])
        self._workspace.pages.tell_all({"type": "speed", "speed": self._clock.speed})
        return {"speed": self._clock.speed}

    async def _jump(self, asked: JsonObject) -> JsonObject:
        self._clock.jump(float(asked["seconds"]))
        return {"ahead_seconds": self._clock.ahead_seconds}

    async def _fast_forward(self, asked: JsonObject) -> JsonObject:
        await self._clock.fast_forward(float(asked["seconds"]))
        return {"ahead_seconds": self._clock.ahead_seconds}

    def _tell_time(self) -> None:
        ahead_seconds = self._clock.ahead_seconds
        self._workspace.pages.tell_all({"type": "time", "ahead_seconds": ahead_seconds})

    async def _plan(self, asked: JsonObject) -> JsonObject:
        self._voicy.set_plan(asked.pop("name", None), **asked)
        return {}

    async def _clock_offset(self, asked: JsonObject) -> JsonObject:
        self._voicy.set_clock_offset(float(asked["seconds"]))
        return {}

    async def _disconnect(self, _asked: JsonObject) -> JsonObject:
        await self._workspace.sockets.refresh()
        return {}

    async def _drop_sockets(self, _asked: JsonObject) -> JsonObject:
        self._workspace.sockets.drop()
        return {}

    async def _duplicate(self, _asked: JsonObject) -> JsonObject:
        self._workspace.sockets.duplicate_next()
        return {}

    async def _revoke_token(self, _asked: JsonObject) -> JsonObject:
        self._workspace.is_token_revoked = True
        return {}

    async def _restore_token(self, _asked: JsonObject) -> JsonObject:
        self._workspace.is_token_revoked = False
        return {}

    async def _archive(self, asked: JsonObject) -> JsonObject:
        conversation = self._set_archived(asked, is_archived=True)
        await self._slack.events.channel_archived(conversation, by=conversation.members[0])
        return {}

    async def _unarchive(self, asked: JsonObject) -> JsonObject:
        self._set_archived(asked, is_archived=False)
        return {}

    def _set_archived(self, asked: JsonObject, *, is_archived: bool) -> Conversation:
        conversation = self._conversation(asked)
        conversation.is_archived = is_archived
        self._workspace.conversation_changed(conversation)
        return conversation

    async def _kick_bot(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        if conversation.has_bot:
            self._workspace.remove_member(conversation, BOT_USER_ID)
            actor = next(iter(conversation.members), SLACKBOT_ID)
            await self._slack.events.member_left(conversation, BOT_USER_ID, actor=actor)
        return {}

    async def _invite_bot(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        if not conversation.has_bot:
            inviter = conversation.members[0]
            self._workspace.add_member(conversation, BOT_USER_ID, inviter=inviter)
            await self._slack.events.member_joined(conversation, BOT_USER_ID, inviter=inviter)
        return {}

    async def _rename(self, asked: JsonObject) -> JsonObject:
        conversation = self._conversation(asked)
        self._workspace.rename(conversation, str(asked["name"]), by=conversation.members[0])
        await self._slack.events.channel_renamed(conversation)
        return {}

    async def _timezone(self, asked: JsonObject) -> JsonObject:
        self._workspace.move_person(str(asked["user"]), str(asked["tz"]))
        return {}

    async def _delete_message(self, asked: JsonObject) -> JsonObject:
        message = self._workspace.messages.get(self._conversation(asked).id, str(asked["ts"]))
        if message is None or message.is_tombstone:
            raise ValueError(f"No message {asked['ts']} stands in {asked['channel']}.")
        self._workspace.messages.delete(message)
        return {}

    def _conversation(self, asked: JsonObject) -> Conversation:
        channel: Any = asked["channel"]
        conversation = self._workspace.conversations.get(channel)
        if conversation is None:
            raise ValueError(f"There is no conversation {channel!r}.")
        return conversation
