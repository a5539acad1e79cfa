"""A dump tells all content, in one order, and nothing else."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from upkeep_records import document_of, fill, judgement_of, listing_of, put_document, reading_of, steps

from policyscan import upkeep
from policyscan.errors import WorkspaceError
from policyscan.model import Modality
from policyscan.store import DATABASE, Store
from policyscan.store.codec import compress_layout, unpack_layout

GOLDEN = Path(__file__).with_name("tiny.jsonl")


def lines(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        return list(upkeep.dump_lines(store))


def test_a_tiny_workspace_is_told_on_a_screen(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        put_document(store, "a")
        store.put_judgements([judgement_of()], "key")
    assert lines(folder) == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_a_layout_that_an_earlier_version_kept_in_one_piece_is_told_alike(filled: Store) -> None:
    before = list(upkeep.dump_lines(filled))
    for sha256, data in filled._database.rows("SELECT sha256, data FROM layouts"):
        in_one = b"PSL1" + zlib.compress(unpack_layout(data))
        filled._database.run("UPDATE layouts SET data = ? WHERE sha256 = ?", (in_one, sha256))
    assert list(upkeep.dump_lines(filled)) == before


def test_lines_are_sorted_objects_with_sorted_keys(filled: Store) -> None:
    found = list(upkeep.dump_lines(filled))
    told = [json.loads(line) for line in found]
    assert [row["table"] for row in told] == sorted(row["table"] for row in told)
    assert {row["table"] for row in told} == {*upkeep.DUMPED, "baselines", "blobs", "embeddings", "index"}
    for line, row in zip(found, told, strict=True):
        assert line == json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert len(set(found)) == len(found)


def tables_of(store: Store) -> list[str]:
    return [name for (name,) in store._database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_every_table_is_told_or_left_out_with_a_reason(filled: Store) -> None:
    assert sorted(tables_of(filled)) == sorted([*upkeep.DUMPED, *upkeep.LEFT_OUT])
    assert all(upkeep.LEFT_OUT.values())
    for table, told in upkeep.DUMPED.items():
        columns = {row[1] for row in filled._database.rows(f"PRAGMA table_info({table})")}
        named = {*told.left_out, *told.json, *told.hashed, *told.packed, *told.turns, *told.order} - {"turn"}
        assert named <= columns, table
        assert all(told.left_out.values()), table


def other(value: Any, told: upkeep.tables.Dumped, column: str) -> Any:
    """Another value that the column may hold."""
    if column in told.packed:
        if value[:3] == b"PSL":
            return compress_layout(unpack_layout(value) + b"\4\0\0\0" + bytes(4))
        return zlib.compress(zlib.decompress(value) + b" ")
    if column in told.json:
        return json.dumps([json.loads(value)])
    return value + 1000 if isinstance(value, int | float) else f"{value or ''}x"


def test_a_change_of_any_column_of_any_table_is_seen_and_of_those_left_out_none(filled: Store, tmp_path: Path) -> None:
    before = list(upkeep.dump_lines(filled))
    filled.close()
    tried = 0
    with sqlite3.connect(filled.folder / DATABASE, isolation_level=None) as database:
        for table, told in upkeep.DUMPED.items():
            for column in [row[1] for row in database.execute(f"PRAGMA table_info({table})")]:
                (value,) = database.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchone()
                database.execute("BEGIN")
                changed = other(value, told, column)
                where = f"{column} = (SELECT {column} FROM {table} LIMIT 1)"
                database.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}", (changed,))
                assert database.execute("SELECT changes()").fetchone()[0], (table, column)
                database.execute("COMMIT")
                assert (lines(filled.folder) != before) is (column not in told.left_out), (table, column)
                database.execute("BEGIN")
                database.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (value, changed))
                database.execute("COMMIT")
                assert lines(filled.folder) == before, (table, column)
                tried += 1
    assert tried > 120


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(steps()))), at=st.sampled_from(["2026-01-02", "1999-12-31"]))
def test_order_and_time_of_what_came_in_do_not_matter(tmp_path: Path, order: list[int], at: str) -> None:
    for name, options in (("one", {}), ("two", {"order": order, "at": at})):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        with Store.open(tmp_path / name, create=True) as store:
            fill(store, **options)
    assert lines(tmp_path / "one") == lines(tmp_path / "two")


def test_the_later_of_two_answers_is_told_apart_from_the_earlier(filled: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    shutil.copytree(filled.folder, tmp_path / "copy")
    review = filled.reviews()[0]
    yes, no = replace(review, reviewer="B"), replace(review, reviewer="C", answer=0)
    with Store.open(tmp_path / "copy") as copy:
        for store, answers in ((filled, (yes, no)), (copy, (no, yes))):
            for answer in answers:
                store.put_review(answer)
        assert list(upkeep.dump_lines(filled)) != list(upkeep.dump_lines(copy))


def test_a_changed_clause_judgement_or_listing_changes_the_dump(filled: Store) -> None:
    document = document_of("a")
    seen = [list(upkeep.dump_lines(filled))]
    for change in (
        lambda: filled.put_reading(reading_of(document, modality=Modality.MAY)),
        lambda: filled.put_judgements([judgement_of(adopted=0)], "key"),
        lambda: filled.mark_removed([listing_of(document, "a").id]),
        lambda: filled.blob_path(document.sha256).unlink(),
    ):
        change()
        seen.append(list(upkeep.dump_lines(filled)))
        assert seen[-1] != seen[-2]


def test_a_missing_vector_and_an_index_of_other_passages_are_seen(filled: Store) -> None:
    def told(table: str) -> list[dict[str, Any]]:
        return [row for row in map(json.loads, upkeep.dump_lines(filled)) if row["table"] == table]

    # For each passage its vector and its word pieces.
    assert [row["present"] for row in told("embeddings")] == [True, True, True, True]
    assert [row["count"] for row in told("index")] == [2]
    put_document(filled, "c")
    missing = {row["model_id"]: row["embed_id"] for row in told("embeddings") if not row["present"]}
    assert len(missing) == 2 and len(set(missing.values())) == 1
    assert sum(row["present"] for row in told("embeddings")) == 4
    assert [row["count"] for row in told("index")] == [2]


def test_a_dump_is_of_one_moment(filled: Store) -> None:
    before = list(upkeep.dump_lines(filled))
    under_way = upkeep.dump_lines(filled)
    found = [next(under_way)]
    filled.put_judgements([], "none")
    found += under_way
    assert found == before
    assert list(upkeep.dump_lines(filled)) != before


def test_a_value_that_cannot_be_read_is_one_line(filled: Store) -> None:
    filled._database.run("UPDATE agreements SET data = '{'")
    with pytest.raises(WorkspaceError, match="The table agreements holds a value in data that cannot be read"):
        list(upkeep.dump_lines(filled))
