"""What may be logged: no secret, no signed link, no whole number, nothing that ends a line."""

import unicodedata

import pytest

from bot.ops.redaction import escape_line, redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("token xoxb-12-ab.cd", "token xoxb-…"),
        ("xoxp-1 xoxe.xoxp-2 xapp-1-A-2-b", "xoxp-… xoxe.xoxp-… xapp-…"),
        ("voicy_sk_live_abc123", "voicy_sk_live_…"),
        ("voicy_sk_test_abc123", "voicy_sk_test_…"),
        ("Authorization: Bearer eyJhbGciOi.J9", "Authorization: Bearer …"),
        ("Proxy-Authorization: Basic YWxhZGRpbg==", "Proxy-Authorization: Basic …"),
        ("{'token': 'xoxb-1', 'a': 1}", "{'token': 'xoxb-…', 'a': 1}"),
        ('{"token":"xapp-1","a":1}', '{"token":"xapp-…","a":1}'),
    ],
)
def test_tokens_and_keys_are_known_by_their_shape(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("https://s3.test/r.mp3?X-Amz-Expires=60&X-Amz-Signature=ab", "https://s3.test/r.mp3?…"),
        ("'https://blob.test/r?sv=1&sig=a%2Bb&se=2026'", "'https://blob.test/r?…'"),
        ("<https://cdn.test/?Expires=1&Signature=x~y|here>", "<https://cdn.test/?…>"),
        ("GET /recordings/7?token=abc HTTP/1.1", "GET /recordings/7?… HTTP/1.1"),
        ("wss://wss.slack.com/link/?ticket=a-b&app_id=c", "wss://wss.slack.com/link/?…"),
        ("https://hooks.slack.com/commands/T1/2/abc is gone", "https://hooks.slack.com/… is gone"),
        ("https://user:pass@proxy.test:8080/", "https://…@proxy.test:8080/"),
        ("X-Amz-Signature=ab&x-goog-credential=c", "X-Amz-Signature=…&x-goog-credential=…"),
        ("access_token=abc, Expires=170, api_key=k", "access_token=…, Expires=…, api_key=…"),
        ("https://cdn.test/r.mp3?eyJhbGciOi and more", "https://cdn.test/r.mp3?… and more"),
        ("Why? a=b", "Why? a=b"),
        ("Is it https://voicy.test/docs? No.", "Is it https://voicy.test/docs? No."),
        ("https://voicy.test/docs#list", "https://voicy.test/docs#list"),
    ],
)
def test_links_lose_what_opens_them(text: str, redacted: str) -> None:
    assert redact(text) == redacted


SHORTENED = {
    "calls +15559876543.": "calls +1…6543.",
    "+972501234567 and +442079460123": "+972…4567 and +44…0123",
    "+1 (555) 987-6543": "+1…6543",
    "to=%2B15559876543": "to=+1…6543",
    r"{\"to\": \"\u002b15559876543\"}": r"{\"to\": \"+1…6543\"}",
    "＋１５５５９８７６５４３": "…６５４３",
    "15559876543": "…6543",
    "tel:5559876543,": "tel:…6543,",
    "(555) 987-6543": "(…6543",
    "052-987-6543": "…6543",
    "030/1234-5678": "…5678",
    "5559876543 5559876001": "…6001",
    "15559876543-15559876001": "…6001",
    "+49 30/1234567": "+49…4567",
    "1_555_987_6543": "…6543",
    "0044 20 7946 0123": "…0123",
    "555\u2011987\u20116543": "…6543",
    "555\u200b987\u200b6543": "…6543",
    "٠٥٢٩٨٧٦٥٤٣": "…٦٥٤٣",
    r"'hi\n15559876543'": r"'hi\n…6543'",
    "{'phone': 15559876543}": "{'phone': …6543}",
    "dad-15559876543, 15559876543a": "dad-…6543, …6543a",
}


def test_numbers_are_shortened_however_they_are_written() -> None:
    assert {text: redact(text) for text in SHORTENED} == SHORTENED


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 = +3",
        "C0123456789 U0123456789 1712345678.123456",
        "2026-11-26 12:10:56,123 and 2026-11-26T12:10:56.123456+00:00",
        "192.168.100.200:8080",
        "3f2a1234-5678-1234-1234-123456789012 and 12345678abcdef12",
        "0.123456789 s, 25.5 s, 12 of 60",
        "calls-20261126-1210.csv",
        "call 1234567 at 0x7f1234567890, reference 12345678",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert redact(text) == text


def test_no_character_ends_a_line_or_steers_what_shows_it() -> None:
    # controls, formats, halves of others, ends of lines and of paragraphs
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    steering = [each for each in map(chr, range(0x110000)) if unicodedata.category(each) in kinds]

    assert set(map(unicodedata.category, steering)) == kinds
    assert [each for each in steering if not escape_line(each).isascii()] == []
    assert [each for each in steering if not escape_line(each).startswith("\\")] == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("one\r\ntwo", r"one\r\ntwo"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\u2028b\u2029c\x85d", r"a\u2028b\u2029c\x85d"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("Zoë, שלום, 日本", "Zoë, שלום, 日本"),
    ],
)
def test_words_stay_and_what_steers_is_written_out(text: str, escaped: str) -> None:
    assert escape_line(text) == escaped
