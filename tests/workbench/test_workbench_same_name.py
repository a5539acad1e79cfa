"""Places that share a name: exports name the documents of those shown, and every page finds its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.model import Place
from policyscan.workbench import create_app
from policyscan.workbench.addresses import cell, compared

MEASURE = "duty-to-intervene"


@dataclass(frozen=True, slots=True)
class Twins:
    """A workbench over places that share a name, or the full name of one another."""

    client: TestClient
    near: Place
    far: Place
    odd: Place


@pytest.fixture(scope="module")
def twins(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The sample with two more places: another Wexcombe, and one that is called as Wexcombe is in full."""
    folder = tmp_path_factory.mktemp("twins") / "ws"
    shutil.copytree(sample_folder, folder)
    with open_workspace(folder, embedder=FakeEmbedder()) as work:
        store = work.store
        known = store.judgements()
        near = next(one.place for one in known if one.place.name == "Wexcombe")
        far, odd = Place("Wexcombe", "Farshore", "XC"), Place(near.full_name)
        listing = next(item for item in store.listings() if item.place.name == "Calder Mills")
        calder = [one for one in known if one.place.name == "Calder Mills"]
        more = [replace(one, place=place) for place in (far, odd) for one in calder]
        for place, name in ((far, "far.pdf"), (odd, "odd.pdf")):
            store.put_listing(replace(listing, place=place, file=name))
        store.put_judgements([*known, *more], store.judgements_key())
    with TestClient(create_app(folder, embedder=FakeEmbedder()), base_url="http://localhost") as client:
        yield Twins(client, near, far, odd)


def test_an_export_names_no_document_of_another_place_of_the_same_name(twins: Twins) -> None:
    whole = twins.client.get(
        "/export/comparison.json", params={"place": "wexcombe", "region": twins.near.region}
    ).json()
    assert {(row["place"], row["region"]) for row in whole["judgements"]} == {("Wexcombe", twins.near.region)}
    names = {row["document"] for row in whole["documents"]}
    assert names and all("wexcombe" in name for name in names)


def test_the_page_of_a_cell_is_found_by_its_id_alone(twins: Twins) -> None:
    for place in (twins.near, twins.far, twins.odd):
        assert twins.client.get(cell(place.id, MEASURE)).status_code == 200


def test_places_that_share_a_name_stand_side_by_side(twins: Twins) -> None:
    ids = [twins.near.id, twins.far.id, twins.odd.id]
    for address in (compared(ids, measure=MEASURE), compared(ids, force="neck-restraint")):
        answer = twins.client.get(address)
        assert answer.status_code == 200
        assert answer.text.count('<article class="side"') % 3 == 0 and '<article class="side"' in answer.text
