"""Nothing goes out of force without a person: rows renamed, removed, moved; lists that change; originals that are lost."""

from __future__ import annotations

import hashlib

import pytest
from tests.fetch.web import Document, page, status
from tests.watch.watch_parts import pdf, settings

from policyscan.errors import QueryError


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_row_that_is_gone_leaves_its_document_in_force_until_a_person_says_yes(web, desk):
    for name in "ab":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    desk.list(f"{web.url('/a.pdf')},a.pdf", f"{web.url('/b.pdf')},b.pdf")
    desk.check()
    desk.list(f"{web.url('/a.pdf')},a.pdf", f"{web.url('/b.pdf')},b.pdf,,novel")
    outcomes, reports = desk.check()
    assert outcomes == {"a.pdf": "unchanged", "b.pdf": "failed"} and reports["b.pdf"].fault == "manifest_row"
    desk.list(f"{web.url('/a.pdf')},a.pdf")
    outcomes, reports = desk.check()
    assert outcomes == {"a.pdf": "unchanged", "b.pdf": "unlisted"}
    assert reports["b.pdf"].problem == "sources.csv does not name it any more; it stays in force."
    assert desk.in_force() == {"a.pdf", "b.pdf"}
    desk.workspace.sources.withdraw(["b.pdf"])
    assert desk.check()[0] == {"a.pdf": "unchanged"} and desk.in_force() == {"a.pdf"}
    # Its versions stay on record, and none of them is in force.
    assert desk.standings("b.pdf") == ["replaced"]


def test_removing_a_row_takes_its_documents_out_of_force(web, desk):
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf()), Document(pdf(mark="b"))
    desk.list(f"{web.url('/list')},city,Wexcombe,index", f"{web.url('/b.pdf')},b.pdf")
    desk.check()
    assert desk.workspace.sources.remove("city") == ("city", "city/a.pdf")
    assert desk.in_force() == {"b.pdf"} and desk.check()[0] == {"b.pdf": "unchanged"}
    with pytest.raises(QueryError, match="no source named city"):
        desk.workspace.sources.remove("city")


def test_a_renamed_row_keeps_its_document_though_its_server_is_down(web, desk):
    good = pdf()
    web.routes["/force.pdf"] = Document(good)
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    web.routes["/a.pdf"] = Document(pdf(mark="a"))
    desk.list(f"{web.url('/force.pdf')},old.pdf", f"{web.url('/list')},old list,,index")
    desk.check()
    web.routes["/force.pdf"] = web.routes["/list"] = status(503)
    desk.list(f"{web.url('/force.pdf')},new.pdf", f"{web.url('/list')},new list,,index")
    outcomes, _ = desk.check()
    assert outcomes == {"new.pdf": "failed", "new list": "failed", "new list/a.pdf": "unchanged"}
    assert desk.in_force() == {"new.pdf", "new list/a.pdf"} and desk.of("new.pdf").in_force == sha(good)
    assert desk.standings("new.pdf") == ["in_force"] and desk.standings("old.pdf") == []


def test_two_lists_in_turn_leave_one_another_alone(web, desk):
    for name in "ab":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
        (desk.folder / f"{name}.csv").write_text(f"address,file\n{web.url(f'/{name}.pdf')},{name}.pdf\n")
    for name in "abab":
        report = desk.workspace.sources.check(desk.folder / f"{name}.csv", settings=settings())
        assert [row.name for row in report.checks] == [f"{name}.pdf"]
    assert desk.in_force() == {"a.pdf", "b.pdf"}


def test_another_address_is_asked_without_the_validators_of_the_first(web, desk):
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf(), etag=""), page("<p>Maintenance")
    desk.list(f"{web.url('/a.pdf')},force.pdf")
    desk.check()
    desk.list(f"{web.url('/b.pdf')},force.pdf")
    assert desk.check()[0] == {"force.pdf": "failed"}
    # The new server's document bears the same date as the old one's.
    other = pdf(4, mark="other")
    web.routes["/b.pdf"] = Document(other, etag="")
    assert desk.check()[0] == {"force.pdf": "changed"} and desk.of("force.pdf").in_force == sha(other)


