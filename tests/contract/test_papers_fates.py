"""Every fate that a number of the sandbox can have stands in its table."""

import re

from app import MANIFEST
from sandbox.voicy.fates import FATES

USING = MANIFEST.with_name("docs") / "using.md"


def test_using_names_the_numbers_of_every_fate() -> None:
    table = USING.read_text(encoding="utf-8").partition("## Numbers of the sandbox")[2]
    rows = re.findall(r"^\| (\+?\d.*?) \|", table, re.MULTILINE)
    named = [suffix for row in rows for suffix in re.findall(r"\d{4}(?!\d)", row)]
    assert sorted(named) == sorted(fate.suffix for fate in FATES)
