"""Public holidays of a country, as the `holidays` package knows them."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays


def is_holiday(day: date, regions: Iterable[str]) -> bool:
    """Say whether a day is a public holiday in any of the countries."""
    return any(day in _list_holidays(region, day.year) for region in regions)


@cache
def _list_holidays(region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(region, years=year))
    except NotImplementedError:  # of a country that the package does not know
        return frozenset()
