"""Each command asks the workspace for the right thing and shows the answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import EXPLANATION, FAILED, FAILING, HIT, Answer, Event, Failure, FakeWorkspace

from policyscan.cli.progress import describe
from policyscan.cli.search import mark
from policyscan.errors import WorkspaceError

Run = Callable[..., Any]


# --- ingest ---------------------------------------------------------------------------------


def test_ingest_passes_its_options_on(run: Run, workspace: FakeWorkspace) -> None:
    result = run("ingest", "a.pdf", "folder", "--manifest", "m.csv", "--workspace", "ws", "--no-ocr", "--jobs", "3")
    assert result.exit_code == 0
    assert workspace.calls == [
        ("open", Path("ws"), True),
        ("ingest", [Path("a.pdf"), Path("folder")], Path("m.csv"), False, 3),
    ]


def test_ingest_reads_scans_unless_told_otherwise(run: Run, workspace: FakeWorkspace) -> None:
    run("ingest", "a.pdf", "--workspace", "ws")
    assert workspace.calls[-1] == ("ingest", [Path("a.pdf")], None, True, None)


def test_ingest_ends_with_a_summary(run: Run) -> None:
    assert run("ingest", "a.pdf", "-w", "ws").stdout.splitlines() == [
        "2 documents: 1 new, 1 unchanged",
        "13 pages (1 unreadable, 2 read by OCR now), 71 clauses",
        "work done: 1 parsed, 1 extracted, 64 passages embedded, 12.3 s",
        "3 files skipped, as no PDF by name",
        "A note.",
    ]


def test_ingest_names_each_failed_file_with_its_fix_and_exits_with_1(run: Run, workspace: FakeWorkspace) -> None:
    workspace.report = FAILED
    result = run("ingest", "a.pdf", "-w", "ws")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-4:] == [
        "torn.pdf: the file is empty",
        "  Fix: Fetch it again.",
        "locked.pdf: it needs a password",
        "  Fix: Give it in the manifest.",
    ]


def test_ingest_shows_plain_lines_where_nobody_looks_on(run: Run, workspace: FakeWorkspace) -> None:
    workspace.events = (
        Event("a.pdf", "read", 0, 2, "page 1 of 9"),
        Event("a.pdf", "read", 0, 2, "page 2 of 9"),
        Event("a.pdf", "done", 1, 2, "new"),
        Event("", "embed", 2, 2, "64 of 64"),
    )
    result = run("ingest", "a.pdf", "-w", "ws")
    assert result.stderr.splitlines() == [
        "[0/2] a.pdf: read, page 1 of 9",
        "[1/2] a.pdf: done, new",
        "[2/2] embed, 64 of 64",
    ]


def test_an_event_without_a_message_is_its_stage() -> None:
    assert describe(Event("a.pdf", "read", 0, 0)) == "a.pdf: read"


# --- search ---------------------------------------------------------------------------------


def test_search_passes_its_filters_on(run: Run, workspace: FakeWorkspace) -> None:
    result = run(
        "search", "warning", "-w", "ws", "--place", "A", "--place", "B", "--kind", "policy", "--region", "R",
        "--country", "US", "--measure", "m", "--force", "firearm", "--modality", "must_not", "--since", "2020",
        "--until", "2024-05", "-n", "3", "--diverse",
    )  # fmt: skip
    assert result.exit_code == 0
    assert workspace.calls == [
        ("open", Path("ws"), False),
        (
            "search",
            "warning",
            {
                "places": ("A", "B"), "kinds": ("policy",), "regions": ("R",), "countries": ("US",), "measures": ("m",),
                "force_types": ("firearm",), "modalities": ("must_not",), "since": "2020", "until": "2024-05", "limit": 3,
                "diverse": True,
            },
        ),
    ]  # fmt: skip


def test_search_shows_place_page_and_quote(run: Run) -> None:
    assert [line.strip() for line in run("search", "warn", "-w", "ws").stdout.splitlines()] == [
        "1. Alder Falls, Oregon, US  0.81",
        "alder.pdf · page 300-7 (PDF page 12) · 300.4 Warnings",
        "Officers shall give a verbal warning, where feasible, before shooting.",
        "Why: words: warning",
        "",
    ]


def test_search_as_json_is_a_list_of_hits(run: Run) -> None:
    result = run("search", "warn", "-w", "ws", "--format", "json")
    assert json.loads(result.stdout) == [json.loads(json.dumps(HIT.as_dict()))]
    wanted = "rank score text place kind document title page page_label section start end boxes"
    assert set(wanted.split()) - set(json.loads(result.stdout)[0]) == set()


def test_search_says_why_nothing_is_relevant(run: Run, workspace: FakeWorkspace) -> None:
    workspace.hits = Answer(())
    workspace.hits.note = "No passage speaks of parking."
    assert run("search", "parking", "-w", "ws").stdout == "No passage speaks of parking.\n"
    result = run("search", "parking", "-w", "ws", "--format", "json")
    assert (json.loads(result.stdout), result.stderr) == ([], "No passage speaks of parking.\n")


def test_search_shows_what_comes_nearest_where_nothing_answers(run: Run, workspace: FakeWorkspace) -> None:
    workspace.hits = Answer(())
    workspace.hits.note = "Nothing relevant: it does not seem to answer."
    workspace.hits.nearest = (HIT,)
    lines = run("search", "parking", "-w", "ws").stdout.splitlines()
    assert lines[:3] == ["Nothing relevant: it does not seem to answer.", "What comes nearest:", ""]
    assert lines[3].startswith("1. ")
    result = run("search", "parking", "-w", "ws", "--format", "json")
    assert json.loads(result.stdout) == []


def test_search_without_a_note_still_says_so(run: Run, workspace: FakeWorkspace) -> None:
    workspace.hits = Answer(())
    assert run("search", "parking", "-w", "ws").stdout == "Nothing relevant was found.\n"


def test_search_keeps_a_document_from_steering_the_terminal(run: Run, workspace: FakeWorkspace) -> None:
    workspace.hits = Answer((replace(HIT, text="\x1b[31mred\x1b[0m [bold]plain[/bold] :smile:"),))
    assert "\ufffd[31mred\ufffd[0m [bold]plain[/bold] :smile:" in run("search", "red", "-w", "ws").stdout


def test_matched_words_are_bold_in_whatever_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyscan.search.marks.vocabulary", lambda: ())
    shown = mark("Warnings are given\x1b before officers shoot at the driver.", "must an officer warn the drivers")
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["Warnings", "driver"]


def test_search_names_the_places_with_the_same_words(run: Run, workspace: FakeWorkspace) -> None:
    also = tuple((f"Town {number % 7}", "cd" * 32, number) for number in range(1, 9))
    workspace.hits = Answer((replace(HIT, also=also[:2]), replace(HIT, also=also)))
    lines = [line.strip() for line in run("search", "warn", "-w", "ws").stdout.splitlines() if "same words" in line]
    assert lines == [
        "The same words: Town 1, Town 2",
        "The same words: Town 1, Town 2, Town 3, Town 4, Town 5; and in 2 other places",
    ]


@pytest.mark.parametrize("words", [("--kind", "poem"), ("-n", "0"), ("--format", "xml"), ("--modality", "shall")])
def test_a_wrong_option_of_search_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run("search", "q", "-w", "ws", *words).exit_code == 2


def test_a_batch_asks_every_question_with_the_same_options(run: Run, workspace: FakeWorkspace, tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text('id,question\na,must officers warn\nb,"when, and how"\n', encoding="utf-8")
    result = run("search", "--batch", str(asked), "-w", "ws", "--place", "A", "-n", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [call[:2] for call in workspace.calls] == [
        ("open", Path("ws")),
        ("search", "must officers warn"),
        ("search", "when, and how"),
    ]
    assert all((call[2]["places"], call[2]["limit"]) == (("A",), 2) for call in workspace.calls[1:])
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["id"], row["question"], row["place"], row["quote"]) for row in rows] == [
        ("a", "must officers warn", HIT.place, HIT.text),
        ("b", "when, and how", HIT.place, HIT.text),
    ]


def test_a_batch_is_written_to_a_file_when_one_is_named(run: Run, tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.csv", tmp_path / "answers.csv"
    asked.write_text("must officers warn\nwho warns\n", encoding="utf-8")
    result = run("search", "--batch", str(asked), "-w", "ws", "--output", str(out))
    assert (result.exit_code, result.stdout) == (0, f"2 questions answered: {out}\n")
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["question"] for row in csv.DictReader(file)] == ["must officers warn", "who warns"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "there is no question"),
        (("warn", "--batch", "FILE"), "both a question and --batch"),
        (("warn", "--output", "out.csv"), "--output is for the answers to --batch"),
    ],
)
def test_search_wants_a_question_or_a_file_of_them(
    run: Run, workspace: FakeWorkspace, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text("who warns\n", encoding="utf-8")
    result = run("search", *(str(asked) if word == "FILE" else word for word in words), "-w", "ws")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, problem)
    assert workspace.calls == []


def test_a_batch_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("search", "--batch", "nowhere.csv", "-w", "ws").exit_code == 2


# --- similar --------------------------------------------------------------------------------


def test_similar_passes_its_options_on(run: Run, workspace: FakeWorkspace) -> None:
    assert run("similar", "p1", "-w", "ws").exit_code == 0
    run("similar", "p1", "-w", "ws", "--opposite", "--place", "A", "--place", "B", "-n", "3")
    assert [call for call in workspace.calls if call[0] == "similar"] == [
        ("similar", "p1", {"opposite": False, "places": (), "limit": 10}),
        ("similar", "p1", {"opposite": True, "places": ("A", "B"), "limit": 3}),
    ]
    assert workspace.calls[0] == ("open", Path("ws"), False)


def test_similar_shows_hits_as_search_does(run: Run) -> None:
    assert run("similar", "p1", "-w", "ws").stdout == run("search", "warn", "-w", "ws").stdout
    result = run("similar", "p1", "-w", "ws", "--format", "json")
    assert json.loads(result.stdout) == [json.loads(json.dumps(HIT.as_dict()))]


def test_similar_says_why_there_is_nothing(run: Run, workspace: FakeWorkspace) -> None:
    workspace.hits = Answer(())
    workspace.hits.note = "Nothing like it was found."
    assert run("similar", "p1", "-w", "ws").stdout == "Nothing like it was found.\n"


@pytest.mark.parametrize("words", [(), ("p1", "-n", "0"), ("p1", "--format", "xml")])
def test_a_wrong_use_of_similar_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run("similar", *words, "-w", "ws").exit_code == 2


# --- compare --------------------------------------------------------------------------------


def test_compare_writes_the_file_and_says_so(run: Run, workspace: FakeWorkspace, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    result = run("compare", "-w", "ws", "--place", "A", "--measure", "m", "--format", "csv", "--output", str(path))
    assert result.exit_code == 0
    assert workspace.calls == [("open", Path("ws"), False), ("compare", ("A",), ("m",))]
    assert result.stdout.splitlines() == [
        "Duty to intervene: of 1 place: 1 yes, 0 no",
        f"Written to {path} and {path}.about.json",
    ]
    assert path.read_text().startswith("place,region,country,measure,")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html"])
def test_compare_takes_the_format_from_the_suffix(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out.{suffix}"
    assert run("compare", "-w", "ws", "--output", str(path)).exit_code == 0
    assert path.stat().st_size > 200


@pytest.mark.parametrize("words", [(), ("--output", "-"), ("--format", "csv")])
def test_compare_without_a_file_gives_csv_and_nothing_else_on_stdout(run: Run, words: tuple[str, ...]) -> None:
    result = run("compare", "-w", "ws", *words)
    (line,) = csv.DictReader(io.StringIO(result.stdout))
    assert (line["place"], line["adopted"], line["evidence"]) == ("Alder Falls", "1", "Officers shall intercede.")
    assert result.stderr == "Duty to intervene: of 1 place: 1 yes, 0 no\n"


def test_compare_without_a_file_gives_json_when_asked(run: Run) -> None:
    assert json.loads(run("compare", "-w", "ws", "--format", "json").stdout)["about"]["taxonomy"] == "0123"


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_compare_refuses_to_put_a_workbook_on_the_screen(run: Run, workspace: FakeWorkspace, kind: str) -> None:
    result = run("compare", "-w", "ws", "--format", kind)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{kind} cannot be written to stdout\n  Fix: Name a file with --output FILE.\n"
    assert workspace.calls == []


def test_compare_refuses_a_suffix_that_it_does_not_know(run: Run, tmp_path: Path) -> None:
    result = run("compare", "-w", "ws", "--output", "out.docx")
    assert result.exit_code == 1
    assert result.stderr == (
        "out.docx: the suffix '.docx' names no format\n  Fix: Choose one of the formats csv, xlsx, json, html.\n"
    )


def test_compare_can_give_only_what_a_person_should_look_at(run: Run, workspace: FakeWorkspace) -> None:
    assert run("compare", "-w", "ws", "--review-below", "0.8").exit_code == 0
    assert workspace.calls[-1] == ("compare", (), (), 0.8)
    assert run("compare", "-w", "ws", "--review-below", "8").exit_code == 2


# --- evaluate -------------------------------------------------------------------------------


def test_evaluate_prints_the_figures(run: Run, workspace: FakeWorkspace) -> None:
    assert run("evaluate", "gold.csv", "-w", "ws").stdout == "accuracy 0.90 (9 of 10)\n"
    assert workspace.calls == [("open", Path("ws"), False), ("evaluate", Path("gold.csv"), False)]


def test_evaluate_takes_all_rows_when_asked(run: Run, workspace: FakeWorkspace) -> None:
    result = run("evaluate", "gold.csv", "-w", "ws", "--all", "--format", "json")
    assert json.loads(result.stdout) == {"accuracy": 0.9}
    assert workspace.calls[-1] == ("evaluate", Path("gold.csv"), True)


def test_evaluate_takes_a_second_coding(run: Run, workspace: FakeWorkspace) -> None:
    assert run("evaluate", "gold.csv", "second.csv", "-w", "ws").exit_code == 0
    assert workspace.calls[-1] == ("evaluate", Path("gold.csv"), Path("second.csv"), False)


# --- explain --------------------------------------------------------------------------------


def test_explain_shows_clauses_with_their_cues_and_every_row(run: Run, workspace: FakeWorkspace) -> None:
    result = run("explain", "-w", "ws", "--place", "Alder Falls", "--measure", "duty-to-intervene")
    assert workspace.calls == [("open", Path("ws"), False), ("explain", "Alder Falls", "duty-to-intervene")]
    assert result.stdout.splitlines() == [
        "Alder Falls, Oregon, US · Duty to intervene",
        "Must officers intervene?",
        "required (1), judged, confidence 0.90",
        "adopted: The rule is there.",
        "",
        "Decided by",
        "  alder.pdf · PDF page 7 · Conduct",
        "  When force is excessive: …",
        "  Officers [must: shall] intercede.",
        "",
        "Rows of the measure's table",
        "  must-intervene (meets): 1 clause, first alder.pdf, page 7",
        "    An officer must act.",
        "  may-intervene (fails): no clause",
        "",
        "Searched",
        "  alder.pdf (2024): 9 pages, 70 clauses, unreadable: 2",
        "",
        "What would change the answer",
        "The loss of the deciding clause.",
        "A note.",
    ]


def test_explain_as_json_has_the_same_and_the_offsets(run: Run) -> None:
    found = json.loads(run("explain", "-w", "ws", "--place", "A", "--measure", "m", "--format", "json").stdout)
    assert found["clauses"][0]["marked"] == "Officers [must: shall] intercede."
    assert [row["clauses"] for row in found["rows"]] == [1, 0]
    assert (found["clauses"][0]["start"], found["what_would_change_the_answer"]) == (5, EXPLANATION.change)


# --- verify ---------------------------------------------------------------------------------


def test_verify_says_that_all_stands(run: Run, workspace: FakeWorkspace) -> None:
    result = run("verify", "out.csv", "-w", "ws")
    assert (result.exit_code, result.stdout) == (
        0,
        "1 of 1 quote from 1 document stands where the export says (1 read afresh from the original)\n",
    )
    assert workspace.calls == [("open", Path("ws"), False), ("verify", Path("out.csv"))]


@pytest.mark.parametrize("words", [(), ("--format", "json")])
def test_verify_exits_with_1_where_a_quote_fails(run: Run, workspace: FakeWorkspace, words: tuple[str, ...]) -> None:
    workspace.verification = FAILING
    result = run("verify", "out.csv", "-w", "ws", *words)
    assert result.exit_code == 1
    if words:
        assert json.loads(result.stdout)["checks"][0]["failures"] == ["the document has no page 7"]
    else:
        assert result.stdout.splitlines()[0] == (
            "row 2, Alder Falls, duty-to-intervene, alder.pdf, page 7: the document has no page 7"
        )


# --- review ---------------------------------------------------------------------------------


def test_review_export_passes_its_options_on(run: Run, workspace: FakeWorkspace) -> None:
    result = run("review", "export", "-w", "ws", "--below", "0.7", "--output", "review.xlsx")
    assert result.stdout == "3 cells written to review.xlsx\n"
    assert workspace.calls == [("open", Path("ws"), False), ("review export", Path("review.xlsx"), 0.7)]


def test_review_import_shows_what_was_kept(run: Run, workspace: FakeWorkspace) -> None:
    assert run("review", "import", "r.xlsx", "-w", "ws", "--reviewer", "Ann").stdout == "accuracy 0.90 (9 of 10)\n"
    assert workspace.calls[-1] == ("review import", Path("r.xlsx"), "Ann")


def test_a_refused_review_is_one_line_with_a_fix(run: Run, workspace: FakeWorkspace) -> None:
    workspace.error = WorkspaceError("r.xlsx: row 2: no such cell", fix="Correct it.")
    result = run("review", "import", "r.xlsx", "-w", "ws")
    assert (result.exit_code, result.stderr) == (1, "r.xlsx: row 2: no such cell\n  Fix: Correct it.\n")


# --- status ---------------------------------------------------------------------------------


def test_status_counts_and_names_failures_with_their_fix(run: Run, workspace: FakeWorkspace) -> None:
    workspace.state.failures = (Failure("torn.pdf", "torn.pdf: the file is empty", "Fetch it again."),)
    result = run("status", "-w", "ws")
    assert result.exit_code == 0
    assert [line.strip() for line in result.stdout.splitlines()] == [
        "Workspace ws",
        "2  documents",
        "2  places",
        "1,300  pages",
        "1  unreadable pages",
        "2  pages read by OCR",
        "71  clauses",
        "64  passages",
        "The index is current.",
        "",
        "1 failed:",
        "torn.pdf: the file is empty",
        "Fix: Fetch it again.",
    ]


def test_status_lists_documents_when_asked(run: Run) -> None:
    lines = [line.split() for line in run("status", "-w", "ws", "--documents").stdout.splitlines()]
    assert ["file", "pages"] in lines
    assert ["birch.pdf", "1,291"] in lines
    assert "birch.pdf" not in run("status", "-w", "ws").stdout


def test_status_as_json_holds_everything(run: Run) -> None:
    whole = json.loads(run("status", "-w", "ws", "--format", "json").stdout)
    assert whole["pages"] == 1300
    assert whole["documents_rows"][1] == {"file": "birch.pdf", "pages": 1291}


# --- failures -------------------------------------------------------------------------------

COMMANDS = (("ingest", "a.pdf"), ("search", "q"), ("similar", "p1"), ("compare",), ("evaluate", "g.csv"), ("status",))


@pytest.mark.parametrize("words", COMMANDS)
def test_an_expected_failure_is_its_problem_and_its_fix(
    run: Run, workspace: FakeWorkspace, words: tuple[str, ...]
) -> None:
    workspace.error = WorkspaceError("ws: is no workspace", fix="Ingest something first.")
    result = run(*words, "-w", "ws")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "ws: is no workspace\n  Fix: Ingest something first.\n"


@pytest.mark.parametrize("words", COMMANDS)
def test_a_workspace_is_closed_whatever_happens(run: Run, workspace: FakeWorkspace, words: tuple[str, ...]) -> None:
    workspace.error = WorkspaceError("ws: is no workspace", fix="Ingest something first.")
    run(*words, "-w", "ws")
    assert workspace.closed


@pytest.mark.parametrize("words", COMMANDS)
def test_an_interruption_is_one_line(run: Run, workspace: FakeWorkspace, words: tuple[str, ...]) -> None:
    workspace.error = KeyboardInterrupt()
    result = run(*words, "-w", "ws")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Stopped. What was finished is kept.\n")


@pytest.mark.parametrize("words", COMMANDS)
def test_an_unexpected_failure_keeps_its_traceback(run: Run, workspace: FakeWorkspace, words: tuple[str, ...]) -> None:
    workspace.error = ZeroDivisionError()
    assert isinstance(run(*words, "-w", "ws").exception, ZeroDivisionError)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_without_a_workspace_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_the_workspace_may_come_from_the_environment(
    run: Run, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYSCAN_WORKSPACE", "there")
    assert run("status").exit_code == 0
    assert workspace.calls == [("open", Path("there"), False)]
