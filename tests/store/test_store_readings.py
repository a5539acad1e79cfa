from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_records import make_document, make_judgement, make_listing, make_reading, sha

from policyscan.errors import QueryError
from policyscan.model import (
    BlockKind,
    Clause,
    Cue,
    Effect,
    Finding,
    Kind,
    Modality,
    ParsedDocument,
    Passage,
    Place,
    Reading,
)
from policyscan.store import Store


def _put(store: Store, name: str, *, word: str = "force", listed: bool = True, sentences: int = 3) -> ParsedDocument:
    data = name.encode()
    document = make_document(data, sentences=sentences, word=word)
    store.put_blob(data)
    store.put_document(document, size_bytes=len(data))
    if listed:
        store.put_listing(make_listing(document, file=f"{name}.pdf"))
    store.put_reading(make_reading(document))
    return document


# --- readings ------------------------------------------------------------------------------


def test_a_reading_comes_back_as_it_was_put(store: Store) -> None:
    document = _put(store, "a")
    reading = make_reading(document)
    assert store.clauses(document.sha256) == reading.clauses
    assert store.passages(document.sha256) == reading.passages
    assert store.findings(document.sha256) == reading.findings
    assert store.findings(document.sha256, "ban-chokeholds") == reading.findings
    assert store.findings(document.sha256, "duty-to-intervene") == ()
    assert store.clause(reading.clauses[1].id) == reading.clauses[1]
    assert store.passage(reading.passages[2].id) == reading.passages[2]
    assert store.speaks_of_force(document.sha256)
    assert store.clause_count(document.sha256) == 3
    assert store.has_reading(document.sha256)


_words = st.text(max_size=15)
_strings = st.lists(_words, max_size=2).map(tuple)
_cues = st.lists(st.builds(Cue, _words, _words, st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple)


@settings(deadline=None)
@given(data=st.data())
def test_every_field_of_every_record_comes_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    document = make_document(b"any")
    sha256 = document.sha256
    spans = data.draw(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), unique=True, min_size=1, max_size=3))
    clauses = tuple(
        data.draw(
            st.builds(
                Clause,
                sha256=st.just(sha256),
                start=st.just(start),
                end=st.just(end),
                text=_words,
                kind=st.sampled_from(BlockKind),
                page=st.integers(1, 9),
                section=st.integers(-1, 9),
                language=_words,
                lead=_words,
                modality=st.sampled_from(Modality),
                negated=st.booleans(),
                condition=_words,
                exception=_words,
                actor=_words,
                force_types=_strings,
                cues=_cues,
            )
        )
        for start, end in spans
    )
    passages = tuple(
        data.draw(
            st.builds(
                Passage,
                sha256=st.just(sha256),
                start=st.just(start),
                end=st.just(end),
                text=_words,
                embed_text=_words,
                page=st.integers(1, 9),
                section=st.integers(-1, 9),
                language=_words,
                clause_ids=_strings,
                measures=_strings,
                force_types=_strings,
                modalities=_strings,
            )
        )
        for start, end in spans
    )
    finding = st.builds(
        Finding,
        sha256=st.just(sha256),
        measure=_words,
        rule=_words,
        effect=st.sampled_from(Effect),
        reason=_words,
        says=_words,
        weight=st.floats(0, 1),
        clause_id=st.sampled_from([clause.id for clause in clauses]),
        start=st.integers(0, 99),
        end=st.integers(0, 99),
        page=st.integers(1, 9),
        part=_words,
        cues=_cues,
    )
    findings = tuple(data.draw(st.lists(finding, max_size=3)))
    reading = Reading(sha256, clauses, passages, findings, data.draw(st.booleans()))
    with Store.open(tmp_path_factory.getbasetemp() / "any-reading", create=True) as store:
        store.put_document(document, size_bytes=1)
        store.put_reading(reading)
        assert store.clauses(sha256) == clauses
        assert store.passages(sha256) == passages
        assert store.findings(sha256) == findings
        assert store.speaks_of_force(sha256) == reading.speaks_of_force


