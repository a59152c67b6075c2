"""The door of the Web API: tokens, scopes, rates, and the form of every answer."""

import secrets

from aiohttp import web

from sandbox.slack.errors import RateLimitedError, SlackError
from sandbox.slack.scopes import require_scope
from sandbox.slack.web_api import auth, blocks, chat, conversations, files, users, views
from sandbox.slack.web_api.call import ApiCall, read_call
from sandbox.slack.web_api.method import Method
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import APP_TOKEN, BOT_TOKEN, Workspace

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **blocks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class WebApi:
    """Answer the methods the local Slack knows; an error is an answer with HTTP 200."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: web.Request) -> web.Response:
        """Serve one call."""
        method = METHODS.get(request.match_info["method"])
        try:
            call = await read_call(request, takes_json=method is None or method.takes_json)
            if method is None:
                raise SlackError("unknown_method", req_method=call.method)
            self._admit(method, call)
            return self._answer(method, {"ok": True, **method.run(self._workspace, call)})
        except RateLimitedError as refusal:
            response = self._answer(method, refusal.to_wire(), status=429)
            response.headers["Retry-After"] = str(refusal.retry_after_seconds)
            return response
        except SlackError as refusal:
            return self._answer(method, refusal.to_wire())

    def _admit(self, method: Method, call: ApiCall) -> None:
        if method.needs_token:
            self._check_token(method, call)
        if method.scope:
            require_scope(self._workspace.manifest, method.scope)
        if method.tier:
            self._workspace.pace.take_call(call.method, method.tier)

    def _check_token(self, method: Method, call: ApiCall) -> None:
        if call.token is None:
            raise SlackError("not_authed")
        if call.token not in (BOT_TOKEN, APP_TOKEN):
            raise SlackError("invalid_auth")
        if (call.token == APP_TOKEN) is not method.is_for_app_token:
            raise SlackError("not_allowed_token_type")
        if self._workspace.is_token_revoked and call.token == BOT_TOKEN:
            raise SlackError("token_revoked")

    def _answer(
        self, method: Method | None, body: JsonObject, *, status: int = 200
    ) -> web.Response:
        response = web.json_response(body, status=status)
        response.headers["X-Slack-Req-Id"] = secrets.token_hex(16)
        response.headers["X-OAuth-Scopes"] = self._workspace.manifest.provided
        if method and method.scope:
            response.headers["X-Accepted-OAuth-Scopes"] = method.scope
        return response
