from __future__ import annotations

import math
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_records import documents, make_document, make_listing, make_reading, sha

from policyscan.errors import WorkspaceError
from policyscan.model import Box
from policyscan.store import Store, codec


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("shared") / "workspace", create=True)


@settings(deadline=None)
@given(document=documents())
def test_a_document_comes_back_as_it_was_put(shared_store: Store, document) -> None:
    shared_store.put_document(document, size_bytes=7)
    shared_store._documents.clear()
    shared_store._layouts.clear()
    assert shared_store.document(document.sha256) == document
    assert shared_store.text(document.sha256) == document.text
    assert shared_store.pages(document.sha256) == document.pages
    assert shared_store.sections(document.sha256) == document.sections
    assert shared_store.size_bytes(document.sha256) == 7


@settings(deadline=None)
@given(document=documents(exact=False))
def test_lengths_are_kept_to_a_hundredth_of_a_point(document) -> None:
    kept = codec.decode_layout(codec.compress_layout(codec.pack_layout(document))).lines()
    assert len(kept) == len(document.lines)
    for ours, theirs in zip(kept, document.lines, strict=True):
        assert (ours.start, ours.end, ours.page) == (theirs.start, theirs.end, theirs.page)
        for one, other in zip(
            (ours.top, ours.bottom, *ours.edges), (theirs.top, theirs.bottom, *theirs.edges), strict=True
        ):
            assert abs(one - other) <= 0.005 + 1e-9
        assert list(ours.edges) == sorted(ours.edges)


@settings(deadline=None)
@given(document=documents(), spans=st.lists(st.tuples(st.integers(-5, 210), st.integers(-5, 210)), max_size=5))
def test_boxes_are_those_of_the_document(shared_store: Store, document, spans) -> None:
    shared_store.put_document(document, size_bytes=1)
    assert shared_store.boxes(document.sha256, spans) == [document.boxes(start, end) for start, end in spans]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents(), spans=st.lists(st.tuples(st.integers(-5, 210), st.integers(-5, 210)), max_size=5))
def test_a_layout_in_many_pieces_is_the_same(document, spans, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "_EDGES", 7)
    data = codec.compress_layout(codec.pack_layout(document))
    assert [codec.decode_layout(data).boxes(*span) for span in spans] == [document.boxes(*span) for span in spans]
    kept = codec.decode_layout(data)
    assert (kept.lines(), kept.blocks(), kept.tables()) == (document.lines, document.blocks, document.tables)
    assert kept.characters == sum(len(line.edges) for line in document.lines)


def test_a_few_words_unpack_a_few_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "_EDGES", 16)
    document = make_document(sentences=40)
    layout = codec.decode_layout(codec.compress_layout(codec.pack_layout(document)))
    last = document.lines[-1]
    assert layout.boxes(last.end - 3, last.end) == document.boxes(last.end - 3, last.end)
    assert len(layout._edges) <= 2 < len(layout._pieces)


def test_a_layout_that_was_kept_in_one_piece_is_read() -> None:
    document = make_document(sentences=3)
    kept = codec.decode_layout(b"PSL1" + zlib.compress(codec.pack_layout(document)))
    assert (kept.lines(), kept.blocks(), kept.soft_hyphens()) == (
        document.lines,
        document.blocks,
        document.soft_hyphens,
    )


def test_boxes_of_ordered_lines_by_hand(store: Store) -> None:
    document = make_document(sentences=3)
    store.put_document(document, size_bytes=1)
    second = document.lines[1].start
    # "use" of the first line: from its 19th character; the second line's first two characters.
    assert store.boxes(document.sha256, [(19, 22), (second - 1, second + 2), (4, 4)]) == [
        (Box(1, 171.75, 72.0, 187.5, 84.5),),
        (Box(1, 72.0, 86.0, 82.5, 98.5),),
        (),
    ]


def test_coordinates_beyond_all_measure_do_not_stop_the_store() -> None:
    document = make_document(sentences=1)
    line = document.lines[0]
    edges = (-math.inf, math.nan, *line.edges[2:-1], 1e300)
    odd = replace(document, lines=(replace(line, top=math.inf, edges=edges),))
    kept = codec.decode_layout(codec.compress_layout(codec.pack_layout(odd))).lines()[0]
    assert (kept.top, kept.edges[0], kept.edges[1], kept.edges[-1]) == (1e7, -1e7, 0.0, 1e7)
    assert kept.edges[2:-1] == line.edges[2:-1]


def test_a_line_with_too_few_edges_is_a_fault_of_the_caller(store: Store) -> None:
    document = make_document(sentences=1)
    line = replace(document.lines[0], edges=document.lines[0].edges[:-1])
    with pytest.raises(ValueError, match="a line of 38 characters has 38 edges"):
        store.put_document(replace(document, lines=(line,)), size_bytes=1)
    assert store.document_hashes() == ()


def test_a_layout_of_an_unknown_format_is_refused() -> None:
    with pytest.raises(WorkspaceError) as caught:
        codec.decode_layout(b"PSL9....")
    assert caught.value.problem == "A stored layout has an unknown format (b'PSL9')."


