"""Comparing places: by name, full name and id, with the documents of those places and of no others."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from policyscan import open_workspace
from policyscan.compare import places_meant
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import Place

NORTH, SOUTH = Place("Ash", "North", "XC"), Place("Ash", "South", "XC")
BIRCH = Place("Birch", "", "XC")
KNOWN = (NORTH, SOUTH, BIRCH)
# There are two places of this name in the workspace of these tests.
NAME = "Wexcombe"
FAR = Place(NAME, "Farshore", "XC")


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["ash"], {NORTH, SOUTH}),
        (["Ash,  North, xc"], {NORTH}),
        ([SOUTH.id], {SOUTH}),
        (["Birch", NORTH.id], {BIRCH, NORTH}),
        (["Birch, XC"], {BIRCH}),
        ([], set()),
    ],
)
def test_a_place_is_meant_by_name_full_name_or_id(names, meant):
    assert places_meant(names, KNOWN) == meant


def test_an_unknown_place_is_told_with_names_and_never_with_ids():
    with pytest.raises(QueryError) as raised:
        places_meant(["Birsh"], KNOWN)
    assert (raised.value.problem, raised.value.fix) == ("There is no place 'Birsh' here", "Did you mean: Birch, Ash?")
    with pytest.raises(QueryError) as raised:
        places_meant(["Zzz"], KNOWN)
    assert raised.value.fix == "Did you mean: Ash, Birch?"


@pytest.fixture
def workspace(sample_folder, tmp_path):
    """The sample, with a second Wexcombe that has the document and judgements of Calder Mills."""
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as opened:
        store = opened.store
        listing = next(item for item in store.listings() if item.place.name == "Calder Mills")
        copied = replace(listing, place=FAR, file="far.pdf")
        known = store.judgements()
        far = [replace(one, place=FAR) for one in known if one.place.name == "Calder Mills"]
        store.put_listing(copied)
        store.put_judgements([*known, *far], store.judgements_key())
        yield opened


def test_places_of_one_name_are_told_apart_by_full_name_and_by_id(workspace):
    both = {one.place for one in workspace.compare(places=[NAME])}
    assert len(both) == 2 and FAR in both
    for place in both:
        for name in (place.id, place.full_name):
            assert {one.place for one in workspace.compare(places=[name])} == {place}


def test_a_comparison_names_the_documents_of_its_places_alone(workspace):
    near = next(one.place for one in workspace.compare(places=[NAME]) if one.place != FAR)
    files = {name for name, _ in workspace.compare(places=[near.id]).documents}
    assert files and all("wexcombe" in name for name in files)
    far = workspace.compare(places=[FAR.id])
    quoted = {evidence.sha256 for one in far for evidence in one.evidence}
    assert quoted and quoted == {sha256 for _, sha256 in far.documents}
    assert len(workspace.compare().documents) > len(workspace.compare(places=[NAME]).documents) > len(files)


def test_a_cell_is_explained_by_id_where_names_are_shared(workspace):
    found = workspace.explain(FAR.id, "duty-to-intervene")
    assert found.judgement.place == FAR
    with pytest.raises(QueryError, match=f"2 places '{NAME}'"):
        workspace.explain(NAME, "duty-to-intervene")
    with pytest.raises(QueryError) as raised:
        workspace.explain("Zzz", "duty-to-intervene")
    assert FAR.id not in raised.value.fix and "Calder Mills" in raised.value.fix
