"""The matcher finds near words, depends on nothing but its texts, and refuses broken files."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import ModelError, PolicyScanError
from policyscan.matching import load
from policyscan.matching.model import FOLDER, MOST_PIECES, NUMBERS
from policyscan.store import DATABASE
from policyscan.trained import CARD

TEXTS = st.lists(st.text(max_size=60), min_size=1, max_size=6)


def _numbers(rows: list[bytes]) -> list[list[int]]:
    return [found for row in rows if (found := np.frombuffer(row, dtype="<u2").tolist())]


QUESTION = "must officers intervene when a colleague uses excessive force"
PASSAGES = (
    "Deputies shall not discharge firearms at a moving vehicle unless its driver threatens them with deadly force.",
    "The canteen opens at eight and serves soup, bread and tea.",
    "Vehicles are washed on Fridays.",
    "",
)


def test_words_that_mean_nearly_the_same_are_near() -> None:
    matcher = load()
    shots, canteen, washed, empty = matcher.match("can cops shoot at a car", matcher.pieces(PASSAGES)).tolist()
    assert shots[0] > washed[0] > canteen[0] > empty[0] == 0.0
    assert shots[1] > washed[1] > canteen[1]


def test_a_text_holds_its_own_words_and_no_stop_words_count() -> None:
    matcher = load()
    ((near, close, _),) = matcher.match(PASSAGES[0], matcher.pieces(PASSAGES[:1]))
    assert near == pytest.approx(1.0, abs=1e-5)
    assert close > 0.98
    assert matcher.match("what is it about, and who does", matcher.pieces(PASSAGES)).tolist() == [[0.0] * 3] * 4


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_pieces_are_different_tell_something_and_are_no_more_than_are_kept(texts: list[str]) -> None:
    matcher = load()
    for row in matcher.pieces(texts):
        numbers = np.frombuffer(row, dtype="<u2")
        assert len(numbers) == len(set(numbers.tolist())) <= MOST_PIECES
        told = matcher.tells[numbers]
        assert (told > 0.0).all() and (np.diff(told) <= 0.0).all()


def test_of_a_long_text_the_most_telling_pieces_are_kept() -> None:
    matcher = load()
    numbers = [number for number, tells in enumerate(matcher.tells) if tells > 0.0]
    words = [matcher.pieces_of.names[number] for number in numbers]
    ((row),) = matcher.pieces([" ".join(word for word in words[:3000] if word.isalpha())])
    kept = np.frombuffer(row, dtype="<u2")
    assert len(kept) == MOST_PIECES
    other = np.frombuffer(matcher.pieces([" ".join(matcher.pieces_of.names[n] for n in kept[:50])])[0], dtype="<u2")
    assert other[0] == kept[0]


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), TEXTS)
def test_each_passage_is_matched_by_itself(question: str, texts: list[str]) -> None:
    matcher = load()
    rows = matcher.pieces(texts)
    wanted = [((frozenset(numbers[:2]),), tuple(frozenset({n}) for n in numbers[:9])) for numbers in _numbers(rows)]
    together = matcher.match(question, rows, wanted)
    assert together.shape == (len(texts), 3) and together.dtype == np.float32
    alone = np.concatenate([matcher.match(question, [row], wanted) for row in rows])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_words_that_stand_for_others_are_named() -> None:
    matcher = load()
    rows = matcher.pieces(["The vehicle of the officers is a vehicle.", "Soup is served.", ""])
    vehicle, soup, empty = matcher.near_words("a car of the officers", rows)
    assert (dict(vehicle), soup, empty) == ({"car": "vehicle"}, (), ())
    assert matcher.near_words("who is it about", rows[:1]) == [()]


def test_a_word_is_held_where_all_parts_of_one_way_stand() -> None:
    matcher = load()
    number = {name: at for at, name in enumerate(matcher.pieces_of.names)}
    baton, sticks, water, gun = (frozenset({number[name]}) for name in ("baton", "sticks", "water", "gun"))
    wanted = [((baton | sticks,), (water, gun)), ((frozenset({number["soup"]}),),), ()]
    rows = matcher.pieces(["Sticks only.", "A gun is no baton.", "Water for a gun.", "A gun and soup.", "Tea."])
    held = matcher.match("baton or soup", rows, wanted)[:, 2]
    np.testing.assert_allclose(held, [1 / 3, 1 / 3, 1 / 3, 1 / 3, 0.0], atol=1e-6)
    both = matcher.match("baton or soup", matcher.pieces(["A baton in soup."]), wanted)[:, 2]
    np.testing.assert_allclose(both, [2 / 3], atol=1e-6)


def test_nothing_to_match_gives_nothing() -> None:
    assert load().match("firearms", []).shape == (0, 3)


def test_the_weights_of_the_ranking_come_to_one() -> None:
    weights = load().weights
    parts = (weights.cosine, weights.words, weights.held, weights.near, weights.close)
    assert min(parts) >= 0.0 and sum(parts) == pytest.approx(1.0, abs=1e-3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (CARD, NUMBERS):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def test_a_copy_is_the_same_matcher(folder: Path) -> None:
    assert load(folder).id == load().id


@pytest.mark.parametrize(
    ("name", "data"), [(CARD, b"base = "), (CARD, b"base = 'minilm'\n"), (NUMBERS, b"\x00" * 20)], ids=str
)
def test_broken_files_are_told(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(PolicyScanError, match="matcher cannot be read"):
        load(folder)


def test_other_weights_of_the_model_are_refused(folder: Path) -> None:
    card = (folder / CARD).read_text()
    known = next(line for line in card.splitlines() if line.startswith("weights = "))
    (folder / CARD).write_text(card.replace(known, f'weights = "{"0" * 64}"'))
    with pytest.raises(ModelError, match="trained on other weights"):
        load(folder)


def test_an_ingest_keeps_the_pieces_of_passages_and_a_search_does_not_need_them(
    sample_folder: Path, tmp_path: Path
) -> None:
    matcher, folder = load(), tmp_path / "ws"
    shutil.copytree(sample_folder, folder)
    with open_workspace(folder, embedder=FakeEmbedder()) as work:
        assert work.store.missing_embeddings(matcher.id) == []
        passages = [one for listing in work.store.listings() for one in work.store.passages(listing.sha256)]
        rows = matcher.pieces([one.embed_text for one in passages])
        kept = work.store.kept_of_passages(matcher.id, [one.id for one in passages])
        assert kept == {one.id: row for one, row in zip(passages, rows, strict=True)}
        found = work.search(QUESTION)
        assert len(found)
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        assert database.execute("DELETE FROM embeddings WHERE model_id = ?", (matcher.id,)).rowcount > 0
    with open_workspace(folder, embedder=FakeEmbedder()) as work:
        assert work.search(QUESTION) == found
