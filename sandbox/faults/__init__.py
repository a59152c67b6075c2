"""Faults on demand: what goes wrong on the wire of both sides."""

from sandbox.faults.book import FaultBook
from sandbox.faults.fault import KINDS, SIDES, Fault, parse_fault
from sandbox.faults.middleware import DEFAULT_RETRY_AFTER_SECONDS, FAULT, drop, fault_middleware

__all__ = [
    "DEFAULT_RETRY_AFTER_SECONDS",
    "FAULT",
    "KINDS",
    "SIDES",
    "Fault",
    "FaultBook",
    "drop",
    "fault_middleware",
    "parse_fault",
]
