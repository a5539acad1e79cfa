from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from policyscan import vectors
from policyscan.errors import IndexMismatch
from policyscan.vectors import IndexCard, VectorIndex, build_index, passages_hash

IDS = ("a", "b", "c")
# Unit rows whose dot products with (0.6, 0.8) are 0.6, 0.8 and 0.6·0.6 + 0.8·0.8 = 1.
MATRIX = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], dtype=np.float32)
QUERY = np.array([0.6, 0.8], dtype=np.float32)
CARD = IndexCard(
    model="m-1",
    revision="r",
    weights="w" * 64,
    dtype="float32",
    dimensions=2,
    count=3,
    passages=passages_hash([("a", "x"), ("b", "y"), ("c", "z")]),
)
REBUILD = "run `policyscan ingest`: it rebuilds the index from the store"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build_index(tmp_path / "index", CARD, IDS, MATRIX)
    return tmp_path / "index"


def refusal(folder: Path, expected: IndexCard | None = None) -> str:
    with pytest.raises(IndexMismatch) as caught:
        VectorIndex.open(folder, expected)
    assert caught.value.fix == REBUILD
    return caught.value.problem


def rounded(found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return [(name, round(score, 6)) for name, score in found]


def test_scores_are_the_cosines_worked_out_by_hand(folder: Path) -> None:
    index = VectorIndex.open(folder, CARD)
    assert rounded(index.search(QUERY, 3)) == [("c", 1.0), ("b", 0.8), ("a", 0.6)]
    assert rounded(index.search(QUERY, 1)) == [("c", 1.0)]
    assert rounded(index.search(QUERY, 99)) == [("c", 1.0), ("b", 0.8), ("a", 0.6)]
    assert index.search(QUERY, 0) == []


def test_only_allowed_passages_are_searched_before_the_limit_is_applied(folder: Path) -> None:
    index = VectorIndex.open(folder)
    assert rounded(index.search(QUERY, 1, allowed={"a", "b"})) == [("b", 0.8)]
    assert rounded(index.search(QUERY, 9, allowed=["a", "gone"])) == [("a", 0.6)]
    assert index.search(QUERY, 9, allowed=["gone"]) == []
    assert index.search(QUERY, 9, allowed=()) == []


def test_ties_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    build_index(tmp_path, replace(CARD, count=3), ("z", "m", "a"), np.array([[1, 0]] * 3, dtype=np.float32))
    assert [name for name, _ in VectorIndex.open(tmp_path).search(QUERY, 3)] == ["a", "m", "z"]


def test_vectors_come_back_as_they_were_put(folder: Path) -> None:
    index = VectorIndex.open(folder)
    assert np.array_equal(index.vectors_of(["c", "a"]), MATRIX[[2, 0]])
    assert index.vectors_of([]).shape == (0, 2)
    with pytest.raises(IndexMismatch) as caught:
        index.vectors_of(["a", "gone"])
    assert caught.value.problem == "passage gone is not in the vector index"


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    card = replace(CARD, count=0, passages=passages_hash([]))
    build_index(tmp_path, card, (), np.zeros((0, 2), dtype=np.float32))
    index = VectorIndex.open(tmp_path, card)
    assert (len(index), index.search(QUERY, 5), index.search(QUERY, 5, allowed=["a"])) == (0, [], [])


def test_a_query_of_another_length_is_refused(folder: Path) -> None:
    with pytest.raises(IndexMismatch) as caught:
        VectorIndex.open(folder).search(np.ones(3, dtype=np.float32), 1)
    assert caught.value.problem == "a query of (3,) dimensions does not fit an index of 2"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"model": "m-2"}, "model: m-1, not m-2"),
        ({"revision": "s"}, "model's revision: r, not s"),
        ({"weights": "v" * 64}, f"model's weights (sha256): {'w' * 64}, not {'v' * 64}"),
        ({"dimensions": 3}, "number of dimensions: 2, not 3"),
        ({"count": 4}, "number of passages: 3, not 4"),
        ({"passages": "p"}, f"passages (hash): {CARD.passages}, not p"),
    ],
)
def test_an_index_of_another_maker_is_refused_with_the_difference(
    folder: Path, changes: dict[str, object], problem: str
) -> None:
    expected = replace(CARD, **changes)  # type: ignore[arg-type]
    assert refusal(folder, expected) == f"{folder}: the index has another {problem}"


def test_the_dtype_and_what_is_left_empty_are_not_compared(folder: Path) -> None:
    assert len(VectorIndex.open(folder, replace(CARD, dtype="bfloat16", passages=""))) == 3


