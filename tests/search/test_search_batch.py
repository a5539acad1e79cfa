"""Questions come out of a CSV as they were written, and answers go into one that any reader takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policyscan.errors import QueryError
from policyscan.model import Hit
from policyscan.search import SearchAnswer
from policyscan.search.batch import COLUMNS, Asked, answers_as_csv, read_questions

HIT = Hit(
    1, 0.8125, "Officers shall warn.", "Alder", "Ohio", "US", "policy", "alder.pdf", "ab" * 32, "Force", "2024", 12, "A-12",
    "3 Warnings", 10, 30, (), "p1", also=(("Birch", "cd" * 32, 2), ("Birch", "ef" * 32, 3), ("Cedar", "01" * 32, 4)),
    why=("words: warn", "meaning: 0.71"),
)  # fmt: skip
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
REUSED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def questions(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    path = folder / "asked.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(one.id, one.question) for one in read_questions(path)]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("question\nwho warns\nwho shoots\n", [("1", "who warns"), ("2", "who shoots")]),
        ("id,question\na,who warns\n,who shoots\n", [("a", "who warns"), ("2", "who shoots")]),
        ("Question , note,ID\nwho warns,x,7\n", [("7", "who warns")]),
        ("q\nwho\n", [("1", "who")]),
        ("query\nwho\n", [("1", "who")]),
        # Quotes, commas and lines inside a cell.
        ('question\n"when, and ""how"""\n', [("1", 'when, and "how"')]),
        ('question\n"who\nwarns"\n', [("1", "who\nwarns")]),
        # A byte order mark, and the line ends of other systems.
        (b"\xef\xbb\xbfquestion\r\nwho warns\r\n", [("1", "who warns")]),
        # One column needs no head.
        ("who warns\nwho shoots", [("1", "who warns"), ("2", "who shoots")]),
        (b"\xef\xbb\xbfwho warns", [("1", "who warns")]),
        # Empty rows count as rows and ask nothing; before the head they are passed over.
        ("question\nwho\n\n  \nwhen\n", [("1", "who"), ("4", "when")]),
        ("\n ,\nid,question\na,who\n", [("a", "who")]),
        ("id,question\na,\nb,who\nc\n", [("b", "who")]),
        # Cells beyond the head may be empty.
        ("id,question\na,who,,\n", [("a", "who")]),
        ("question\n  who warns \n", [("1", "who warns")]),
    ],
)
def test_questions_are_read(tmp_path: Path, content: str | bytes, found: list[tuple[str, str]]) -> None:
    assert questions(tmp_path, content) == found


@pytest.mark.parametrize(
    ("content", "problem", "fix"),
    [
        ("", "there is no question in it", "Write one question a row."),
        ("question\n\n ,\n", "there is no question in it", "Write one question a row."),
        ("id,question\na,\n", "there is no question in it", "Write one question a row."),
        ("a,b\nc,d\n", "no column is called question", "Give the column of the questions that name."),
        ("when, and how\n", "no column is called question", "Give the column of the questions that name."),
        (b"\xff\xfeq\x00", "cannot be read (it is not UTF-8)", "Name a CSV of questions in UTF-8."),
        # Half a question would be answered as if it were a whole one.
        (
            "question\nwho\nwhen, and how\n",
            "row 2 below the head has more cells than it",
            "Put quotation marks around a question that holds a comma.",
        ),
        (
            'question\n"' + "a" * (csv.field_size_limit() + 1),
            f"is no CSV (field larger than field limit ({csv.field_size_limit()}))",
            "Close every quotation mark.",
        ),
    ],
    ids=["empty", "head", "ids", "columns", "comma", "bytes", "cells", "open"],
)
def test_a_file_without_clear_questions_is_refused(
    tmp_path: Path, content: str | bytes, problem: str, fix: str
) -> None:
    with pytest.raises(QueryError) as caught:
        questions(tmp_path, content)
    joint = " " if problem.startswith(("cannot", "is no")) else ""
    assert caught.value.problem.removeprefix(f"{tmp_path / 'asked.csv'}:").strip() == problem, joint
    assert caught.value.fix == fix


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(QueryError) as caught:
            read_questions(path)
        assert caught.value.problem.startswith(f"{path}: cannot be read (")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1).filter(str.strip)


@REUSED
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(tmp_path: Path, rows: list[tuple[str, str]], marked: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("note", "question", "id"))
    writer.writerows(("", question, name) for name, question in rows)
    content = out.getvalue().encode("utf-8-sig" if marked else "utf-8")
    assert questions(tmp_path, content) == [(name.strip(), question.strip()) for name, question in rows]


