"""Reviews: the sheet, the answers kept beside the rules', what compare shows of them, and what is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import Kind, Listing, Place, State
from policyscan.review import reading_of, uncertain
from policyscan.store import Review, Store

# A cell that the rules answer with no; it is in the sheet of the cells below BELOW, many others are not.
CELL = ("Calder Mills", "require-de-escalation")
BELOW = 0.9


@pytest.fixture
def workspace(sample_folder, tmp_path):
    """A copy of the sample's workspace, to write to."""
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        yield place


def cell_of(workspace, place: str = CELL[0], measure: str = CELL[1]):
    (found,) = workspace.compare(places=[place], measures=[measure])
    return found


def fill(path, *answers) -> None:
    """Answer rows of a sheet: (place, measure, answer, comment, reviewer)."""
    book = load_workbook(path)
    sheet = book["Review"]
    names = {cell.value: cell.column for cell in sheet[1]}
    for place, measure, answer, comment, reviewer in answers:
        for row in range(2, sheet.max_row + 1):
            if (sheet.cell(row, names["place"]).value, sheet.cell(row, names["measure"]).value) == (place, measure):
                break
        else:
            row = sheet.max_row + 1
            sheet.cell(row, names["place"], place)
            sheet.cell(row, names["measure"], measure)
        for name, value in (("answer", answer), ("comment", comment), ("reviewer", reviewer)):
            sheet.cell(row, names[name], value)
    book.save(path)


@pytest.fixture
def sheet(workspace, tmp_path):
    assert cell_of(workspace).adopted == 0
    assert cell_of(workspace).confidence < BELOW
    path = tmp_path / "review.xlsx"
    workspace.review_export(path, below=BELOW)
    return path


# --- the sheet ------------------------------------------------------------------------------------


