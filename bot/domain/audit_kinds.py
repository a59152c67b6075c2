"""What can be looked for in the audit: the kinds of what people did and policies said."""

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "calls": frozenset({"request", "cancel", "dial_now", "move", "try_again", "stop_trying"}),
    "approvals": frozenset({"approve", "decline"}),
    "refusals": frozenset({"deny", "ask", "delay"}),
    "overrides": frozenset({"allow_quiet_hours", "dnc_remove", "note_consent"}),
    "rules": frozenset({"set_rule", "map_results"}),
    "pauses": frozenset({"pause", "resume"}),
    "dnc": frozenset({"dnc_add", "dnc_remove", "dnc_import", "dnc_export"}),
    "exports": frozenset({"export", "dnc_export", "audit_export", "file"}),
    "openings": frozenset(
        {
            "open_transcript",
            "open_recording",
            "save_transcript",
            "save_recording",
            "show_number",
            "open_audit",
            "file",
        }
    ),
    "watches": frozenset({"watch", "watch_digest", "unwatch"}),
    "forgetting": frozenset({"forget", "hold", "release"}),
}
