"""Settings as people's editors and habits leave them: one sentence says what to mend."""

from pathlib import Path

import pytest

from bot.config import has_credentials, read_config
from bot.errors import ConfigError
from tests.unit.test_config import SETTINGS

PLAIN = "".join(f"{name}={value}\n" for name, value in SETTINGS.items())
SALES, SUPPORT = "+15551234567", "+15551234568"


def find_problem(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_file_in_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "my.env"

    problem = find_problem(path, PLAIN.encode(encoding))

    assert problem == f"{path} is not UTF-8 text: save it anew with the encoding UTF-8."
    with pytest.raises(ConfigError):
        has_credentials(path)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1255", "mac-roman"])
def test_file_with_a_letter_of_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    comment = "# מכירות\n" if encoding == "cp1255" else "# für den Vertrieb\n"

    assert "is not UTF-8" in find_problem(tmp_path / ".env", (comment + PLAIN).encode(encoding))


def test_mark_that_windows_editors_put_first_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(PLAIN, encoding="utf-8-sig")

    assert has_credentials(path)
    assert read_config(path).default_caller_id.label == "Sales"


@pytest.mark.parametrize(
    "value",
    [
        f"{SALES}=Sales;{SUPPORT}=Support",
        f"{SALES}=Sales; {SUPPORT}=Support",
        f"{SALES};{SUPPORT}",
        f"{SALES}=Sales {SUPPORT}=Support",
        f"{SALES}=Sales | {SUPPORT}",
        f"{SALES} {SUPPORT}",
        f"{SALES}=Sales={SUPPORT}",
        f"{SALES}=Sales and +1 (555) 123-4568=Support",
    ],
)
def test_numbers_without_a_comma_between_them_are_named(tmp_path: Path, value: str) -> None:
    text = PLAIN + f"VOICY_FROM_NUMBERS={value}\n"

    problem = find_problem(tmp_path / ".env", text.encode())

    assert problem.startswith("VOICY_FROM_NUMBERS entry 1 seems to hold several numbers")


@pytest.mark.parametrize(
    "value",
    [
        f"{SALES}=Sales #1, {SUPPORT}=Support",
        f"{SALES}=Sales #1",
        f"{SALES}=Sales # 1,{SUPPORT}",
        f" {SALES}=Sales, #2 {SUPPORT}=Support",
    ],
)
def test_sign_that_begins_a_comment_within_the_numbers_is_named(tmp_path: Path, value: str) -> None:
    problem = find_problem(tmp_path / ".env", f"{PLAIN}VOICY_FROM_NUMBERS={value}\n".encode())

    assert problem.startswith("VOICY_FROM_NUMBERS in ")
    assert "“#”" in problem


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (f'"{SALES}=Sales #1, {SUPPORT}=Support"', "Sales #1"),
        (f"'{SALES}=Sales #1'", "Sales #1"),
        (f"{SALES}=Sales#1", "Sales#1"),
        (f"{SALES}=Sales # the first is the default", "Sales"),
    ],
)
def test_sign_that_cuts_nothing_off_is_no_mistake(tmp_path: Path, value: str, label: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{PLAIN}VOICY_FROM_NUMBERS={value}\n", encoding="utf-8")

    assert read_config(path).default_caller_id.label == label
    assert read_config(path, voicy_from_numbers=SALES).default_caller_id.label == SALES


@pytest.mark.parametrize("labels", [("Sales", "sales"), ("SALES", "Sales"), ("Straße", "STRASSE")])
def test_labels_that_differ_in_case_alone_are_named(
    tmp_path: Path, labels: tuple[str, str]
) -> None:
    value = f"{SALES}={labels[0]}, {SUPPORT}={labels[1]}"

    problem = find_problem(tmp_path / ".env", f"{PLAIN}VOICY_FROM_NUMBERS={value}\n".encode())

    assert problem.startswith(f"VOICY_FROM_NUMBERS names “{labels[0]}” twice")


@pytest.mark.parametrize("name", ["SLACK_API_URL", "VOICY_API_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://api.voicy.co/functions/v1",
        "HTTP://api.voicy.co",
        "http://192.168.1.5:8000",
        "http://localhost@evil.example/",
        "http://localhost.evil.example/",
        "http://0.0.0.0:8000",
        "http://[2001:db8::1]/",
    ],
)
def test_unencrypted_address_of_another_machine_is_refused(
    tmp_path: Path, name: str, url: str
) -> None:
    problem = find_problem(tmp_path / ".env", f"{PLAIN}{name}={url}\n".encode())

    assert problem.startswith(f"{name} must start with https://")


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1/x", "http://127.3.2.1", "http://[::1]:80"]
)
def test_unencrypted_address_of_this_machine_is_taken(tmp_path: Path, url: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{PLAIN}VOICY_API_URL={url}\n", encoding="utf-8")

    assert read_config(path).voicy_api_url == url