def test_an_unknown_document_is_refused(store: Store) -> None:
    for ask in (store.document, store.text, store.size_bytes, lambda sha256: store.boxes(sha256, [])):
        with pytest.raises(WorkspaceError) as caught:
            ask("0" * 64)
        assert caught.value.problem == "Document 000000000000 is not in this workspace."
    assert store.pages("0" * 64) == ()


def test_putting_an_equal_document_keeps_its_reading_and_record(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    store.put_reading(make_reading(document))
    store.mark_done(document.sha256, "extract", "1")
    store.put_document(make_document(), size_bytes=1)
    assert store.clause_count(document.sha256) == 3
    assert store.done(document.sha256, "extract", "1")


def test_another_parse_of_the_same_bytes_drops_what_was_read_from_the_old_text(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    listing = make_listing(document)
    store.put_listing(listing)
    store.put_reading(make_reading(document))
    store.mark_done(document.sha256, "extract", "1")
    assert store.boxes(document.sha256, [(0, 3)]) == [document.boxes(0, 3)]
    other = make_document(sentences=5)
    store.put_document(other, size_bytes=1)
    assert store.document(document.sha256) == other
    assert store.boxes(document.sha256, [(120, 180)]) == [other.boxes(120, 180)]
    assert store.clauses(document.sha256) == ()
    assert store.search_text("officers", limit=9) == []
    assert not store.done(document.sha256, "extract", "1")
    assert store.listings() == (listing,)


def test_sections_by_index(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    assert [store.section(document.sha256, index) for index in (-1, 0, 1, 2)] == [None, *document.sections, None]


def test_work_done_is_known_by_stage_and_version(store: Store) -> None:
    store.mark_done(sha("a"), "parse", "1", seconds=2.5)
    assert store.done(sha("a"), "parse", "1")
    assert not store.done(sha("a"), "parse", "2")
    assert not store.done(sha("a"), "extract", "1")
    assert not store.done(sha("b"), "parse", "1")
    store.mark_done(sha("a"), "parse", "2")
    assert not store.done(sha("a"), "parse", "1")


def test_ocr_pages_come_back_by_engine_before_their_document_is_here(store: Store) -> None:
    parse = pytest.importorskip("policyscan.parse")
    pages = {
        number: parse.OcrPage(
            number=number,
            engine="reader-1",
            lines=(
                parse.OcrLine(
                    text="FÖRCE\n", box=Box(number, 1.25, 2.5, 30.0, 4.75), score=0.123456789, edges=(1.25, 30.0)
                ),
            ),
        )
        for number in (3, 1)
    }
    store.put_ocr_pages(sha("scan"), pages.values())
    store.put_ocr_pages(sha("scan"), [parse.OcrPage(number=1, engine="reader-2", lines=())])
    assert store.ocr_pages(sha("scan"), "reader-1") == {1: pages[1], 3: pages[3]}
    assert store.ocr_pages(sha("scan"), "reader-2") == {1: parse.OcrPage(number=1, engine="reader-2", lines=())}
    assert store.ocr_pages(sha("other"), "reader-1") == {}


def test_original_bytes_come_back_and_changed_ones_are_refused(store: Store, folder: Path) -> None:
    sha256 = store.put_blob(b"%PDF-1.4")
    assert store.blob(sha256) == b"%PDF-1.4"
    assert store.blob_path(sha256) == folder / "blobs" / sha256[:2] / sha256
    assert store.has_blob(sha256)
    assert not store.has_blob("0" * 64)
    with pytest.raises(WorkspaceError) as caught:
        store.blob("0" * 64)
    assert caught.value.problem == "The original of document 000000000000 cannot be read (No such file or directory)."
    store.blob_path(sha256).write_bytes(b"%PDF-9.9")
    with pytest.raises(WorkspaceError) as caught:
        store.blob(sha256)
    assert caught.value.problem == f"The original of document {sha256[:12]} was changed after it was stored."


def test_bytes_cut_short_on_disk_are_put_again(store: Store) -> None:
    sha256 = store.put_blob(b"%PDF-1.4")
    store.blob_path(sha256).write_bytes(b"%P")
    assert store.put_blob(b"%PDF-1.4") == sha256
    assert store.blob(sha256) == b"%PDF-1.4"


def test_what_a_dead_writer_left_behind_is_swept(store: Store, folder: Path) -> None:
    store.put_blob(b"kept")
    # Process ids end far below this one.
    (folder / "blobs" / "999999999-abc.part").write_bytes(b"half")
    with store.writing():
        pass
    assert [path.name for path in (folder / "blobs").glob("*.part")] == []
    assert len(list((folder / "blobs").glob("*/*"))) == 1


def test_listings_that_another_process_wrote_or_that_were_taken_back_are_seen(store: Store, folder: Path) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    first, second, third = (make_listing(document, file=f"{name}.pdf") for name in "abc")
    store.put_listing(first)
    assert store.listings() == (first,)
    assert store.listings() is store.listings()
    with Store.open(folder) as other:
        other.put_listing(second)
        assert store.listings() == (first, second)
        store.mark_removed([first.id])
        assert store.listings() == other.listings() == (second,)
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.put_listing(third)
        assert store.listings() == (second, third)
        raise ZeroDivisionError
    assert store.listings() == (second,)
