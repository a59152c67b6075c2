"""The caps in words, and the modal that changes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import Block, Option

from bot.domain.dial_counts import CapName
from bot.errors import InputError
from bot.policies.rules import Rules
from bot.ui.form_submission import find_selected, find_typed
from bot.ui.form_timing import build_select, build_text_input
from bot.ui.rich_text import Inline, RichLine, Text
from bot.ui.subjects import CAP_NAMES
from bot.ui.verdicts import format_setting

_WHICH: Final = "cap_name"
_VALUE: Final = "cap_value"
_MOST_DIGITS: Final = 6
_CALLS: Final = re.compile(f"(?=.*[1-9])[0-9]{{1,{_MOST_DIGITS}}}")
_BEYOND: Final = "At most {ceiling}: whoever runs the bot set this limit."
_NO_NUMBER: Final = "Write a number of calls, 1 or more, or nothing for the default."


@dataclass(frozen=True, slots=True, kw_only=True)
class CapForm:
    """How the caps are shown and changed; `ceilings` are the settings, None for no cap."""

    label: str
    names: Mapping[str, str]
    ceilings: Mapping[str, int | None]

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say how many calls are possible in 24 hours, and who set that."""
        lines: list[RichLine] = [[Text("Most calls in 24 hours:", bold=True)]]
        for name, rule in rules.caps.items():
            value = "no cap" if rule.value is None else str(rule.value)
            who = ""
            if rule.since is not None:
                who = f", set by {format_setting(rule.set_by, rule.since)}"
            lines.append([f"• {self.names[name]}: {value}{who}"])
        return lines

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: which cap, and how many calls from now on."""
        options = [Option(value=name, text=self.names[name]) for name in CapName]
        hint = "Leave it empty for the default."
        return [
            build_select(_WHICH, "Calls in 24 hours", options, chosen if chosen else None),
            build_text_input(_VALUE, "At most", "", hint=hint, max_length=_MOST_DIGITS),
        ]

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the new value of a cap; raises InputError."""
        chosen = find_selected(view, _WHICH)
        name = str(chosen.get("value"))
        text = find_typed(view, _VALUE).strip()
        if name not in self.names:
            raise InputError(_NO_NUMBER, field=_WHICH)
        if not text:
            return {name: None}
        if not _CALLS.fullmatch(text):
            raise InputError(_NO_NUMBER, field=_VALUE)
        ceiling = self.ceilings[name]
        if ceiling is not None and int(text) > ceiling:
            raise InputError(_BEYOND.format(ceiling=ceiling), field=_VALUE)
        return {name: str(int(text))}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say what became of which cap."""
        name, value = next(iter(values.items()))
        done = f"set this to at most {value} in 24 hours" if value else "set back to the default"
        return [f" {done}: ", Text(self.names[name], bold=True)]


def build_cap_form(label: str, rules: Rules) -> CapForm:
    """Build the form of the caps."""
    return CapForm(label=label, names=CAP_NAMES, ceilings=rules.cap_ceilings)
