"""The Web API: one module per family of methods, and the router in front of them."""

from sandbox.slack.web_api.router import WebApi

__all__ = ["WebApi"]
