"""The question about a call's variables, or its agent's language, before anybody is called."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.languages import read_code
from bot.domain.variables import LikelyOption, VariableDoubt
from bot.parsing.commands import quote_value
from bot.ui.confirmations import THE_CALLEE
from bot.ui.help import OPEN_FORM_LABEL
from bot.ui.labels import NOBODY_CALLED, choose_form, join_names
from bot.ui.questions import build_answers
from bot.ui.rich_text import Message, RichLine, Text, build_message, clean, cut
from bot.ui.subjects import write_country

OPEN_DRAFT: Final = "open_draft"
CALL_ANYWAY: Final = "Call anyway"
SCHEDULE_ANYWAY: Final = "Schedule it anyway"
DID_YOU_MEAN: Final = "Did you mean"
NO_EXTENSION: Final = "Extensions cannot be dialed; the agent would only be told the extension."
NO_NUMBER: Final = "The number to call comes first; the agent would only be told this one."
_LONGEST_LABEL: Final = 75
_LANGUAGES: Final = dict(
    pair.split("=")
    for pair in """
    am=Amharic ar=Arabic bg=Bulgarian bn=Bengali ca=Catalan cs=Czech da=Danish de=German el=Greek
    en=English es=Spanish et=Estonian fa=Persian fi=Finnish fr=French gu=Gujarati he=Hebrew hi=Hindi
    hr=Croatian hu=Hungarian hy=Armenian id=Indonesian it=Italian ja=Japanese ka=Georgian kn=Kannada
    ko=Korean lt=Lithuanian lv=Latvian ml=Malayalam mr=Marathi ms=Malay nl=Dutch no=Norwegian
    pa=Punjabi pl=Polish pt=Portuguese ro=Romanian ru=Russian sk=Slovak sl=Slovenian sq=Albanian
    sr=Serbian sv=Swedish sw=Swahili ta=Tamil te=Telugu th=Thai tl=Filipino tr=Turkish uk=Ukrainian
    ur=Urdu vi=Vietnamese zh=Chinese
    """.split()
)


def build_variable_question(
    draft_id: str, doubt: VariableDoubt, *, is_correctable: bool, is_scheduled: bool
) -> Message:
    """Ask whether a call is meant as it is; the second answer is it with its likely options."""
    sentence = " ".join(_describe(doubt))
    labels = [_label_call(doubt, is_scheduled=is_scheduled)]
    if is_correctable:
        labels.append(cut(f"Use {_format_options(doubt.options)}", _LONGEST_LABEL))
    form = (OPEN_FORM_LABEL, OPEN_DRAFT, draft_id)
    lines: list[RichLine] = [[Text("✋ "), Text(sentence, bold=True), f" {NOBODY_CALLED}"]]
    dialing = 0 if is_scheduled else 1 if any(each.option == "at" for each in doubt.options) else 2
    callees = [THE_CALLEE] * dialing
    return build_message(lines, *build_answers(draft_id, labels, form, callees=callees))


def _describe(doubt: VariableDoubt) -> Iterator[str]:
    agent = f"“{clean(doubt.agent_name, 60)}”"
    if doubt.unknown:
        meant = [likeliest for _, likeliest in doubt.unknown if likeliest]
        hint = f"; did you mean {join_names(meant)}?" if meant else "."
        unknown = join_names([name for name, _ in doubt.unknown], last="or")
        yield f"{agent} has no variable {unknown}{hint}"
    if doubt.missing:
        variables = choose_form(len(doubt.missing), "variable", "variables")
        are = choose_form(len(doubt.missing), "is", "are")
        yield f"The {variables} {join_names(doubt.missing)} {are} missing."
    if any(each.option for each in doubt.options):
        yield f"{DID_YOU_MEAN} {_format_options(doubt.options)}?"
    for each in doubt.options:
        if not each.option:
            yield NO_EXTENSION if each.name.casefold().startswith("ext") else NO_NUMBER
    if doubt.language:
        spoken = _LANGUAGES.get(read_code(doubt.language), clean(doubt.language, 20))
        yield f"{agent} speaks {spoken}, which is unusual in {write_country(doubt.country)}."


def _label_call(doubt: VariableDoubt, *, is_scheduled: bool) -> str:
    if not doubt.options:
        return SCHEDULE_ANYWAY if is_scheduled else CALL_ANYWAY
    names = join_names([f"“{each.name}”" for each in doubt.options])
    are = choose_form(len(doubt.options), "is a variable", "are variables")
    verb = "Schedule it" if is_scheduled else "Call now"
    return cut(f"{verb}, {names} {are} of the agent", _LONGEST_LABEL)


def _format_options(options: Sequence[LikelyOption]) -> str:
    return clean(
        " ".join(f"{each.option}={quote_value(each.value)}" for each in options if each.option), 60
    )
