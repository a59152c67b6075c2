"""What a conversation leaves behind: its transcript, summary and variables."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from sandbox.voicy.agents import Agent
from sandbox.voicy.endings import ENDINGS
from sandbox.voicy.fate import Talk
from sandbox.voicy.scripts import SCRIPTS, Line, Script

_PLACE = re.compile(r"\{\{(.+?)\}\}")
_ENDLESS_TURNS = 400

MISCHIEVOUS_SUMMARY = (
    "<!channel> *{{name}}* said: <https://evil.example|click here> & <@U0ALICE> should `rm -rf /` "
    "_now_. ~Not~ & <b>really</b>.\n> quoted\n• שלום, התור אושר ל-15:00 ‏(חשוב!)"
)
MISCHIEVOUS_EXTRACTED: Mapping[str, object] = {
    "confirmed": "<!here> *yes*",
    "tags": ["<!channel>", "*bold*", 3, {"deep": ["<https://evil.example|x>"]}],
    "address": {"street": "Herzl & Sons <1>", "city": "תל אביב", "geo": [32.08, 34.78]},
    "<@U0ALICE>": "a name that mentions",
    "nothing": "",
    "long": "ha " * 1500,
}
MISCHIEVOUS_COLLECTED: Mapping[str, object] = {
    "הערה": "‏נא להתקשר *מחר* <!everyone>",
    "lines": "one\ntwo\r\nthree\ttabbed",
    "emoji": ":tada: 🎉",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Hold what is known after a conversation; the summary and `extracted` come later."""

    transcript: Sequence[Mapping[str, object]]
    detected_gender: str | None
    collected: Mapping[str, object]
    summary: str
    extracted: Mapping[str, object]


def build_result(
    agent: Agent, talk: Talk, variables: Mapping[str, object], *, began_ms: int, duration_ms: int
) -> Result:
    """Write down the conversation an agent had; its lines are spread over the duration."""
    script = SCRIPTS[agent.agent_id]
    words = {**script.fallbacks, **{name: _as_text(value) for name, value in variables.items()}}
    lines = _lines(agent, script, talk)
    step_ms = duration_ms / len(lines)
    transcript = [_entry(line, words, int(began_ms + n * step_ms)) for n, line in enumerate(lines)]
    summary, extracted, collected = _outcome(agent, script, talk)
    return Result(
        transcript=transcript,
        detected_gender=None if talk is Talk.SILENT else script.detected_gender,
        collected=_filled_values(collected, words),
        summary=_filled(summary, words),
        extracted=_filled_values(extracted, words),
    )


def _lines(agent: Agent, script: Script, talk: Talk) -> list[Line]:
    welcome = Line(role="agent", content=agent.welcome_message)
    if talk is Talk.SILENT:
        return [welcome, *(Line(role="agent", content=text) for text in script.silence)]
    if talk in ENDINGS:
        ending = ENDINGS[talk]
        answer = Line(role="agent", content=ending.answer)
        return [welcome, Line(role="caller", content=ending.said), answer]
    if talk is Talk.ENDLESS:
        spoken = [line for line in script.lines if line.role != "system"]
        return [welcome, *islice(cycle(spoken), _ENDLESS_TURNS - 1)]
    return [welcome, *script.lines]


def _outcome(
    agent: Agent, script: Script, talk: Talk
) -> tuple[str, Mapping[str, object], Mapping[str, object]]:
    if talk in ENDINGS:
        return ENDINGS[talk].summary, ENDINGS[talk].extracted(agent.language), {}
    if talk is Talk.SILENT:
        return script.silence_summary, {}, {}
    if talk is Talk.MISCHIEVOUS:
        return MISCHIEVOUS_SUMMARY, MISCHIEVOUS_EXTRACTED, MISCHIEVOUS_COLLECTED
    return script.summary, script.extracted, script.collected


def _entry(line: Line, words: Mapping[str, str], at_ms: int) -> dict[str, object]:
    entry: dict[str, object] = {
        "role": line.role,
        "content": _filled(line.content, words),
        "timestamp_ms": at_ms,
    }
    if line.function_invocation is not None:
        entry["function_invocation"] = _filled_values(line.function_invocation, words)
    if line.function_result is not None:
        entry["function_result"] = _filled_values(line.function_result, words)
    return entry


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words.get(place[1], "…"), text)


def _filled_values(values: Mapping[str, object], words: Mapping[str, str]) -> dict[str, object]:
    return {name: _filled_value(value, words) for name, value in values.items()}


def _filled_value(value: object, words: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return _filled(value, words)
    if isinstance(value, Mapping):
        return _filled_values(value, words)
    if isinstance(value, list):
        return [_filled_value(item, words) for item in value]
    return value
