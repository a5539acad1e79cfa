"""Backup, restore, pruning and the migration of an old workspace, killed on the way."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from crash_runs import Children, Undisturbed, content

from policyscan import upkeep
from policyscan.embed import FakeEmbedder
from policyscan.model import Standing, Version
from policyscan.store import DATABASE, Store
from policyscan.store.schema import APPLICATION_ID, MIGRATIONS

KILLED = -9
LAST = 1


def lines(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        assert store.check() == ()
        return list(upkeep.dump_lines(store))


@pytest.fixture
def workspace(undisturbed: Undisturbed, tmp_path: Path) -> Path:
    return Path(shutil.copytree(undisturbed.workspaces[LAST], tmp_path / "workspace"))


@pytest.mark.parametrize("step", ["fsync:before:1", "rename:before:1", "rename:after:1"])
def test_a_backup_that_is_killed_leaves_the_old_one_or_the_new_one(
    children: Children, workspace: Path, tmp_path: Path, step: str
) -> None:
    before, file = lines(workspace), tmp_path / "elsewhere" / "backup.tar.gz"
    assert children.run("backup", workspace, file) == 0
    first = file.read_bytes()
    assert children.run("backup", workspace, file, "--kill", step) == KILLED
    assert (file.read_bytes() == first) is (step != "rename:after:1")
    upkeep.restore(file, tmp_path / "restored")
    assert lines(tmp_path / "restored") == before == lines(workspace)
    assert children.run("backup", workspace, file) == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("step", ["fsync:after:3", "statement:after:2", "rename:before:1", "rename:after:1"])
def test_a_restore_that_is_killed_leaves_nothing_or_all(
    children: Children, workspace: Path, tmp_path: Path, step: str
) -> None:
    file, restored = tmp_path / "backup.tar.gz", tmp_path / "there" / "restored"
    assert children.run("backup", workspace, file) == 0
    assert children.run("restore", restored, file, "--kill", step) == KILLED
    assert restored.exists() is (step == "rename:after:1")
    if not restored.exists():
        assert children.run("restore", restored, file) == 0
    assert lines(restored) == lines(workspace)
    assert [path.name for path in restored.parent.iterdir()] == [restored.name]


@pytest.mark.parametrize("step", ["unlink:before:1", "unlink:after:1", "set_standing:after:1"])
def test_pruning_that_is_killed_is_brought_to_its_end_by_the_next(
    children: Children, workspace: Path, tmp_path: Path, step: str
) -> None:
    with Store.open(workspace) as store:
        old, new = sorted(
            (each for each in store.listings(include_removed=True) if each.file == "wexcombe.pdf"),
            key=lambda listing: not listing.removed,
        )
        for listing, standing in ((old, Standing.REPLACED), (new, Standing.IN_FORCE)):
            store.put_version(Version(listing.file, listing.sha256, 1, "https://x/", {}, "", "", standing))
    whole = Path(shutil.copytree(workspace, tmp_path / "whole"))
    assert children.run("prune", whole) == 0
    assert lines(whole) != lines(workspace)
    assert children.run("prune", workspace, "--kill", step) == KILLED
    with Store.open(workspace) as store:
        assert store.check() == ()
    assert children.run("prune", workspace) == 0
    assert lines(workspace) == lines(whole)


def test_bytes_that_were_dropped_and_come_back_are_kept_again(
    children: Children, undisturbed: Undisturbed, workspace: Path
) -> None:
    assert children.run("prune", workspace) == 0
    assert children.run("ingest", workspace, undisturbed.corpora[0]) == 0
    with Store.open(workspace) as store:
        assert store.check() == ()
        assert all(store.blob(listing.sha256) for listing in store.listings())


@pytest.mark.parametrize("statement", [8, 10, 12, 15, 19])
@pytest.mark.parametrize("schema", [1, 3])
def test_an_old_workspace_that_is_killed_while_it_is_brought_up_to_date_is_none_the_worse(
    children: Children, undisturbed: Undisturbed, workspace: Path, schema: int, statement: int
) -> None:
    make_old(workspace / DATABASE, schema)
    corpus = undisturbed.corpora[LAST]
    assert children.run("ingest", workspace, corpus, "--kill", f"statement:after:{statement}") == KILLED
    assert children.run("ingest", workspace, corpus) == 0
    assert content(workspace, FakeEmbedder()) == undisturbed.contents[LAST]


def make_old(path: Path, schema: int) -> None:
    """Turn a database into one of an earlier schema with the same rows, as far as it has their tables."""
    new = path.with_suffix(".old")
    with sqlite3.connect(new) as old:
        for statement in (statement for statements in MIGRATIONS[:schema] for statement in statements):
            old.execute(statement)
        old.execute("ATTACH ? AS now", (str(path),))
        tables = [name for (name,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        for table in tables:
            if not table.startswith("passages_fts"):
                columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
                old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
        if schema < 3:
            # Nothing was stated then, so no such work was done.
            old.execute("DELETE FROM main.stages WHERE stage LIKE 'state:%'")
        old.execute(f"PRAGMA main.user_version = {schema}")
        old.execute(f"PRAGMA main.application_id = {APPLICATION_ID}")
        old.commit()
        old.execute("DETACH now")
    old.close()
    new.replace(path)