def test_the_sheet_has_a_row_for_each_uncertain_cell_with_quotes_pages_and_links(workspace, tmp_path):
    path = tmp_path / "review.xlsx"
    wanted = [j for j in workspace.compare() if j.confidence < 0.8 or j.state in {State.CONTESTED, State.UNREADABLE}]
    assert workspace.review_export(path, below=0.8) == len(wanted) > 8
    sheet = load_workbook(path)["Review"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert {(row["place"].value, row["measure"].value) for row in rows} == {(j.place.name, j.measure) for j in wanted}
    assert [row["confidence"].value for row in rows] == sorted(j.confidence for j in wanted)
    by_cell = {(j.place.name, j.measure): j for j in wanted}
    for row in rows:
        judgement = by_cell[row["place"].value, row["measure"].value]
        assert row["rules_say"].value == judgement.adopted
        assert [row[name].value for name in ("answer", "comment", "reviewer")] == [None, None, None]
        for rank in (1, 2, 3):
            quote, page = row[f"quote_{rank}"], row[f"page_{rank}"]
            if rank > len(judgement.evidence):
                assert (quote.value, page.value) == (None, None)
                continue
            evidence = judgement.evidence[rank - 1]
            assert quote.value.lstrip("'") == evidence.text.lstrip("'")
            assert page.value == f"{evidence.document}, page {evidence.page}"
            assert (
                page.hyperlink.target
                == f"{workspace.store.blob_path(evidence.sha256).resolve().as_uri()}#page={evidence.page}"
            )


def test_contested_and_unreadable_cells_are_asked_whatever_the_confidence(workspace, tmp_path):
    path = tmp_path / "review.xlsx"
    states = {j.state for j in uncertain(workspace.compare().judgements, 0.0)}
    assert states == {State.CONTESTED, State.UNREADABLE}
    assert workspace.review_export(path, below=0.0) == len(uncertain(workspace.compare().judgements, 0.0))


@pytest.mark.parametrize(
    ("name", "below", "problem"),
    [
        ("review.csv", 0.8, "a review is written as .xlsx"),
        ("review.xlsx", 8.0, "a confidence is 0 to 1, not 8.0"),
    ],
)
def test_a_sheet_that_cannot_be_written_is_refused(workspace, tmp_path, name, below, problem):
    with pytest.raises(QueryError) as raised:
        workspace.review_export(tmp_path / name, below=below)
    assert raised.value.problem.removeprefix(f"{tmp_path / name}: ") == problem
    assert not (tmp_path / name).exists()


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_who_when_why_and_what_the_rules_said(workspace, sheet):
    before = cell_of(workspace)
    fill(sheet, (*CELL, 1, "'=1: the ban is on page 2", "Ann Lee"))
    report = workspace.review_import(sheet)
    (kept,) = workspace.store.reviews()
    assert (kept.place, kept.measure) == (before.place, before.measure)
    assert (kept.answer, kept.comment, kept.reviewer) == (1, "=1: the ban is on page 2", "Ann Lee")
    assert (kept.rules_adopted, kept.rules_reason, kept.rules_by) == (0, before.reason_code, before.by)
    assert (kept.reading, len(kept.at)) == (reading_of(before), 25)
    assert (report.kept, report.known, report.older) == (1, 0, ())
    # The rules' own judgement stays as it was.
    assert before in workspace.store.judgements()


def test_compare_shows_the_answer_first_and_says_so(workspace, sheet):
    before = cell_of(workspace)
    yes = {line.measure: line.yes for line in workspace.compare().coverage}
    fill(sheet, (*CELL, 1, "The ban is on page 2", "Ann Lee"))
    workspace.review_import(sheet)
    (kept,) = workspace.store.reviews()
    after = cell_of(workspace)
    assert (after.adopted, after.state, after.by, after.as_of) == (1, State.JUDGED, "Ann Lee", kept.at)
    assert after.verdict == workspace.taxonomy.measure_by_id[CELL[1]].verdict_yes
    assert after.reason == (
        f"Ann Lee answered 1 on {kept.at[:10]}: The ban is on page 2. The rules say 0 ({before.verdict}): {before.reason}"
    )
    assert (after.evidence, after.reason_code, after.confidence) == (before.evidence, "adopted", 1.0)
    assert {line.measure: line.yes for line in workspace.compare().coverage}[CELL[1]] == yes[CELL[1]] + 1
    assert workspace.explain(*CELL).answer == after
    assert workspace.explain(*CELL).judgement == before


def test_an_answered_cell_is_not_asked_again(workspace, sheet, tmp_path):
    fill(sheet, (*CELL, 0, "", "Ann"))
    workspace.review_import(sheet)
    count = len(load_workbook(sheet)["Review"]["A"]) - 1
    assert workspace.review_export(tmp_path / "again.xlsx", below=BELOW) == count - 1
    # The one who agrees with the rules keeps their reason code.
    assert cell_of(workspace).reason_code == workspace.store.reviews()[0].rules_reason


def test_the_same_file_twice_changes_nothing(workspace, sheet):
    fill(sheet, (*CELL, 1, "", "Ann"))
    workspace.review_import(sheet)
    report = workspace.review_import(sheet)
    assert (report.kept, report.known, len(workspace.store.reviews())) == (0, 1, 1)


def test_the_last_answer_counts_and_the_others_are_named(workspace, sheet):
    for answer, who in ((1, "Ann"), (0, "Ben"), (0, "Ann")):
        fill(sheet, (*CELL, answer, "", who))
        workspace.review_import(sheet)
    assert len(workspace.store.reviews()) == 3
    shown = cell_of(workspace)
    assert (shown.by, shown.adopted) == ("Ann", 0)
    assert "Ben answered 0 on " in shown.reason
    assert "answered 1" not in shown.reason


def test_a_comment_alone_is_kept_and_answers_nothing(workspace, sheet):
    before = cell_of(workspace)
    fill(sheet, (*CELL, None, "Cannot tell", "Ann"))
    report = workspace.review_import(sheet)
    assert (report.kept, report.agreement.overall.cells) == (1, 0)
    assert workspace.store.reviews()[0].answer is None
    assert cell_of(workspace) == before


def test_agreement_and_kappa_are_given_for_each_measure(workspace, sheet):
    unsure = [j for j in workspace.compare() if j.confidence < 0.8 and j.adopted is not None][:4]
    answers = [j.adopted if number else 1 - j.adopted for number, j in enumerate(unsure)]
    fill(sheet, *((j.place.name, j.measure, answer, "", "Ann") for j, answer in zip(unsure, answers, strict=True)))
    report = workspace.review_import(sheet)
    assert (report.agreement.overall.accuracy.hits, report.agreement.overall.cells) == (3, 4)
    assert {name for name, _ in report.agreement.by_measure} == {j.measure for j in unsure}
    assert report.as_dict()["agreement"]["overall"]["accuracy"]["hits"] == 3
    lines = report.as_text().splitlines()
    assert lines[0].startswith("4 kept, 0 known already, ")
    assert lines[-1].startswith("all                            0.75 (3/4; ")


def test_the_reviewer_may_be_named_with_the_command(workspace, sheet):
    fill(sheet, (*CELL, 1, "", None))
    workspace.review_import(sheet, reviewer="Ann")
    assert workspace.store.reviews()[0].reviewer == "Ann"


# --- answers about something else than now ----------------------------------------------------------


def test_an_answer_about_an_older_reading_is_kept_and_said_to_be_so(workspace, sheet):
    fill(sheet, (*CELL, 1, "", "Ann"))
    known = workspace.store.judgements()
    changed = [replace(j, evidence=j.evidence[1:]) if (j.place.name, j.measure) == CELL else j for j in known]
    workspace.store.put_judgements(changed, "key")
    report = workspace.review_import(sheet)
    (line,) = report.older
    assert line.endswith(f"{CELL[0]}, {CELL[1]}: about an older reading of the same documents; kept, and shown as such")
    shown = cell_of(workspace)
    assert (shown.by, shown.adopted) == ("Ann", 1)
    assert ", about an older reading of the same documents. The rules say 0" in shown.reason
    assert workspace.store.reviews()[0].rules_by == shown.by or workspace.store.reviews()[0].rules_by.startswith(
        "rules@"
    )


def test_a_judgement_that_changes_after_the_answer_makes_it_older(workspace, sheet):
    fill(sheet, (*CELL, 1, "", "Ann"))
    workspace.review_import(sheet)
    assert "older" not in cell_of(workspace).reason
    changed = [
        replace(j, reason_code="other") if (j.place.name, j.measure) == CELL else j
        for j in workspace.store.judgements()
    ]
    workspace.store.put_judgements(changed, "key")
    assert ", about an older reading of the same documents" in cell_of(workspace).reason


def test_an_answer_about_other_documents_is_named_and_does_not_stand(workspace, sheet):
    fill(sheet, (*CELL, 1, "", "Ann"))
    workspace.review_import(sheet)
    before = workspace.explain(*CELL).judgement
    other = next(x for x in workspace.store.listings() if x.file == "pell-harbor-order-98-14.pdf")
    workspace.store.put_listing(Listing("added.pdf", other.sha256, before.place, Kind.POLICY))
    shown = cell_of(workspace)
    assert (shown.by, shown.adopted) == (before.by, 0)
    assert shown.reason.startswith(before.reason)
    assert shown.reason.endswith("about documents that are no longer the ones in force.")
    found = workspace.explain(*CELL)
    assert (found.answer, len(found.notes)) == (None, 1)
    assert found.notes[0].startswith("Ann answered 1 on ")
    # The cell is asked again, and the old sheet's answer is still about the old documents.
    fill(sheet, (*CELL, 0, "", "Ben"))
    (line,) = workspace.review_import(sheet).older
    assert line.endswith("kept, but the rules' answer is shown")


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (
            ("Atlantis", "ban-chokeholds", 1, "", "Ann"),
            "there is no cell 'Atlantis', 'ban-chokeholds' in this workspace",
        ),
        (("Wexcombe", "ban-cars", 1, "", "Ann"), "there is no cell 'Wexcombe', 'ban-cars' in this workspace"),
        (("Wexcombe", "duty-to-intervene", "maybe", "", "Ann"), "the answer is 'maybe', not 1, 0 or nothing"),
        (("Wexcombe", "duty-to-intervene", 0.5, "", "Ann"), "the answer is '0.5', not 1, 0 or nothing"),
        (("Wexcombe", "duty-to-intervene", 1, "", None), "an answer without a reviewer"),
        (("Wexcombe", "duty-to-intervene", 1, "", "rules@x"), "'rules@x' is no person's name"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_and_nothing_is_kept(workspace, sheet, answer, problem):
    fill(sheet, (*CELL, 1, "", "Ann"), answer)
    row = load_workbook(sheet)["Review"].max_row
    with pytest.raises(QueryError) as raised:
        workspace.review_import(sheet)
    assert raised.value.problem == f"{sheet}: row {row}: {problem}"
    assert raised.value.fix == "Correct the rows and import the file again; nothing was kept."
    assert workspace.store.reviews() == ()


def test_two_answers_of_one_person_for_one_cell_are_refused(workspace, sheet):
    fill(sheet, (*CELL, 1, "", "Ann"))
    book = load_workbook(sheet)
    page = book["Review"]
    names = {cell.value: cell.column for cell in page[1]}
    for name, value in (("place", CELL[0]), ("measure", CELL[1]), ("answer", 0), ("reviewer", "Ann")):
        page.cell(page.max_row + (name == "place"), names[name], value)
    book.save(sheet)
    with pytest.raises(QueryError) as raised:
        workspace.review_import(sheet)
    assert "Ann answers the same cell otherwise in row " in raised.value.problem


def test_an_unused_row_of_an_unknown_place_is_no_matter(workspace, sheet):
    fill(sheet, ("Atlantis", "ban-chokeholds", None, None, None))
    assert workspace.review_import(sheet).kept == 0


@pytest.mark.parametrize("name", ["none.xlsx", "notes.xlsx"])
def test_a_file_that_is_no_review_is_refused(workspace, tmp_path, name):
    (tmp_path / "notes.xlsx").write_bytes(b"no workbook")
    with pytest.raises(QueryError):
        workspace.review_import(tmp_path / name)


# --- what to look at first ----------------------------------------------------------------------------


def test_compare_below_a_confidence_gives_the_least_certain_first(workspace):
    everything = workspace.compare()
    found = workspace.compare(review_below=0.8)
    assert [j.confidence for j in found] == sorted(j.confidence for j in everything if j.confidence < 0.8)
    assert len(found) > 8
    assert found.coverage == everything.coverage
    assert found.note.startswith(
        f"Only the {len(found)} of {len(everything)} cells below a confidence of 0.8 are given."
    )
    with pytest.raises(QueryError):
        workspace.compare(review_below=80)


# --- the store ----------------------------------------------------------------------------------------

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
REVIEWS = st.builds(
    Review,
    place=st.builds(Place, st.sampled_from(["A", "B"])),
    measure=st.sampled_from(["m", "n"]),
    answer=st.sampled_from([1, 0, None]),
    comment=PLAIN,
    reviewer=st.sampled_from(["Ann", "Ben"]),
    at=PLAIN,
    reading=st.sampled_from(["r", "s"]),
    documents=PLAIN,
    rules_adopted=st.sampled_from([1, 0, None]),
    rules_reason=PLAIN,
    rules_by=PLAIN,
)


@given(st.lists(REVIEWS, max_size=6))
def test_the_store_gives_back_each_answer_that_says_something_new(tmp_path_factory, reviews):
    last, kept = {}, []
    with Store.open(tmp_path_factory.mktemp("store"), create=True) as store:
        for review in reviews:
            key = (review.place.id, review.measure, review.reviewer)
            is_new = key not in last or last[key].says != review.says
            assert store.put_review(review) is is_new
            if is_new:
                last[key] = review
                kept.append(review)
        assert list(store.reviews()) == kept