@REUSED
@given(st.binary(max_size=60) | st.text('ab",\n\r \t;qid=\ufeff', max_size=40).map(str.encode))
def test_any_file_has_questions_or_is_refused(tmp_path: Path, content: bytes) -> None:
    try:
        found = questions(tmp_path, b"question\n" + content)
    except QueryError:
        return
    assert found
    assert all(name and question.strip() == question != "" for name, question in found)


# --- answers --------------------------------------------------------------------------------


def test_every_hit_is_a_row_with_its_place_quote_and_reasons() -> None:
    answer = SearchAnswer((HIT, replace(HIT, rank=2, also=())), "1 document without a date left out.")
    first, second = read(answers_as_csv([Asked("a", "who warns")], lambda _: answer))
    assert list(first) == list(COLUMNS)
    assert first == {
        "id": "a", "question": "who warns", "rank": "1", "score": "0.8125", "place": "Alder", "region": "Ohio",
        "country": "US", "kind": "policy", "document": "alder.pdf", "sha256": "ab" * 32, "title": "Force",
        "published": "2024", "page": "12", "page_label": "A-12", "section": "3 Warnings", "start": "10", "end": "30",
        "quote": "Officers shall warn.", "also": "Birch; Cedar", "why": "words: warn; meaning: 0.71",
        "note": "1 document without a date left out.",
    }  # fmt: skip
    assert (second["rank"], second["also"]) == ("2", "")


def test_a_question_that_finds_nothing_or_fails_has_a_row_with_its_note() -> None:
    def ask(question: str) -> SearchAnswer:
        if question == "bad":
            raise QueryError("the query is empty", fix="ask in plain words")
        return SearchAnswer((), "Nothing relevant.") if question == "none" else SearchAnswer((HIT,))

    rows = read(answers_as_csv([Asked("1", "bad"), Asked("2", "none"), Asked("3", "who")], ask))
    assert [(row["id"], row["rank"], row["quote"], row["note"]) for row in rows] == [
        ("1", "", "", "the query is empty: ask in plain words"),
        ("2", "", "", "Nothing relevant."),
        ("3", "1", "Officers shall warn.", ""),
    ]


def test_a_failure_that_is_no_fault_of_the_question_is_not_hidden() -> None:
    def ask(question: str) -> SearchAnswer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answers_as_csv([Asked("1", "who")], ask)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_read_as_a_formula(text: str) -> None:
    hit = replace(HIT, text=text, place=text, region=text, country=text, document=text, title=text, section=text,
                  page_label=text, published=text, also=((text, "", 1),), why=(text,))  # fmt: skip
    (row,) = read(answers_as_csv([Asked(text, text)], lambda _: SearchAnswer((hit,), text)))
    assert {name for name, cell in row.items() if cell == f"'{text}"} == {
        "id", "question", "place", "region", "country", "document", "title", "section", "page_label", "published",
        "quote", "also", "why", "note",
    }  # fmt: skip
    assert not [cell for cell in row.values() if cell.startswith(FORMULAS)]


@given(st.lists(st.tuples(CELLS, st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3)), max_size=4))
def test_answers_are_read_back_as_they_were(asked: Sequence[tuple[str, list[str]]]) -> None:
    found = dict(asked)

    def ask(question: str) -> SearchAnswer:
        return SearchAnswer(tuple(replace(HIT, rank=at, text=text) for at, text in enumerate(found[question], start=1)))

    rows = read(answers_as_csv([Asked(str(at), question) for at, (question, _) in enumerate(asked)], ask))
    written = [(str(at), question, text) for at, (question, _) in enumerate(asked) for text in found[question] or [""]]
    assert [(row["id"], row["question"], row["quote"]) for row in rows] == [
        (name, neutral(question), neutral(text)) for name, question, text in written
    ]


def neutral(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def test_a_batch_is_what_its_questions_give_one_by_one(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "asked.csv"
    path.write_text('must officers intervene\n"""verbal warning"" place:alder"\nplace:nowhere x\n', encoding="utf-8")
    rows = read(answers_as_csv(read_questions(path), ask))
    hits = [*ask("must officers intervene"), *ask('"verbal warning" place:alder')]
    assert [row["quote"] for row in rows] == [*(hit.text for hit in hits), ""]
    assert rows[-1]["note"].startswith("there is no place 'nowhere' here: ")
