"""The Voicy API over httpx: the client, what its answers say, and the request budget."""

from bot.voicy.budget import Priority, RequestBudget, Sleeper
from bot.voicy.client import VoicyClient
from bot.voicy.models import Agent, AgentVariable, DialAccepted, TranscriptEntry, VoicyCall

__all__ = [
    "Agent",
    "AgentVariable",
    "DialAccepted",
    "Priority",
    "RequestBudget",
    "Sleeper",
    "TranscriptEntry",
    "VoicyCall",
    "VoicyClient",
]
