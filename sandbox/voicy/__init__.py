"""The local Voicy: one account with its agents, calls, limits and recordings."""

from sandbox.voicy.account import VoicyAccount
from sandbox.voicy.fate import Fate

__all__ = ["Fate", "VoicyAccount"]
