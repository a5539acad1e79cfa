"""When a run may call itself completed: shares of what was checked and of what was taken in, each by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fetch.web import Document, status
from tests.watch.watch_parts import pdf, settings

from policyscan.model import Checked, CheckReport, IngestReport, Outcome, SourceReport, WatchReport
from policyscan.watch import assess


def checks(**outcomes: Checked) -> WatchReport:
    return WatchReport(
        tuple(
            CheckReport(name, name, f"https://a.example/{name}", outcome, problem="It is down.", fix="Wait.")
            for name, outcome in outcomes.items()
        )
    )


def taken(count: int, *failed: str) -> IngestReport:
    rows = [SourceReport(f"{n}", Outcome.UNCHANGED) for n in range(count)]
    rows += [SourceReport(name, Outcome.FAILED, problem="Torn.", fix="Mend.") for name in failed]
    return IngestReport(tuple(rows), 0, 0, 0, 0, 0, 1.0)


def problems(desk, watch=None, ingest=None) -> list[str]:
    return [problem for problem, _ in assess(desk.workspace.store, settings(), watch=watch, ingest=ingest).faults]


def test_what_is_named_no_more_was_not_reached(desk):
    gone = {f"x{n}": Checked.UNLISTED for n in range(4)}
    assert problems(desk, checks(a=Checked.FAILED, **gone)) == [
        "None of 1 sources could be used. a: It is down.",
        "1 of 1 documents failed; at most 20% may. a: It is down.",
    ]
    assert problems(desk, checks(**gone)) == []


def test_documents_that_were_not_checked_are_no_share_of_those_that_were(desk):
    watch = checks(a=Checked.FAILED, b=Checked.FAILED, c=Checked.UNCHANGED)
    assert problems(desk, watch, taken(9)) == ["2 of 3 documents failed; at most 20% may. a: It is down."]


def test_documents_that_were_checked_well_are_no_share_of_those_that_were_not_read(desk):
    good = {f"{letter}{n}": Checked.UNCHANGED for letter in "abcdefgh" for n in range(4)}
    assert problems(desk, checks(**good), taken(2, "torn")) == ["1 of 3 documents failed; at most 20% may. torn: Torn."]


def test_a_document_that_was_fetched_and_not_read_failed_among_those_that_were_checked(desk):
    watch = checks(a=Checked.FAILED, b=Checked.NEW, c=Checked.NEW, d=Checked.NEW, e=Checked.NEW)
    assert problems(desk, watch, taken(9)) == []
    assert problems(desk, watch, taken(9, "b")) == ["2 of 5 documents failed; at most 20% may. a: It is down."]


@pytest.fixture
def checked(web, desk):
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf(3, mark="a")), Document(pdf(3, mark="b"))
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe", f"{web.url('/b.pdf')},b.pdf,Wexcombe")
    desk.check()
    return desk


def test_what_is_in_force_and_not_taken_in_is_a_note_before_the_ingest_and_a_fault_after(web, checked):
    store, sources = checked.workspace.store, checked.workspace.sources
    note = "Of 2 watched sources 2 are in force and not taken in: policyscan flow run ingest"
    assert store.not_taken_in() == ("a.pdf", "b.pdf") and note in checked.workspace.status().notes
    report = sources.ingest(ocr=False, jobs=1)
    assert store.not_taken_in() == () and problems(checked, checks(), report) == []
    # Another version came; a document went out of the listings.
    web.routes["/a.pdf"] = Document(pdf(4))
    checked.check()
    store.mark_removed([item.id for item in store.listings() if item.file == "b.pdf"])
    assert problems(checked, checks(), None) == []
    assert problems(checked, checks(), report) == [
        "a.pdf is in force and was not taken in.",
        "b.pdf is in force and was not taken in.",
    ]


def test_what_could_not_be_taken_in_is_counted_among_the_failures_alone(web, checked):
    store, sources = checked.workspace.store, checked.workspace.sources
    sources.ingest(ocr=False, jobs=1)
    web.routes["/a.pdf"] = Document(pdf(4))
    checked.check()
    store.blob_path(checked.of("a.pdf").in_force).write_bytes(b"%PDF-1.4 damaged")
    report = sources.ingest(ocr=False, jobs=1)
    assert [row.file for row in report.failed] == ["a.pdf"] and store.not_taken_in() == ()
    store.put_watched(replace(checked.of("b.pdf"), in_force=""))
    web.routes["/b.pdf"] = status(500)
    assert store.not_taken_in() == ()