def test_a_document_without_a_reading_has_none_of_its_parts(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    assert store.clauses(document.sha256) == ()
    assert store.passages(document.sha256) == ()
    assert store.findings(document.sha256) == ()
    assert not store.speaks_of_force(document.sha256)
    assert store.clause_count(document.sha256) == 0
    assert not store.has_reading(document.sha256)


def test_a_second_reading_takes_the_place_of_the_first(store: Store) -> None:
    document = _put(store, "a")
    reading = make_reading(document)
    less = Reading(document.sha256, reading.clauses[:1], reading.passages[:1], (), False)
    store.put_reading(less)
    assert store.clauses(document.sha256) == less.clauses
    assert store.passages(document.sha256) == less.passages
    assert store.findings(document.sha256) == ()
    assert not store.speaks_of_force(document.sha256)
    assert [found for found, _ in store.search_text("officers", limit=9)] == [less.passages[0].id]
    assert store.check() == ()


def test_a_reading_that_contradicts_itself_leaves_the_first_in_place(store: Store) -> None:
    document = _put(store, "a")
    reading = make_reading(document)
    wrong = replace(reading, findings=(replace(reading.findings[0], clause_id="nobody"),))
    with pytest.raises(sqlite3.IntegrityError):
        store.put_reading(wrong)
    assert store.findings(document.sha256) == reading.findings
    assert len(store.search_text("officers", limit=9)) == 3
    assert store.check() == ()


def test_passages_by_id_skip_what_is_not_here(store: Store) -> None:
    reading = make_reading(_put(store, "a", sentences=1200))
    ids = [passage.id for passage in reversed(reading.passages)]
    found = store.passages_by_id([*ids, "nobody"])
    assert list(found) == ids
    assert found[ids[0]] == reading.passages[-1]
    assert store.passages_by_id([]) == {}


def test_unknown_ids_are_refused(store: Store) -> None:
    for noun, ask in (("clause", store.clause), ("passage", store.passage)):
        with pytest.raises(QueryError) as caught:
            ask("nobody")
        assert caught.value.problem == f"There is no {noun} 'nobody' in this workspace."


def test_the_same_wording_is_found_in_listed_documents(store: Store) -> None:
    one, two, three = _put(store, "a"), _put(store, "b"), _put(store, "c", listed=False)
    clauses = [make_reading(document).clauses[0] for document in (one, two, three)]
    assert store.clause_ids_with_wording(clauses[0].text_id) == tuple(sorted(clause.id for clause in clauses[:2]))


# --- full text -----------------------------------------------------------------------------


def test_words_are_found_whatever_their_ending_case_or_accent(store: Store) -> None:
    document = _put(store, "a", word="résumés and batons", sentences=1)
    passage = make_reading(document).passages[0]
    for query in ("baton", "BATONS", "resume", "using", '"shall not use"', "purpose AND officer"):
        assert [found for found, _ in store.search_text(query, limit=5)] == [passage.id], query
    for query in ("pepper", '"not shall"'):
        assert store.search_text(query, limit=5) == [], query


def test_the_better_match_comes_first_and_equal_ones_in_the_order_of_their_ids(store: Store) -> None:
    plain = make_reading(_put(store, "a", word="force"))
    dense = make_reading(_put(store, "b", word="baton baton baton", sentences=1))
    rare = make_reading(_put(store, "c", word="baton and force", sentences=1))
    found = store.search_text("baton", limit=9)
    assert [passage_id for passage_id, _ in found] == [dense.passages[0].id, rare.passages[0].id]
    assert found[0][1] > found[1][1] > 0
    equal = [passage_id for passage_id, _ in store.search_text("number", limit=9)]
    assert set(equal) == {p.id for r in (plain, dense, rare) for p in r.passages}
    same_score = [passage_id for passage_id in equal if passage_id in {p.id for p in plain.passages}]
    assert same_score == sorted(same_score)
    assert store.search_text("number", limit=2) == store.search_text("number", limit=9)[:2]
    assert store.search_text("number", limit=0) == []


@pytest.mark.parametrize("limit", [1, 2, 7, 12, 40])
def test_the_best_are_the_same_however_many_match_equally_or_are_not_listed(store: Store, limit: int) -> None:
    for number in range(30):
        word = "baton baton" if number % 10 == 0 else "baton"
        _put(store, f"{number}", word=word, sentences=1, listed=number % 3 > 0)
    every = store.search_text("baton", limit=99)
    assert len(every) == 20
    assert every == sorted(every, key=lambda pair: (-pair[1], pair[0]))
    assert store.search_text("baton", limit=limit) == every[:limit]


def test_what_is_not_listed_takes_no_ones_place(store: Store) -> None:
    for number in range(12):
        _put(store, f"{number}", word="baton baton baton", sentences=1, listed=False)
    listed = [_put(store, f"listed {number}", word="baton and force", sentences=1) for number in range(3)]
    assert {store.passage(i).sha256 for i, _ in store.search_text("baton", limit=9)} == {one.sha256 for one in listed}
    assert len(store.search_text("baton", limit=2)) == 2


def test_only_listed_and_chosen_documents_are_searched(store: Store) -> None:
    one, two, hidden = _put(store, "a", sentences=1), _put(store, "b", sentences=1), _put(store, "c", listed=False)

    def found(sha256s: list[str] | None) -> set[str]:
        return {store.passage(i).sha256 for i, _ in store.search_text("officers", limit=99, sha256s=sha256s)}

    assert found(None) == {one.sha256, two.sha256}
    assert found([one.sha256]) == {one.sha256}
    assert found([hidden.sha256]) == set()
    assert found([]) == set()
    store.mark_removed([make_listing(one, file="a.pdf").id])
    assert found(None) == {two.sha256}


@pytest.mark.parametrize("query", ['"unfinished', "", "AND", "colour: red", "a NEAR(", "*", "(", "a ^"])
def test_an_expression_that_fts_does_not_know_is_a_query_error(store: Store, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.search_text(query, limit=5)
    assert caught.value.problem.startswith(f"The words {query!r} are no full-text expression (")
    assert caught.value.fix == "Put quotation marks around words that contain signs."


@settings(deadline=None, max_examples=200)
@given(query=st.text(max_size=12))
def test_no_query_brings_anything_but_an_answer_or_a_query_error(
    tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    with Store.open(tmp_path_factory.getbasetemp() / "any-query", create=True) as store:
        try:
            assert store.search_text(query, limit=3) == []
        except QueryError as error:
            assert error.fix


def test_the_full_text_index_can_be_thrown_away_and_rebuilt(store: Store) -> None:
    _put(store, "a", word="baton")
    before = store.search_text("baton", limit=9)
    store._database.run("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
    assert store.search_text("baton", limit=9) == []
    assert store.check() == ("the full-text index disagrees with the passages: rebuild it",)
    store.rebuild_full_text()
    assert store.search_text("baton", limit=9) == before
    assert store.check() == ()


# --- vectors -------------------------------------------------------------------------------


def test_vectors_are_kept_by_wording_and_model_for_listed_documents(store: Store) -> None:
    one, two, hidden = _put(store, "a"), _put(store, "b"), _put(store, "c", word="secret", listed=False)
    reading = make_reading(one)
    missing = store.missing_embeddings("m1")
    # Both listed documents have the same words, so that each is embedded once.
    assert missing == sorted((passage.embed_id, passage.embed_text) for passage in reading.passages)
    store.put_embeddings("m1", [(embed_id, f"{number}".encode()) for number, (embed_id, _) in enumerate(missing[:2])])
    assert store.missing_embeddings("m1") == missing[2:]
    assert store.missing_embeddings("m2") == missing
    ids, vectors = store.passage_vectors("m1")
    number_of = {missing[0][0]: b"0", missing[1][0]: b"1"}
    expected = {
        passage.id: number_of[passage.embed_id]
        for passage in (*reading.passages, *make_reading(two).passages)
        if passage.embed_id in number_of
    }
    assert ids == sorted(expected)
    assert vectors == [expected[passage_id] for passage_id in ids]
    assert store.passage_vectors("m2") == ([], [])
    store.put_listing(make_listing(hidden, file="c.pdf"))
    assert len(store.missing_embeddings("m1")) == 4


# --- listings ------------------------------------------------------------------------------


def test_one_document_may_serve_two_places(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    listings = [make_listing(document, place=place) for place in ("Springfield", "Urbana")]
    for listing in listings:
        store.put_listing(listing)
        store.put_listing(listing)
    assert store.listings() == tuple(listings)
    assert store.places() == (Place("Springfield", "Illinois", "US"), Place("Urbana", "Illinois", "US"))


def test_a_corrected_listing_takes_the_place_of_the_first(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    listing = make_listing(document)
    store.put_listing(listing)
    corrected = replace(listing, title="Force", guessed=(), kind=Kind.POLICY)
    store.put_listing(corrected)
    assert store.listings() == (corrected,)


def test_a_removed_listing_is_marked_with_its_time_and_comes_back_when_put_again(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    listing = make_listing(document)
    store.put_listing(listing)
    assert store.removed_at(listing.id) == ""
    store.mark_removed([listing.id, "nobody"])
    assert store.listings() == ()
    assert store.listings(include_removed=True) == (replace(listing, removed=True),)
    assert store.places() == ()
    assert len(store.removed_at(listing.id)) == len("2024-01-01T00:00:00.000000+00:00")
    store.put_listing(listing)
    assert store.listings() == (listing,)
    assert store.removed_at(listing.id) == ""


def test_a_listing_needs_its_document(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.put_listing(make_listing(make_document()))


def test_spellings_of_one_place_are_one_place(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    store.put_listing(make_listing(document, file="a.pdf", place="St. Paul"))
    store.put_listing(make_listing(document, file="b.pdf", place="ST.  PAUL"))
    assert len(store.places()) == 1


def test_pruning_drops_what_no_listing_needs_and_only_that(store: Store) -> None:
    kept, gone = _put(store, "a", sentences=2), _put(store, "b", word="baton")
    for document in (kept, gone):
        store.mark_done(document.sha256, "extract", "1")
    store.put_embeddings("m", [(embed_id, b"v") for embed_id, _ in store.missing_embeddings("m")])
    assert store.prune() == 0
    listing = make_listing(gone, file="b.pdf")
    store.mark_removed([listing.id])
    assert store.prune() == 1
    assert store.clauses(gone.sha256) == ()
    assert store.clauses(kept.sha256) == make_reading(kept).clauses
    assert not store.done(gone.sha256, "extract", "1")
    assert store.done(kept.sha256, "extract", "1")
    assert store.document(gone.sha256) == gone
    assert store.blob(gone.sha256) == b"b"
    assert [row.sha256 for row in store.listings(include_removed=True)] == [kept.sha256, gone.sha256]
    assert store._database.value("SELECT count(*) FROM embeddings") == 2
    assert store.check() == ()


# --- judgements and journal ----------------------------------------------------------------


def test_judgements_come_back_and_are_replaced_as_a_set(store: Store) -> None:
    assert store.judgements() == ()
    assert store.judgements_key() == ""
    first = make_judgement("Urbana", "b")
    rest = [replace(make_judgement("Aurora", "a"), adopted=None), replace(make_judgement("Aurora", "b"), adopted=0)]
    store.put_judgements([first, *rest], key="k1")
    assert store.judgements() == (first, *rest)
    assert store.judgements_key() == "k1"
    store.put_judgements(iter(rest), key="k2")
    assert store.judgements() == tuple(rest)
    assert store.judgements_key() == "k2"


def test_judgements_are_chosen_by_place_and_measure(store: Store) -> None:
    urbana, aurora = make_judgement("Urbana", "a"), make_judgement("Aurora", "b")
    store.put_judgements([urbana, aurora], key="k")
    assert store.judgements(places=["URBANA"]) == (urbana,)
    assert store.judgements(places=[aurora.place.id]) == (aurora,)
    assert store.judgements(measures=["b"]) == (aurora,)
    assert store.judgements(places=["Urbana"], measures=["b"]) == ()
    assert store.judgements(places=[]) == ()


def test_two_judgements_by_the_same_on_the_same_are_refused_and_the_first_set_stays(store: Store) -> None:
    store.put_judgements([make_judgement()], key="k1")
    with pytest.raises(sqlite3.IntegrityError):
        store.put_judgements([make_judgement("Urbana"), make_judgement("Urbana")], key="k2")
    assert store.judgements() == (make_judgement(),)
    assert store.judgements_key() == "k1"


def test_failures_stand_until_they_are_cleared(store: Store) -> None:
    store.put_failure("b.pdf", "", "empty", "no bytes", "get it again")
    store.put_failure("a.pdf", sha("a"), "broken", "cut short", "get it again")
    store.put_failure("a.pdf", sha("a"), "timeout", "too slow", "split it")
    assert [(f.file, f.sha256, f.fault, f.problem, f.fix) for f in store.failures()] == [
        ("a.pdf", sha("a"), "timeout", "too slow", "split it"),
        ("b.pdf", "", "empty", "no bytes", "get it again"),
    ]
    assert store.failures()[0].at.endswith("+00:00")
    store.clear_failure("a.pdf")
    store.clear_failure("nobody.pdf")
    assert [f.file for f in store.failures()] == ["b.pdf"]


def test_runs_and_notes_come_back(store: Store) -> None:
    store.put_run("2024-01-02", "2024-01-03", {"parsed": 3, "notes": ["né"]})
    store.put_run("2024-01-01", "2024-01-01", {})
    assert [(run.started, run.finished, run.summary) for run in store.runs()] == [
        ("2024-01-02", "2024-01-03", {"parsed": 3, "notes": ["né"]}),
        ("2024-01-01", "2024-01-01", {}),
    ]
    assert store.get_meta("card") is None
    store.put_meta("card", "1")
    store.put_meta("card", "2")
    assert store.get_meta("card") == "2"


# --- transactions and self-check -----------------------------------------------------------


def test_an_outer_transaction_takes_all_or_nothing(store: Store) -> None:
    document = make_document()
    with pytest.raises(KeyError), store.transaction():
        store.put_document(document, size_bytes=1)
        store.put_listing(make_listing(document))
        store.put_reading(make_reading(document))
        raise KeyError
    assert store.document_hashes() == ()
    assert store.listings() == ()
    with store.transaction():
        store.put_document(document, size_bytes=1)
    assert store.document_hashes() == (document.sha256,)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM clauses WHERE position = 2", "clauses counted and kept differ"),
        ("DELETE FROM passages WHERE position = 0", "passages counted and kept differ"),
        ("DELETE FROM findings", "findings counted and kept differ"),
        ("DELETE FROM layouts", "the layout is missing"),
        ("UPDATE documents SET text = 'short'", "a clause lies beyond the text"),
        ("UPDATE passages SET clause_ids = '[\"x\"]' WHERE position = 0", "a passage names a clause that is not kept"),
    ],
)
def test_the_check_sees_damage(store: Store, damage: str, problem: str) -> None:
    document = _put(store, "a")
    assert store.check() == ()
    store._database.run("PRAGMA foreign_keys = OFF")
    store._database.run(damage)
    assert f"document {document.sha256[:12]}: {problem}" in store.check()


def test_the_check_sees_orphans_and_missing_originals(store: Store) -> None:
    document = _put(store, "a")
    store.blob_path(document.sha256).unlink()
    assert store.check() == (f"document {document.sha256[:12]}: its original bytes are missing",)
    store._database.run("PRAGMA foreign_keys = OFF")
    store._database.run("DELETE FROM documents")
    problems = store.check()
    assert "layouts: a row refers to documents, which has no such row" in problems
    assert "listings: a row refers to documents, which has no such row" in problems


def test_the_readings_key_changes_with_what_judgements_rest_on_and_only_then(store: Store) -> None:
    one = _put(store, "a")
    hidden = _put(store, "c", listed=False)
    key = store.readings_key()
    store.put_reading(make_reading(one))
    store.put_reading(make_reading(hidden, says="other"))
    assert store.readings_key() == key
    store.put_reading(make_reading(one, says="other"))
    changed = store.readings_key()
    assert changed != key
    store.put_document(make_document(b"a", sentences=4), size_bytes=1)
    assert store.readings_key() not in {key, changed}


def test_passages_are_counted_and_paired_with_their_wording(store: Store) -> None:
    one, _ = _put(store, "a"), _put(store, "c", listed=False)
    pairs = sorted((passage.id, passage.embed_id) for passage in make_reading(one).passages)
    assert store.passage_embed_ids() == pairs
    assert store.passage_count() == 3


def test_several_threads_may_share_a_store(store: Store) -> None:
    documents = [make_document(f"{number}".encode(), sentences=30) for number in range(12)]

    def work(document: ParsedDocument) -> bool:
        store.put_document(document, size_bytes=1)
        store.put_listing(make_listing(document, file=document.sha256))
        store.put_reading(make_reading(document))
        return all(
            store.document(other) == next(d for d in documents if d.sha256 == other)
            and len(store.boxes(other, [(0, 5)])[0]) == 1
            for other in store.document_hashes()
        )

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(work, documents)) == [True] * 12
    assert len(store.search_text("officers", limit=999)) == 360


def test_what_a_model_keeps_is_looked_up_by_passage_and_not_gone_through(store: Store) -> None:
    asked: list[str] = []
    connection = store._database._connection
    connection.set_trace_callback(asked.append)
    store.kept_of_passages("matcher", ["one", "two"])
    connection.set_trace_callback(None)
    (statement,) = asked
    plan = [row[3] for row in store._database.rows(f"EXPLAIN QUERY PLAN {statement}")]
    assert [step.split()[:2] for step in plan] == [["SCAN", "wanted"], ["SEARCH", "passages"], ["SEARCH", "embeddings"]]
