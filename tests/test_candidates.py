"""Reading closely: which clauses are chosen, that each is read once, and what becomes of their answers."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from policyscan import candidates, meaning, open_workspace
from policyscan.candidates import Candidates
from policyscan.embed import FakeEmbedder
from policyscan.extract import document_of, read
from policyscan.meaning.model import FEWEST
from policyscan.model import Kind
from policyscan.taxonomy import load

READER = meaning.load()
WIDTH = len(READER.outputs) + len(READER.reasons) * len(READER.measures)
INTERVENE = load().measure_by_id["duty-to-intervene"]


class Answers:
    """Answers by the length of the words, and how many clauses were asked for each time."""

    def __init__(self, *, fails_at: int = 0) -> None:
        self.asked: list[int] = []
        self._fails_at = fails_at

    def __call__(self, pairs):
        self.asked.append(len(pairs))
        if len(self.asked) == self._fails_at:
            raise KeyboardInterrupt
        return np.array([np.full(WIDTH, float(len(words))) for _, words in pairs], dtype=np.float32)


@pytest.fixture
def store(sample_folder, tmp_path):
    """A copy of the sample's store in which nothing has been read closely by `READER`."""
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        with place.store._database.transaction():
            place.store._database.run("DELETE FROM embeddings WHERE model_id = ?", (READER.id,))
        yield place.store


def policies(store) -> list[str]:
    return sorted(listing.sha256 for listing in store.listings() if listing.kind is Kind.POLICY)


def test_each_clause_is_read_once_whatever_reads_it_again(store):
    hashes = policies(store)
    first = Answers()
    found = Candidates(store, READER, first)
    found.read(hashes)
    assert len(first.asked) == 1
    assert first.asked[0] > 50
    again = Answers()
    second = Candidates(store, READER, again)
    assert [second.of([sha256], INTERVENE) for sha256 in hashes] == [found.of([sha256], INTERVENE) for sha256 in hashes]
    assert again.asked == []


def test_a_crash_loses_no_more_than_the_clauses_between_two_writes(store, monkeypatch):
    monkeypatch.setattr(candidates, "CHUNK", 20)
    hashes = policies(store)
    with pytest.raises(KeyboardInterrupt):
        Candidates(store, READER, Answers(fails_at=3)).read(hashes)
    rest, whole = Answers(), Answers()
    Candidates(store, READER, rest).read(hashes)
    with store._database.transaction():
        store._database.run("DELETE FROM embeddings WHERE model_id = ?", (READER.id,))
    Candidates(store, READER, whole).read(hashes)
    assert sum(rest.asked) == sum(whole.asked) - 2 * 20


def test_what_is_said_of_a_clause_stands_at_its_place_in_its_document(store):
    found = Candidates(store, READER, Answers())
    for sha256 in policies(store):
        text = store.text(sha256)
        every = found.of([sha256], INTERVENE)
        assert bool(every) is bool(store.clauses(sha256))
        for candidate in every:
            assert text[candidate.start : candidate.end].strip()
            assert store.clause(candidate.clause_id).start == candidate.start


def test_a_measure_of_another_taxonomy_has_no_candidates(store):
    from dataclasses import replace

    assert Candidates(store, READER, Answers()).of(policies(store), replace(INTERVENE, id="own-measure")) == ()


def test_few_of_many_clauses_are_chosen_and_those_with_findings_always():
    filler = [
        f"Members keep ledger number {n} of the {n % 7}. floor and its {n % 11} shelves in order." for n in range(400)
    ]
    matter = "An officer who sees another officer use excessive force shall intervene to stop it."
    text = "\n".join([*filler[:200], matter, *filler[200:]])
    document = document_of(text)
    every = meaning.contexts(read(document, load()).clauses, document.sections, text)
    chosen = candidates.choose(every, READER, set())
    assert any(context.words == matter for context in chosen)
    assert len(chosen) <= candidates.WORTH_READING * len(READER.measures)
    dropped = next(context for context in every if context not in chosen)
    kept = candidates.choose(every, READER, {dropped.clause.id})
    assert kept == [context for context in every if context in chosen or context is dropped]


def test_clauses_about_something_else_are_passed_over_but_for_the_first_few():
    filler = [f"Ledger {n} stands on shelf {n % 7} of room {n % 11}, with its key." for n in range(60)]
    assert len(READER.worth_reading(filler, candidates.WORTH_READING)["duty-to-intervene"]) == FEWEST
    matter = ["An officer who sees another officer use excessive force shall intervene to stop it."] * 10
    rows = READER.worth_reading([*filler, *matter], candidates.WORTH_READING)["duty-to-intervene"]
    assert sorted(rows) == list(range(60, 70))
