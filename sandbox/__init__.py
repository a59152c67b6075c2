"""The outside world over real HTTP and WebSocket on loopback: a local Slack, a local Voicy."""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
