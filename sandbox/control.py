"""The one control path: what people and tests may do to the outside world."""

import json

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.faults import FaultBook, parse_fault
from sandbox.slack import LocalSlack
from sandbox.slack.wire import JsonObject
from sandbox.voicy import VoicyAccount
from sandbox.workspace_control import Action, WorkspaceControl

# also numbers that no float holds, JSON that is nested too deep, and a charset that is none
_NONSENSE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


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
        self._actions: dict[str, Action] = {
            "fault": self._fault,
            "clear_faults": self._clear_faults,
            "speed": self._speed,
            "jump": self._jump,
            "fast_forward": self._fast_forward,
            "plan": self._plan,
            "decide": self._decide,
            "voicy_clock_offset": self._clock_offset,
            "disconnect": self._disconnect,
            "drop_sockets": self._drop_sockets,
            "duplicate_next_envelope": self._duplicate,
            "revoke_token": self._revoke_token,
            "restore_token": self._restore_token,
            **WorkspaceControl(slack).actions,
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
        if request.content_type != "application/json":
            told = {"ok": False, "error": "The control path takes application/json."}
            return web.json_response(told, status=415)
        try:
            asked = json.loads(await request.text())
            if not isinstance(asked, dict) or asked.get("do") not in self._actions:
                raise ValueError(f'"do" must be one of {", ".join(self._actions)}.')
            rest = {key: value for key, value in asked.items() if key != "do"}
            done = await self._actions[asked["do"]](rest)
        except _NONSENSE as problem:
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

    async def _decide(self, asked: JsonObject) -> JsonObject:
        after = float(asked["summary_after_seconds"])
        self._voicy.decide(str(asked["number"]), str(asked["path"]), summary_after_seconds=after)
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
