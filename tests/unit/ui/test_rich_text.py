"""Lines as rich text and as fallback text: foreign text stays text, and cutting breaks nothing."""

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.rich_text import (
    TEXT_LIMIT,
    Link,
    Mention,
    Moment,
    RichLine,
    Text,
    build_context,
    build_message,
    build_rich_text,
    clean,
    cut,
    escape,
    format_fallback,
    isolate_figures,
)
from tests.builders.examples import FEW
from tests.builders.rich_text import FOREIGN, find_stray_signs, read
from tests.screen import unmarked

AT = datetime(2026, 3, 4, 12, 0, 5, tzinfo=UTC)
LRI, RLI, POP, WORD_JOINER = "\u2066", "\u2067", "\u2069", "\u2060"
PIECES = (
    FOREIGN.map(Text)
    | FOREIGN.map(lambda text: Text(text, bold=True))
    | FOREIGN.map(lambda text: Link(url="https://slack.example/1", text=text))
    | st.just(Mention(user_id="U0ALICE"))
    | st.just(Moment(AT))
)
LONG_LINES = st.lists(
    st.lists(PIECES | st.builds(lambda t, n: Text(t * n), FOREIGN, st.integers(1, 400))),
    max_size=12,
)


def read_elements(line: RichLine) -> Sequence[dict[str, Any]]:
    (section,) = build_rich_text([line]).to_dict()["elements"]
    elements: Sequence[dict[str, Any]] = section["elements"]
    return elements


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Tom & <Jerry>", "Tom &amp; &lt;Jerry&gt;"),
        ("<!channel> <@U1> <https://x|y>", "&lt;!channel&gt; &lt;@U1&gt; &lt;https://x|y&gt;"),
        ("*bold*", f"{WORD_JOINER}*bold{WORD_JOINER}*"),
        ("_so_ ~so~", "".join(f"{WORD_JOINER}{s}so{WORD_JOINER}{s} " for s in "_~").strip()),
        ("`code`", f"{WORD_JOINER}`code{WORD_JOINER}`"),
        ("> quoted", f"{WORD_JOINER}&gt; quoted"),
        ("one\n> two", f"one\n{WORD_JOINER}&gt; two"),
        ("snake_case 2*3 a~b", "snake_case 2*3 a~b"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_foreign_text_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written


@given(FOREIGN)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    written = escape(text)

    assert find_stray_signs(written) == []
    assert html.unescape(written).replace(WORD_JOINER, "") == text.replace(WORD_JOINER, "")


@FEW
@given(LONG_LINES)
def test_fallback_text_is_cut_without_breaking_an_entity(lines: list[RichLine]) -> None:
    text = format_fallback(lines)

    assert len(text) <= TEXT_LIMIT + 1
    assert find_stray_signs(text) == []


def test_fallback_text_ends_before_the_piece_that_does_not_fit() -> None:
    lines: list[RichLine] = [[Text("a" * 2_990)], [Text("b" * 5), Text("&" * 2), Text("c")]]

    assert format_fallback(lines) == "a" * 2_990 + "\n" + "b" * 5 + "…"


def test_lines_are_separated_in_both_forms() -> None:
    message = build_message([[Text("one")], [Text("two ", bold=True), Text("three")]])

    assert message.text == "one\ntwo three"
    assert read(message) == "one\ntwo three"


def test_words_are_drawn_with_their_style() -> None:
    line: RichLine = [Text("a"), Text("b", bold=True), Text("c", code=True), Text("")]

    assert read_elements(line) == [
        {"type": "text", "text": "a"},
        {"type": "text", "text": "b", "style": {"bold": True}},
        {"type": "text", "text": "c", "style": {"code": True}},
    ]


def test_own_pieces_work_in_both_forms() -> None:
    line: RichLine = [
        Mention(user_id="U0ALICE"),
        Moment(AT),
        Link(url="https://slack.example/1", text="a & b"),
    ]

    assert format_fallback([line]) == (
        f"<@U0ALICE>{LRI}<!date^1772625605^{{time_secs}}|12:00:05 UTC>{POP}"
        "<https://slack.example/1|a &amp; b>"
    )
    assert read_elements(line) == [
        {"type": "user", "user_id": "U0ALICE"},
        {"type": "text", "text": LRI},
        {
            "type": "date",
            "timestamp": 1772625605,
            "format": "{time_secs}",
            "fallback": "12:00:05 UTC",
        },
        {"type": "text", "text": POP},
        {"type": "link", "url": "https://slack.example/1", "text": "a & b"},
    ]


def test_moment_in_a_sentence_is_shown_to_every_reader_in_their_own_zone() -> None:
    line: RichLine = ["@dana set it on 2026-03-04 12:00 UTC; not 2026-99-99 12:00 UTC"]
    told = "{date_short} {time}"

    assert format_fallback([line]) == (
        f"@dana set it on {LRI}<!date^1772625600^{told}|2026-03-04 12:00 UTC>{POP}"
        f"; not {LRI}2026-99-99 12:00 UTC{POP}"
    )
    (date,) = (each for each in read_elements(line) if each["type"] == "date")
    assert (date["timestamp"], date["fallback"]) == (1772625600, "2026-03-04 12:00 UTC")
    assert "<!date" not in format_fallback([[Text("2026-03-04 12:00 UTC")]])


@pytest.mark.parametrize(
    ("text", "begins_at_the_left"),
    [
        (f"{RLI}שלום{POP} · +1 555", True),
        (f"to {RLI}שלום{POP}", True),
        (f"{RLI}שלום{POP} {RLI}שלום{POP}", True),
        (f"{RLI}שלום ב-14:00, שלום{POP}", False),
        ("Hello", False),
    ],
)
def test_line_of_ours_begins_at_the_left_whatever_stands_in_it(
    text: str, begins_at_the_left: bool
) -> None:
    small = build_context(text).elements[0].to_dict()["text"]

    assert read_elements([text])[0]["text"].startswith("\u200e") is begins_at_the_left
    assert small.startswith("\u200e") is begins_at_the_left


@given(st.lists(FOREIGN.filter(bool), min_size=1))
def test_foreign_text_in_rich_text_stays_one_plain_text(texts: list[str]) -> None:
    elements = read_elements([Text(text) for text in texts])

    assert [(element["type"], element["text"]) for element in elements] == [
        ("text", isolate_figures(text)) for text in texts
    ]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two \t\n lines  ", "two lines"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("pay\u202egnp.exe", "paygnp.exe"),
        ("\u2066\u2067\u2068x\u2069", "x"),
        ("half an emoji \ud83d", "half an emoji"),
        ("שלום", f"{RLI}שלום{POP}"),
        ("to مرحبا", f"{RLI}to مرحبا{POP}"),
        ("דנה agreed to come", f"{LRI}דנה agreed to come{POP}"),
        ("x" * 400, "x" * 299 + "…"),
        ("👩\u200d👧 fine", "👩\u200d👧 fine"),
        ("", ""),
    ],
)
def test_foreign_text_is_made_fit_to_be_shown(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_lines_of_a_text_are_kept_on_demand() -> None:
    assert clean("one\n two\r\n", keep_lines=True) == "one\n two"


@given(FOREIGN, st.integers(1, 50), st.booleans())
def test_clean_text_can_do_no_harm(text: str, limit: int, keep_lines: bool) -> None:
    lines = clean(text, limit, keep_lines=keep_lines).split("\n")
    inner = [line.removeprefix(LRI).removeprefix(RLI).removesuffix(POP) for line in lines]

    assert len("\n".join(inner)) <= limit
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(inner))
    for line, bare in zip(lines, inner, strict=True):
        is_isolated = line[:1] in {LRI, RLI} and line[-1:] == POP
        assert is_isolated == has_right_to_left(bare)
    assert keep_lines or len(lines[0].splitlines()) <= len(lines) == 1


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


@pytest.mark.parametrize(
    ("text", "limit", "shortened"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a bcd", 3, "a…"), ("abc", 1, "…")],
)
def test_long_text_ends_with_an_ellipsis(text: str, limit: int, shortened: str) -> None:
    assert cut(text, limit) == shortened


@given(st.lists(FOREIGN.filter(bool)))
def test_message_of_any_words_is_taken_by_slack(texts: list[str]) -> None:
    message = build_message([[Text(text), Mention(user_id="U0ALICE")] for text in texts])

    assert read(message) == unmarked("\n".join(texts))


@pytest.mark.parametrize("words", [Text(""), Text("", bold=True), Text("", code=True)])
def test_empty_words_are_not_drawn(words: Text) -> None:
    assert read_elements([words]) == []