def test_a_list_that_becomes_a_document_and_back_loses_nothing(web, desk):
    web.routes["/x"] = page("<a href=a.pdf>Force</a>")
    web.routes["/a.pdf"] = Document(pdf())
    desk.list(f"{web.url('/x')},x,,index")
    desk.check()
    web.routes["/x"] = Document(pdf(mark="x"))
    desk.list(f"{web.url('/x')},x")
    assert desk.check()[0] == {"x": "new", "x/a.pdf": "unlisted"} and desk.in_force() == {"x", "x/a.pdf"}
    web.routes["/x"] = page("<a href=a.pdf>Force</a>")
    desk.list(f"{web.url('/x')},x,,index")
    outcomes, reports = desk.check()
    assert outcomes == {"x": "unlisted", "x/a.pdf": "unchanged"} and desk.in_force() == {"x", "x/a.pdf"}
    assert reports["x"].problem == "x is a list now; the document that it was stays in force."


def test_one_address_for_two_places_is_fetched_whole_for_both(web, desk):
    data = pdf(40)
    web.routes["/a.pdf"] = Document(data)
    desk.list(f"{web.url('/a.pdf')},a1.pdf,Ash", f"{web.url('/a.pdf')},a2.pdf,Birch")
    for _ in range(3):
        assert set(desk.check()[0].values()) <= {"new", "unchanged"}
    assert {desk.of(name).in_force for name in ("a1.pdf", "a2.pdf")} == {sha(data)}


def test_two_sources_of_one_name_do_not_take_turns(web, desk):
    web.routes["/list"] = page("<a href=policy.pdf>Force</a>")
    web.routes["/policy.pdf"], web.routes["/b.pdf"] = Document(pdf()), Document(pdf(mark="b"))
    desk.list(f"{web.url('/list')},ix,,index", f"{web.url('/b.pdf')},ix/policy.pdf")
    first = desk.workspace.sources.check(settings=settings())
    failed = [(row.name, row.fault) for row in first.checks if row.outcome == "failed"]
    assert failed == [("ix/policy.pdf", "name_taken")]
    desk.workspace.sources.check(settings=settings())
    assert desk.standings("ix/policy.pdf") == ["in_force"]


def test_a_link_keeps_its_name_when_another_of_the_same_ending_comes(web, desk):
    web.routes["/list"] = page("<a href=1/policy.pdf>One</a>")
    web.routes["/1/policy.pdf"], web.routes["/2/policy.pdf"] = Document(pdf()), Document(pdf(mark="2"))
    desk.list(f"{web.url('/list')},ix,,index")
    desk.check()
    web.routes["/list"] = page("<a href=2/policy.pdf>Two</a> <a href=1/policy.pdf>One</a>")
    outcomes, _ = desk.check()
    assert outcomes.pop("ix/policy.pdf") == "unchanged" and outcomes.pop("ix") == "unchanged"
    assert list(outcomes.values()) == ["new"] and desk.of("ix/policy.pdf").in_force == sha(pdf())


def test_an_original_that_is_gone_is_fetched_again(web, desk):
    data = pdf()
    web.routes["/a.pdf"] = Document(data)
    desk.list(f"{web.url('/a.pdf')},a.pdf")
    desk.check()
    desk.workspace.store.blob_path(sha(data)).unlink()
    desk.check()
    assert desk.workspace.store.blob(sha(data)) == data and desk.of("a.pdf").in_force == sha(data)


def test_what_waits_is_looked_at_again_when_the_row_expects_it(web, desk):
    web.routes["/a.pdf"] = Document(pdf(3))
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe,,,,10-20")
    assert desk.check()[0] == {"a.pdf": "warned"}
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe,,,,2-20")
    outcomes, reports = desk.check()
    assert outcomes == {"a.pdf": "new"} and reports["a.pdf"].status == 304
    assert desk.standings("a.pdf") == ["in_force"] and desk.of("a.pdf").held == ""


