"""What the fields of an agent's results mean: in one line, and as the form that changes it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    ExternalDataMultiSelectElement,
    InputBlock,
    Option,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.meanings import LONGEST_CHOICE, MEANINGS, FieldRule, Outcome, ResultMapping
from bot.store.records import AgentMapping
from bot.ui.form_submission import find_element, find_selected
from bot.ui.outcomes import OUTCOME_LABEL
from bot.ui.rich_text import Inline, Mention, RichLine, Text, build_context, clean, cut
from bot.voicy import AgentVariable

MAP_RESULTS: Final = "map_results"
MAP_RESULTS_LABEL: Final = "What results mean"
MAPPING_FORM: Final = "mapping_form"
CHOOSE_FIELD: Final = "choose_field"
CHOOSE_VALUES: Final = "choose_values"
SAVED: Final = (
    "✅ Saved. Calls that end from now on are read with it at once; lists, statistics and exports "
    "of earlier ones follow within minutes, and nobody is called or told because of those."
)
NO_FIELDS: Final = (
    "This agent declares no fields of its results, and no call of it had any, so there is nothing "
    "to choose from yet."
)
_EXPLANATION: Final = (
    "Choose the field for each meaning, and which of its values count. If you choose none, any "
    "value counts, even “no”. What fits no meaning is “answered”. If several fit, opted out, wrong "
    "person and voicemail go first."
)
_SHOWN_ELSEWHERE: Final = (
    "The headline and the time to call back are also shown outside of a call's own channel."
)
HEADLINE: Final = "headline"
_HEADLINE_LABEL: Final = "Headline: what came of it, in one field"
_UNREADABLE: Final = "(unreadable name)"
_NOT_USED: Final = Option(value="-", text="(not used)")
# Slack's limits: for the value of an option, and for how many of them there are
_LONGEST_VALUE: Final = 150
_MOST_OPTIONS: Final = 100
_SHOWN_VALUES: Final = 5


def build_mapping(saved: AgentMapping) -> RichLine:
    """Say in one line what the results of an agent mean, and who said so."""
    rules = [
        f"{OUTCOME_LABEL[each][1].lower()} where {_format_rule(saved.mapping.rules[each])}"
        for each in reversed(MEANINGS)
        if each in saved.mapping.rules
    ]
    headline = saved.mapping.headline
    shown = [*rules, f"headline {clean(headline, 40)}" if headline else ""]
    said = "; ".join(filter(None, shown)) or "nothing is mapped"
    line: list[Inline] = [Text("Results ", bold=True), said, " · set by "]
    return [*line, Mention(user_id=saved.set_by)]


def build_mapping_form(
    agent_id: str, agent_name: str, fields: Sequence[AgentVariable], mapping: ResultMapping
) -> View:
    """Build the form; a field that is mapped is offered even where nobody declares it any more."""
    known = {each.name: each for each in fields}
    mapped = {name: known.get(name, AgentVariable(name=name)) for name in mapping.fields}
    # one place is taken by the choice of none
    offered = [*{**mapped, **known}.values()][: _MOST_OPTIONS - 1]
    options = [_build_option(each) for each in offered]
    blocks = [
        build_context(clean(agent_name, 75), _EXPLANATION, _SHOWN_ELSEWHERE),
        *(
            block
            for each in reversed(MEANINGS)
            for block in _build_rule(each, options, mapping.rules.get(each))
        ),
        _build_field_select(HEADLINE, _HEADLINE_LABEL, options, mapping.headline),
    ]
    return View(
        type="modal",
        callback_id=MAPPING_FORM,
        private_metadata=agent_id,
        title="What results mean",
        submit="Save",
        close="Cancel",
        blocks=blocks,
    )


def build_value_options(typed: str, seen: Sequence[str]) -> list[Option]:
    """Offer what was typed, and the values seen so far that have it in them."""
    text = " ".join(typed.split())[:LONGEST_CHOICE]
    found = [each for each in seen if text.casefold() in each.casefold()]
    values = dict.fromkeys([text, *found] if text else found)
    return [_build_value(each) for each in values][:_MOST_OPTIONS]


def find_asked_field(block_id: str, names: Iterable[str]) -> str | None:
    """Return the field whose values are asked for, by the block that asks."""
    mark = block_id.rpartition(".")[2]
    return next((name for name in names if _mark(name) == mark), None)


def parse_mapping(view: Mapping[str, Any], names: Sequence[str]) -> ResultMapping:
    """Read a form; `names` are the fields that there are."""
    fields = {each: _read_field(view, f"field.{each}", names) for each in MEANINGS}
    rules = {
        each: FieldRule(field=field, values=tuple(_read_values(view, each, field)))
        for each, field in fields.items()
        if field is not None
    }
    return ResultMapping(rules=rules, headline=_read_field(view, HEADLINE, names))


def _format_rule(rule: FieldRule) -> str:
    field = clean(rule.field, 40)
    if not rule.values:
        return f"{field} has a value"
    shown = [f"“{clean(each, 40)}”" for each in rule.values[:_SHOWN_VALUES]]
    more = f" or {len(rule.values) - _SHOWN_VALUES} more" if rule.values[_SHOWN_VALUES:] else ""
    return f"{field} is {' or '.join(shown)}{more}"


def _build_rule(
    meaning: Outcome, options: Sequence[Option], rule: FieldRule | None
) -> Iterator[InputBlock]:
    label = OUTCOME_LABEL[meaning][1]
    field = rule.field if rule else None
    # told at once, because only then the form knows whose values it offers
    yield _build_field_select(f"field.{meaning}", label, options, field, is_told=True)
    if rule is None:
        return
    # of another field, so that what was chosen of one before is none of its values
    yield InputBlock(
        block_id=_name_values(meaning, rule.field),
        label=f"{label}: values",
        optional=True,
        element=ExternalDataMultiSelectElement(
            action_id=CHOOSE_VALUES,
            placeholder="Any value",
            min_query_length=0,
            initial_options=[_build_value(each) for each in rule.values] or None,
        ),
    )


def _build_field_select(
    block_id: str,
    label: str,
    options: Sequence[Option],
    field: str | None,
    *,
    is_told: bool = False,
) -> InputBlock:
    choices = [_NOT_USED, *options]
    encoded = None if field is None else _encode_field(field)
    chosen = next((each for each in choices if each.value == encoded), _NOT_USED)
    return InputBlock(
        block_id=block_id,
        label=label,
        dispatch_action=is_told or None,
        element=StaticSelectElement(action_id=CHOOSE_FIELD, options=choices, initial_option=chosen),
    )


def _build_option(field: AgentVariable) -> Option:
    name = clean(field.name, 1_000)
    # names that begin alike differ at their ends
    text = name if len(name) <= LONGEST_CHOICE else f"{name[:45]}…{name[-29:]}"
    text = text or _UNREADABLE
    description = clean(field.description, LONGEST_CHOICE) or None
    return Option(value=_encode_field(field.name), text=text, description=description)


def _build_value(value: str) -> Option:
    return Option(value=value, text=cut(value, LONGEST_CHOICE))


def _name_values(meaning: Outcome, field: str) -> str:
    return f"values.{meaning}.{_mark(field)}"


def _mark(field: str) -> str:
    return hashlib.sha256(field.encode()).hexdigest()


def _encode_field(name: str) -> str:
    """Encode a field so that no name is too long for an option, or looks like none."""
    encoded = f"={name}"
    is_short = len(encoded) <= _LONGEST_VALUE
    return encoded if is_short else f"#{_mark(name)}"


def _read_field(view: Mapping[str, Any], block_id: str, names: Sequence[str]) -> str | None:
    encoded = str(find_selected(view, block_id).get("value") or "")
    if encoded.startswith("="):
        return encoded.removeprefix("=")
    return next((name for name in names if _encode_field(name) == encoded), None)


def _read_values(view: Mapping[str, Any], meaning: Outcome, field: str) -> Iterator[str]:
    block_id = _name_values(meaning, field)
    for option in find_element(view, block_id).get("selected_options") or ():
        yield str(option["value"])
