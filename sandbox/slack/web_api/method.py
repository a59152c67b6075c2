"""What the router must know of a method before it runs."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.web_api.call import ApiCall
from sandbox.slack.wire import JsonObject
from sandbox.slack.workspace import Workspace

Run = Callable[[Workspace, ApiCall], JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: `scope` it always needs, `tier` of its rate limit, and who may call it.

    Methods that only read take no JSON bodies; Slack ignores what stands in them.
    """

    run: Run
    scope: str | None = None
    tier: int | None = None
    takes_json: bool = False
    is_for_app_token: bool = False
    needs_token: bool = True
