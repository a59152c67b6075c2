"""What the local Slack refuses, by the names Slack gives.

SlackError                  ok: false with an error name
├── RateLimitedError        HTTP 429 with Retry-After
└── InvalidBlocksError      Block Kit that breaks its rules, each finding with its JSON pointer
"""

from sandbox.slack.wire import JsonObject


class SlackError(Exception):
    """Refuse a request with Slack's error name; `details` stand beside it in the answer."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def to_wire(self) -> JsonObject:
        """Return the body of the answer."""
        return {"ok": False, "error": self.error, **self.details}


class RateLimitedError(SlackError):
    """Refuse a request that came too early; `retry_after_seconds` is a whole number."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_seconds = retry_after_seconds


class InvalidBlocksError(SlackError):
    """Refuse Block Kit; `findings` are sentences ending in `[json-pointer:/…]`."""

    def __init__(self, error: str, findings: list[str]) -> None:
        messages = [f"[ERROR] {finding}" for finding in findings]
        super().__init__(error, errors=findings, response_metadata={"messages": messages})
        self.findings = findings
