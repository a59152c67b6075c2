"""Quiet hours as everybody sees them and as admins add to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    OptionGroup,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
)

from bot.domain.countries import name_countries
from bot.domain.quiet_hours import DAYS, EVERY_DAY, QuietTime
from bot.domain.time_zones import FLORIDA
from bot.errors import InputError
from bot.policies.rules import OPERATOR, Rule, Rules
from bot.ui.form_submission import find_element, find_selected
from bot.ui.form_timing import split_options
from bot.ui.rich_text import Inline, RichLine, Text, cut
from bot.ui.subjects import format_quiet_time, name_area
from bot.ui.verdicts import format_setting

NO_QUIET_HOURS: Final = "none; calls are dialed at any hour"
ONLY_ADDED: Final = "only those that admins added"
ONLY_LONGER: Final = "QUIET_HOURS says what holds everywhere; admins can only add to it."
NOTHING_ADDED: Final = "No admin added anything there."
_NOT_COMPLETE: Final = "Choose days and both times."
_EVERYWHERE: Final = "everywhere"
_ADD, _REMOVE = "add", "remove"
_AREA, _DAYS, _BEGINS, _ENDS, _WHAT = "area", "days", "begins", "ends", "what"
_MOST_SHOWN: Final = 10


def _list_areas() -> Mapping[str, str]:
    countries = sorted(name_countries().items(), key=lambda each: each[1])
    return {"": name_area(""), FLORIDA: name_area(FLORIDA), **dict(countries)}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHoursForm:
    """How quiet hours are shown and added to; `names` are areas, by their codes."""

    label: str
    names: Mapping[str, str] = field(default_factory=_list_areas)

    def describe(self, rules: Rules) -> list[RichLine]:
        """Say which hours are quiet where, and which of them an admin added."""
        hours = _join(rule for rule in rules.quiet_times if rule.who_can_change == OPERATOR)
        added = _list_added(rules)
        hours = hours or (ONLY_ADDED if added else NO_QUIET_HOURS)
        first: list[Inline] = [Text(f"{self.label}: ", bold=True), hours, "."]
        lines: list[RichLine] = [first]
        for rule in added[:_MOST_SHOWN]:
            who = format_setting(rule.set_by, rule.since) if rule.since else ""
            lines.append([f"• {_format(rule)}, set by {who}"])
        return [*lines, [ONLY_LONGER]]

    def build_inputs(self, rules: Rules, chosen: str) -> list[Block]:
        """Build the fields: where, on which days, from when until when."""
        area = StaticSelectElement(
            action_id=_AREA,
            option_groups=[
                OptionGroup(
                    label=self.names[part[0]][:1].upper(),
                    options=[*map(self._build_option, part)],
                )
                for part in split_options(list(self.names))
            ],
            initial_option=self._build_option(chosen if chosen in self.names else ""),
        )
        days = [Option(value=day, text=format_quiet_time(f"{day} ")) for day in DAYS]
        what = [
            Option(value=_ADD, text="Add these hours"),
            Option(
                value=_REMOVE,
                text="Remove all that admins added there; days and times above do not count",
            ),
        ]
        return [
            InputBlock(block_id=_AREA, label="Where", element=area),
            InputBlock(
                block_id=_DAYS,
                label="On these days",
                element=StaticMultiSelectElement(
                    action_id=_DAYS,
                    options=days,
                    initial_options=[each for each in days if each.value in EVERY_DAY],
                ),
            ),
            _build_time_input(_BEGINS, "From", "20:00"),
            _build_time_input(_ENDS, "Until (on the next day, if it is not later)", "08:00"),
            InputBlock(
                block_id=_WHAT,
                label="What to do",
                element=RadioButtonsElement(action_id=_WHAT, options=what, initial_option=what[0]),
            ),
        ]

    def read_form(self, view: Mapping[str, Any], rules: Rules) -> dict[str, str | None]:
        """Return the quiet hours of the area that was chosen; raises InputError."""
        area = str(find_selected(view, _AREA).get("value"))
        area = "" if area == _EVERYWHERE else area
        if area not in self.names:
            raise InputError(_NOT_COMPLETE, field=_AREA)
        added = [rule.value.write() for rule in _list_added(rules) if rule.value.area == area]
        if find_selected(view, _WHAT).get("value") == _REMOVE:
            if not added:
                raise InputError(NOTHING_ADDED, field=_WHAT)
            return {area: None}
        written = _read_quiet_time(view).write()
        return {area: ";".join(dict.fromkeys([*added, written]))}

    def describe_change(self, values: Mapping[str, str | None]) -> list[Inline]:
        """Say what became of the quiet hours of an area."""
        area, value = next(iter(values.items()))
        where = self.names[area]
        if value is None:
            return [" set the quiet hours back to the default: ", Text(where, bold=True)]
        hours = ", ".join(format_quiet_time(each) for each in value.split(";"))
        return [" made these hours quiet: ", Text(f"{where} {hours}", bold=True)]

    def _build_option(self, area: str) -> Option:
        name = self.names[area]
        return Option(value=area or _EVERYWHERE, text=cut(f"{name[:1].upper()}{name[1:]}", 70))


def _build_time_input(block_id: str, label: str, at: str) -> InputBlock:
    element = TimePickerElement(action_id=block_id, initial_time=at)
    return InputBlock(block_id=block_id, label=label, element=element)


def _read_quiet_time(view: Mapping[str, Any]) -> QuietTime:
    chosen = find_element(view, _DAYS).get("selected_options") or []
    days = [each.get("value") for each in chosen]
    begins, ends = (find_element(view, each).get("selected_time") for each in (_BEGINS, _ENDS))
    if not days or not set(days) <= set(DAYS):
        raise InputError(_NOT_COMPLETE, field=_DAYS)
    try:
        return QuietTime(
            begins=time.fromisoformat(begins or ""),
            ends=time.fromisoformat(ends or ""),
            days=frozenset(days),
        )
    except ValueError:
        raise InputError(_NOT_COMPLETE, field=_BEGINS) from None


def _list_added(rules: Rules) -> list[Rule[QuietTime]]:
    return [rule for rule in rules.quiet_times if rule.who_can_change != OPERATOR]


def _join(some: Iterable[Rule[QuietTime]]) -> str:
    return ", ".join(map(_format, some))


def _format(rule: Rule[QuietTime]) -> str:
    return f"{name_area(rule.value.area)} {format_quiet_time(rule.value.write())}"