def test_a_check_that_breaks_down_is_a_failed_check(web, desk, monkeypatch):
    for name in "ab":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    desk.list(f"{web.url('/a.pdf')},a.pdf", f"{web.url('/b.pdf')},b.pdf")
    real = desk.workspace.store.put_blob
    broken = sha(pdf(mark="b"))

    def put_blob(data):
        if sha(data) == broken:
            raise RuntimeError("out of luck")
        return real(data)

    monkeypatch.setattr(desk.workspace.store, "put_blob", put_blob)
    outcomes, reports = desk.check()
    assert outcomes == {"a.pdf": "new", "b.pdf": "failed"} and "out of luck" in reports["b.pdf"].problem


def test_a_damaged_original_is_a_failed_document_and_no_new_one(web, desk):
    data = pdf()
    web.routes["/a.pdf"] = Document(data)
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe")
    desk.check()
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    desk.workspace.store.blob_path(sha(data)).write_bytes(data[:-7] + b"1" + data[-6:])
    report = desk.workspace.sources.ingest(ocr=False, jobs=1)
    assert [(row.outcome.value, row.fault) for row in report.sources] == [("failed", "broken")]
    assert "was changed" in report.sources[0].problem
    assert [listing.sha256 for listing in desk.workspace.store.listings()] == [sha(data)]


def test_a_watched_name_does_not_take_the_place_of_an_ingested_one(web, desk, tmp_path):
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "a.pdf").write_bytes(pdf(mark="box"))
    desk.workspace.ingest([tmp_path / "box"], ocr=False, jobs=1)
    web.routes["/a.pdf"] = Document(pdf())
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe")
    desk.check()
    report = desk.workspace.sources.ingest(ocr=False, jobs=1)
    assert "another document of this name came from" in report.sources[0].problem
    assert [listing.sha256 for listing in desk.workspace.store.listings()] == [sha(pdf(mark="box"))]
    # And the other way round.
    desk.list(f"{web.url('/a.pdf')},b.pdf,Wexcombe")
    desk.check()
    assert desk.workspace.sources.ingest(ocr=False, jobs=1).failed == ()
    (tmp_path / "box" / "b.pdf").write_bytes(pdf(mark="box b"))
    report = desk.workspace.ingest([tmp_path / "box"], ocr=False, jobs=1)
    assert [(row.file, row.outcome.value) for row in report.sources] == [("a.pdf", "unchanged"), ("b.pdf", "failed")]
    assert {listing.sha256 for listing in desk.workspace.store.listings()} == {sha(pdf(mark="box")), sha(pdf())}


def test_the_status_tells_what_failed_and_what_waits(web, desk):
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf(3)), status(500)
    desk.list(
        f"{web.url('/a.pdf')},a.pdf,Wexcombe,,,,10-20", f"{web.url('/b.pdf')},b.pdf", f"{web.url('/c.pdf')},c.pdf"
    )
    desk.check()
    assert desk.workspace.status().notes == (
        "Of 3 watched sources 2 failed at the last check: policyscan sources list",
        "Of 3 watched sources 1 wait for a person: policyscan sources list",
    )


def test_an_original_that_was_lost_makes_no_second_version(web, desk):
    data = pdf(5)
    web.routes["/force.pdf"] = Document(data)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    desk.workspace.store.blob_path(sha(data)).unlink()
    assert desk.check()[0] == {"force.pdf": "unchanged"} and desk.standings("force.pdf") == ["in_force"]
    assert desk.workspace.store.blob(sha(data)) == data
    web.routes["/force.pdf"] = Document(pdf(6))
    desk.check()
    assert desk.standings("force.pdf") == ["replaced", "in_force"]


def test_a_row_of_no_use_can_be_removed(web, desk):
    for name in "ab":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    desk.list(f"{web.url('/a.pdf')},a.pdf", f"{web.url('/b.pdf')},b.pdf")
    desk.check()
    desk.list(f"{web.url('/a.pdf')},a.pdf", f"{web.url('/b.pdf')},b.pdf,,novel")
    assert desk.workspace.sources.remove("b.pdf") == ("b.pdf",)
    assert desk.check()[0] == {"a.pdf": "unchanged"} and desk.in_force() == {"a.pdf"}