def test_the_card_says_when_and_which_files(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    assert card["made_at"].endswith("+00:00")
    assert sorted(path.name for path in folder.iterdir()) == sorted(["card.json", *(name for name, _ in card["files"])])
    assert (card["count"], card["dimensions"], card["dtype"]) == (3, 2, "float32")


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == f"{tmp_path / 'none'}: there is no vector index"


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"files": 3}', '{"files": [["../x", "y"], ["z", "z"]]}'])
def test_a_damaged_card_is_refused(folder: Path, written: str) -> None:
    (folder / "card.json").write_text(written)
    assert refusal(folder) == f"{folder}: the card of the index cannot be read"


def test_a_card_that_names_a_file_elsewhere_is_refused(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    card["files"][0][0] = "../" + card["files"][0][0]
    (folder / "card.json").write_text(json.dumps(card))
    assert refusal(folder) == f"{folder}: the card of the index cannot be read"


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_was_altered_cut_short_or_lost_is_refused(folder: Path, which: int) -> None:
    name = json.loads((folder / "card.json").read_text())["files"][which][0]
    whole = (folder / name).read_bytes()
    for data in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b""):
        (folder / name).write_bytes(data)
        assert refusal(folder) == f"{folder}: {name} is not the file that was written (sha256)"
    (folder / name).unlink()
    assert refusal(folder) == f"{folder}: the index lacks a file of its card: {name}"


def test_rebuilding_replaces_the_index_and_leaves_no_old_files(folder: Path) -> None:
    card = replace(CARD, count=1, passages="other")
    build_index(folder, card, ("d",), MATRIX[:1])
    assert rounded(VectorIndex.open(folder, card).search(QUERY, 5)) == [("d", 0.6)]
    assert len(list(folder.iterdir())) == 3
    assert refusal(folder, CARD) == f"{folder}: the index has another number of passages: 1, not 3"


def test_building_the_same_again_gives_the_same_files(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "card.json"}
    build_index(folder, CARD, IDS, MATRIX)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "card.json"} == before


def test_a_build_that_dies_before_the_card_leaves_the_index_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = Path.replace

    def dies_at_the_card(self: Path, target: Path) -> Path:
        if target.name == "card.json":
            raise KeyboardInterrupt
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", dies_at_the_card)
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, replace(CARD, count=1), ("d",), MATRIX[:1])
    monkeypatch.undo()
    assert VectorIndex.open(folder, CARD).ids == IDS
    build_index(folder, CARD, IDS, MATRIX)
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize(
    ("ids", "matrix"),
    [(("a", "b"), MATRIX), (IDS, MATRIX[:2]), (IDS, np.zeros((3, 3), dtype=np.float32))],
)
def test_ids_matrix_and_card_must_belong_together(tmp_path: Path, ids: tuple[str, ...], matrix: np.ndarray) -> None:
    with pytest.raises(IndexMismatch):
        build_index(tmp_path / "index", CARD, ids, matrix)
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("ids", [("a", "a", "b"), ("a", "", "b"), ("a", "b\nc", "d")])
def test_an_id_must_be_one_line_and_stand_once(tmp_path: Path, ids: tuple[str, ...]) -> None:
    with pytest.raises(IndexMismatch) as caught:
        build_index(tmp_path, CARD, ids, MATRIX)
    assert caught.value.problem == f"{tmp_path}: an id is empty or stands twice"


def test_the_passages_hash_sees_ids_and_wordings_but_no_order() -> None:
    assert passages_hash([("b", "y"), ("a", "x"), ("c", "z")]) == CARD.passages
    assert passages_hash([("a", "x"), ("b", "y"), ("c", "changed")]) != CARD.passages
    assert passages_hash([("a", "x"), ("b", "y")]) != CARD.passages


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(np.float32, (12, 3), elements=st.floats(-1, 1, width=32)),
    hnp.arrays(np.float32, 3, elements=st.floats(-1, 1, width=32)),
    st.integers(1, 12),
    st.none() | st.sets(st.integers(0, 11)),
    st.sampled_from([0, 1000]),
)
def test_it_finds_what_looking_at_every_row_finds(
    tmp_path_factory: pytest.TempPathFactory,
    matrix: np.ndarray,
    query: np.ndarray,
    limit: int,
    rows: set[int] | None,
    few: int,
) -> None:
    folder = tmp_path_factory.mktemp("index")
    ids = [f"{row:02}" for row in range(12)]
    card = replace(CARD, dimensions=3, count=12)
    build_index(folder, card, ids, matrix)
    allowed = None if rows is None else [ids[row] for row in rows]
    # Both ways of searching among some: row by row, and in one pass with a mask.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "FEW", few)
        found = VectorIndex.open(folder).search(query, limit, allowed)
    scores = sorted((float(matrix[row] @ query) for row in (range(12) if rows is None else rows)), reverse=True)[:limit]
    assert np.allclose([score for _, score in found], scores, atol=1e-5)
    assert all(np.isclose(matrix[int(name)] @ query, score, atol=1e-5) for name, score in found)
    assert rows is None or {int(name) for name, _ in found} <= rows
