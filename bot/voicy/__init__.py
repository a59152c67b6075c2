"""The Voicy API over httpx: the client, what its answers say, and the request budget."""

from bot.voicy.client import VoicyClient
from bot.voicy.models import Agent, AgentVariable, DialAccepted, VoicyCall
from bot.voicy.rate_limit.budget import RequestBudget
from bot.voicy.rate_limit.shares import Priority
from bot.voicy.recordings import Recording, Recordings
from bot.voicy.transcript import read_transcript

__all__ = [
    "Agent",
    "AgentVariable",
    "DialAccepted",
    "Priority",
    "Recording",
    "Recordings",
    "RequestBudget",
    "VoicyCall",
    "VoicyClient",
    "read_transcript",
]
