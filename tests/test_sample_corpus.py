"""The sample corpus: made by its script, fictional on every page, and rightly coded by hand."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pypdfium2
import pytest

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
SAMPLE = CORPORA / "sample"
SCAN = "osterly-order-22-scan.pdf"
NOTICE = "Fictional document written for policyscan's sample corpus"
MEASURES = {
    "require-de-escalation",
    "ban-chokeholds",
    "duty-to-intervene",
    "warn-before-shooting",
    "restrict-shooting-at-vehicles",
    "comprehensive-reporting",
    "exhaust-alternatives",
    "force-continuum",
}


def read_csv(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


MANIFEST = read_csv("manifest.csv")
GOLD = read_csv("gold.csv")
FILES = sorted({row["file"] for row in MANIFEST})


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def page_texts(file: str) -> list[str]:
    with pypdfium2.PdfDocument(SAMPLE / file) as document:
        return [page.get_textpage().get_text_range() for page in document]


def make(folder: Path) -> dict[str, bytes]:
    subprocess.run([sys.executable, CORPORA / "make_sample.py", folder], check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return make(tmp_path_factory.mktemp("sample"))


def test_the_script_writes_the_same_bytes_twice(made: dict[str, bytes], tmp_path: Path) -> None:
    assert make(tmp_path) == made


def test_the_committed_files_are_what_the_script_writes(made: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in SAMPLE.iterdir() if path.name not in (SCAN, "gold.csv")}
    fresh = {name: data for name, data in made.items() if name != SCAN}
    assert sorted(fresh) == sorted(committed)
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_the_committed_scan_shows_what_the_script_draws(made: dict[str, bytes]) -> None:
    # JPEG and page pictures differ by a shade between versions of their libraries, so bytes may too.
    def pictures(source: Path | bytes) -> list[np.ndarray]:
        with pypdfium2.PdfDocument(source) as document:
            return [page.render(scale=0.5, grayscale=True).to_numpy().astype(float) for page in document]

    differences = [
        float(np.abs(old - new).mean()) for old, new in zip(pictures(SAMPLE / SCAN), pictures(made[SCAN]), strict=True)
    ]
    assert len(differences) == 2
    assert max(differences) < 2.0


def test_the_manifest_lists_the_folder() -> None:
    assert sorted(path.name for path in SAMPLE.glob("*.pdf")) == FILES
    assert {row["kind"] for row in MANIFEST} == {"policy", "agreement", "rights_report", "other"}
    assert len({tuple(row.values()) for row in MANIFEST}) == len(MANIFEST)


def test_the_list_of_sources_says_what_the_manifest_says() -> None:
    from policyscan.sources import read_watchlist

    found = read_watchlist(SAMPLE.parent / "sources.csv")
    assert found.failures == [] and found.notes == []
    listed = {
        (Path(urlsplit(entry.address).path).name, entry.source.place.name): entry.source for entry in found.entries
    }
    assert listed.keys() == {(row["file"], row["place"]) for row in MANIFEST}
    for row in MANIFEST:
        source = listed[row["file"], row["place"]]
        assert (str(source.kind or ""), source.title, source.published, source.series) == (
            row["kind"],
            row["title"],
            row["published"],
            row["series"],
        )


def test_countries_have_codes_that_stand_for_no_country() -> None:
    assert {row["country"] for row in MANIFEST} == {"XC", "XB", ""}


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_500_000


@pytest.mark.parametrize("file", [file for file in FILES if file != SCAN])
def test_every_page_says_that_it_is_fictional(file: str) -> None:
    texts = page_texts(file)
    assert [number for number, text in enumerate(texts, 1) if NOTICE not in text] == []
    assert len(texts) >= 2


def test_the_scan_has_no_text() -> None:
    assert page_texts(SCAN) == ["", ""]


def test_the_manual_prints_labels_that_are_not_page_numbers() -> None:
    with pypdfium2.PdfDocument(SAMPLE / "harrow-bend-manual.pdf") as document:
        labels = [document.get_page_label(index) for index in range(len(document))]
    assert labels[:3] == ["i", "41", "42"]
    assert "Use of Force - 41" in page_texts("harrow-bend-manual.pdf")[1]


def test_the_two_versions_are_of_one_series() -> None:
    versions = [row for row in MANIFEST if row["series"]]
    assert [(row["file"], row["published"]) for row in versions] == [
        ("wexcombe-force-2019.pdf", "2019-03-04"),
        ("wexcombe-force-2023.pdf", "2023-08-21"),
    ]
    assert len({row["series"] for row in versions}) == 1


def test_one_document_serves_two_places() -> None:
    places = [row["place"] for row in MANIFEST if row["file"] == "agreement-2019-088.pdf"]
    assert places == ["Harrow Bend", "Port Ellery"]


def test_the_camera_policy_says_nothing_of_force() -> None:
    assert [word for word in ("force", "firearm", "restrain", "taser") if word in letters(camera_text())] == []


def camera_text() -> str:
    return " ".join(page_texts("linden-quay-body-cameras.pdf"))


def test_the_gold_covers_every_city_with_a_policy() -> None:
    cities = {row["place"] for row in MANIFEST if row["kind"] == "policy"}
    assert {row["place"] for row in GOLD} == cities
    assert {city: {row["measure"] for row in GOLD if row["place"] == city} for city in cities} == dict.fromkeys(
        cities, MEASURES
    )
    assert len(GOLD) == len(cities) * len(MEASURES)


@pytest.mark.parametrize("row", GOLD, ids=lambda row: f"{row['place']}-{row['measure']}")
def test_a_gold_row_agrees_with_itself(row: dict[str, str]) -> None:
    expected = {"adopted": "1", "not-collected": "", "contested": row["adopted"]}.get(row["reason"], "0")
    assert row["adopted"] == expected
    assert bool(row["quote"]) == bool(row["page"])
    assert row["quote"] or row["reason"] in ("silent", "not-collected")


@pytest.mark.parametrize(
    "row",
    [row for row in GOLD if row["quote"] and row["document"] != SCAN],
    ids=lambda row: f"{row['place']}-{row['measure']}",
)
def test_a_gold_quote_stands_on_its_page(row: dict[str, str]) -> None:
    assert row["place"] in [listing["place"] for listing in MANIFEST if listing["file"] == row["document"]]
    assert letters(row["quote"]) in letters(page_texts(row["document"])[int(row["page"]) - 1])


def test_the_scan_was_made_from_the_quoted_words() -> None:
    source = (CORPORA / "sample_sources" / "osterly-scan.txt").read_text(encoding="utf-8")
    quotes = [row["quote"] for row in GOLD if row["document"] == SCAN]
    assert [quote for quote in quotes if letters(quote) not in letters(source)] == []
    assert len(quotes) == 8
