"""How people name time zones."""

from zoneinfo import ZoneInfo

import pytest

from bot.parsing.times import explain_unknown_zone, find_zone, suggest_zones


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("AMERICA/NEW_YORK", "America/New_York"),
        ("america/argentina/buenos aires", "America/Argentina/Buenos_Aires"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Berlin", "Europe/Berlin"),
        (" new   york ", "America/New_York"),
        ("New York time", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("St. John’s", "America/St_Johns"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Nicosia", "Asia/Nicosia"),
        ("Istanbul", "Europe/Istanbul"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("CET", "Europe/Brussels"),
        ("est", "America/New_York"),
        ("Pacific time", "America/Los_Angeles"),
        ("Eastern Daylight Time", "America/New_York"),
    ],
)
def test_zone_is_found_by_name_city_or_clear_letters(text: str, zone: str) -> None:
    assert find_zone(text) == zone
    assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    "text", ["", " ", "IST", "CST", "bst", "Mars", "Europe", "west", "Factory", "+2", "UTC+2", "🙂"]
)
def test_what_is_unknown_or_shared_is_no_zone(text: str) -> None:
    assert find_zone(text) is None


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("Europe/Berlim", ("Europe/Berlin",)),
        ("new yrok", ("America/New_York",)),
        ("IST", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
        ("xyzzy", ()),
    ],
)
def test_zones_that_may_be_meant_are_offered(text: str, zones: tuple[str, ...]) -> None:
    assert suggest_zones(text)[: len(zones) or None] == zones


def test_letters_of_several_places_are_explained() -> None:
    assert explain_unknown_zone("cst") == (
        "Several places call their time “CST”: write America/Chicago or Asia/Shanghai."
    )
