"""The data files keep their contract, and do not touch the measures' hash."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policyscan.errors import TaxonomyError
from policyscan.taxonomy import loader
from policyscan.who import country, find_country
from policyscan.who.forces import forces
from policyscan.who.names import table
from policyscan.who.places import place_index
from policyscan.who.records import FORCE_KINDS
from policyscan.who.trie import names_pattern


def test_many_forces_of_many_countries_each_with_a_known_country_and_region() -> None:
    known = forces().by_id.values()
    assert len(known) >= 200
    assert len({one.country for one in known}) >= 60
    for one in known:
        assert country(one.country) is not None
        assert one.kind in FORCE_KINDS
        assert not one.region or place_index().region_name(one.region), one.id
        assert one.part_of in forces().by_id or one.part_of == f"country:{one.country}"


def test_no_force_is_part_of_itself() -> None:
    for one in forces().by_id.values():
        above, seen = one.part_of, {one.id}
        while above in forces().by_id:
            assert above not in seen, one.id
            seen.add(above)
            above = forces().by_id[above].part_of


def test_places_name_known_countries_and_regions() -> None:
    places = table("places.toml")
    for part in ("names", "aliases", "demonyms"):
        assert all(country(code) for code in places[part])
    assert all(place_index().region_name(code) for code in places["regions"]["aliases"])
    assert all(find_country(name) is None for name in places["not_countries"]["names"])
    for row in places["city"]:
        found = {place.entity.id for place in place_index().named(row["name"]) if place.level == "city"}
        assert found
        for alias in row["aliases"]:
            assert found & {place.entity.id for place in place_index().named(alias)}, alias


def test_an_unknown_parent_is_named_in_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    data = dict(table("forces.toml"))
    data["GE"] = {"forces": [{"id": "ge-x", "name": "X", "kind": "police", "part_of": "ge-nobody"}]}
    monkeypatch.setattr("policyscan.who.forces.table", lambda name: data)
    with pytest.raises(TaxonomyError, match=r"\[GE\] 'ge-x'.*ge-nobody"):
        forces.__wrapped__()


def test_places_and_forces_are_no_part_of_the_measures_hash(tmp_path: Path) -> None:
    source = Path(loader.__file__).parent
    copy = tmp_path / "taxonomy"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    before = loader.load(copy).hash
    (copy / "places.toml").write_text("names = {}", encoding="utf-8")
    (copy / "forces.toml").unlink()
    loader.load.cache_clear()
    assert loader.load(copy).hash == before
    (copy / "reasons.toml").write_text((copy / "reasons.toml").read_text() + "\n# changed\n", encoding="utf-8")
    loader.load.cache_clear()
    assert loader.load(copy).hash != before
    loader.load.cache_clear()


def test_a_pattern_of_names_takes_the_longest_over_any_space_and_apostrophe() -> None:
    import re

    pattern = re.compile(names_pattern(["Cote d'Ivoire", "Guinea", "Guinea-Bissau", "New Guinea"]))
    assert pattern.findall("Cote\nd’Ivoire, Guinea-Bissau, Guinea, New  Guinea") == [
        "Cote\nd’Ivoire",
        "Guinea-Bissau",
        "Guinea",
        "New  Guinea",
    ]
