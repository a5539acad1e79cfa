"""What the records say of themselves: names of places, coverage as a bar, who answered, plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from policyscan.model import (
    Box,
    Coverage,
    Judgement,
    Place,
    Searched,
    State,
    content_id,
    is_person,
    plain,
    rules_name,
)

JUDGEMENT = Judgement(
    Place("Elm"), "m", State.JUDGED, "", 1, "", "", 0.9, (), Searched(1, 1, 0, 1), rules_name("01ab"), "2026-03-04"
)


@pytest.mark.parametrize(
    ("place", "full_name", "where"),
    [
        (Place("Austin", "Texas", "US"), "Austin, Texas, US", "Texas, US"),
        (Place("Austin", "", "US"), "Austin, US", "US"),
        (Place("Austin", "Texas"), "Austin, Texas", "Texas"),
        (Place("", "Texas", "US"), "Texas, US", "Texas, US"),
        (Place("Austin"), "Austin", ""),
        (Place(""), "", ""),
        # One line, whatever the source's spaces; blanks alone name nothing.
        (Place(" New \n York", "\u00a0", "US "), "New York, US", "US"),
    ],
)
def test_a_place_is_named_by_what_is_known_of_it(place: Place, full_name: str, where: str) -> None:
    assert (place.full_name, place.where) == (full_name, where)


def test_spaces_alone_make_neither_another_place_nor_another_name() -> None:
    one, other = Place("Port  Ellery", "Tallowa"), Place("Port Ellery", " Tallowa ")
    assert (one.id, one.full_name) == (other.id, other.full_name)


def test_coverage_is_a_bar_of_what_is_not_empty() -> None:
    coverage = Coverage("m", places=8, yes=2, no=4, silent=1, unreadable=0, not_collected=2, contested=1)
    assert coverage.stretches(400) == (
        ("yes", 0.0, 100.0),
        ("no", 100.0, 150.0),
        ("silent", 250.0, 50.0),
        ("not_collected", 300.0, 100.0),
    )
    assert Coverage("m", 0, 0, 0, 0, 0, 0, 0).stretches(400) == ()


def test_the_parts_of_a_bar_of_thirds_leave_no_gap() -> None:
    parts = Coverage("m", places=3, yes=1, no=1, silent=0, unreadable=1, not_collected=0, contested=0).stretches(400)
    assert [start for _, start, _ in parts] == [0.0, 133.3, 266.7]
    assert [width for _, _, width in parts] == [133.3] * 3


def test_the_rules_are_no_person() -> None:
    assert JUDGEMENT.by == "rules@01ab" and JUDGEMENT.person == ""
    assert replace(JUDGEMENT, by="Ada Reader").person == "Ada Reader"
    assert is_person("Ada Reader") and not is_person(rules_name(content_id("x")))


def test_records_become_what_json_can_hold() -> None:
    @dataclass(frozen=True)
    class Own:
        """A record that chooses its keys."""

        box: Box

        def as_dict(self) -> dict[str, object]:
            return {"at": Path("a/b"), "places": {1: (Place("Elm"),)}}

    elm = {"name": "Elm", "region": "", "country": ""}
    assert plain(Own(Box(1, 0.0, 1.0, 2.0, 3.0))) == {"at": str(Path("a/b")), "places": {"1": [elm]}}
    assert plain([State.SILENT, None, 0.5, frozenset({"x"})]) == ["silent", None, 0.5, ["x"]]
