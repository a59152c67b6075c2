"""The Bolt app: every listener registered, one error handler for what goes wrong before them."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StoreError
from bot.ui.notices import build_apology, build_refusal
from bot.workspace import Identity
from handlers import (
    approvals,
    calls,
    channel_events,
    consents,
    do_not_call,
    home,
    lists,
    mappings,
    mentions,
    numbers,
    questions,
    quiet_hours,
    results,
    rules,
    scheduled_calls,
    shortcuts,
    slash_command,
)
from handlers.call_form import listeners as call_form
from handlers.context import Services, build_requester_middleware
from handlers.inbox import InboxReceiver
from handlers.listeners import Listeners

_FEATURES: Final = (
    slash_command,
    call_form,
    calls,
    quiet_hours,
    consents,
    scheduled_calls,
    questions,
    results,
    mentions,
    shortcuts,
    lists,
    mappings,
    home,
    channel_events,
    rules,
    approvals,
    do_not_call,
    numbers,
)
_NAME: Final = "call-bot"
_log = logging.getLogger(__name__)
_bolt_log = logging.getLogger("bolt")


def build_app(services: Services, inbox: InboxReceiver) -> AsyncApp:
    """Build the Bolt app.

    Who the bot is was asked once at the start: Bolt would ask again inside the three seconds that
    a person's first command has.
    """
    config = services.config
    # Bolt warns of a SLACK_BOT_TOKEN in the environment, which the settings have read already
    _bolt_log.setLevel(logging.ERROR)
    app = AsyncApp(
        name=_NAME,  # else Bolt reads the sources of whoever calls, to find one
        logger=_bolt_log,
        # without a token of its own: which one is used says `authorize`
        client=AsyncWebClient(base_url=f"{config.slack_api_url}/"),
        authorize=_authorize_as(services.identity, config.slack_bot_token.get_secret_value()),
        request_verification_enabled=False,  # nothing but Socket Mode reaches this app
        ssl_check_enabled=False,
    )
    _bolt_log.setLevel(logging.WARNING)
    app.error(_log_error)
    app.use(build_requester_middleware(services.workspace))
    listeners = Listeners(app=app, services=services, inbox=inbox)
    for feature in _FEATURES:
        feature.register(listeners)
    listeners.take_clicks()
    return app


def _authorize_as(
    identity: Identity, token: str
) -> Callable[[str | None, str | None], Awaitable[AuthorizeResult]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id or identity.team_id,
            bot_token=token,
            bot_id=identity.bot_id,
            bot_user_id=identity.user_id,
        )

    return authorize


async def _log_error(
    error: Exception, body: dict[str, Any], response: BoltResponse | None
) -> BoltResponse | None:
    reference = secrets.token_hex(4)
    _log.error("unexpected, reference %s", reference, exc_info=error)
    if response is None:  # acknowledged already
        return None
    words = build_apology(reference)
    if isinstance(error, StoreError):
        if "command" not in body:
            return BoltResponse(status=503)  # not acknowledged: Slack says it, or sends it again
        words = build_refusal(error)
    return BoltResponse(status=200, body=words.text)
