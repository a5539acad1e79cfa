from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from store_records import make_document, make_listing, make_reading

from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE, Store, schema


def _refusal(folder: Path, *, create: bool = False) -> WorkspaceError:
    with pytest.raises(WorkspaceError) as caught:
        Store.open(folder, create=create)
    return caught.value


def test_a_folder_that_is_not_there_is_no_workspace(folder: Path) -> None:
    error = _refusal(folder)
    assert error.problem == f"{folder} is not a workspace: it holds no policyscan.sqlite."
    assert (
        error.fix == f"Name the folder of an earlier ingest, or make one: policyscan ingest PATH --workspace {folder}"
    )
    assert not folder.exists()


def test_a_folder_of_other_things_is_no_workspace_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    _refusal(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    assert _refusal(path).problem.startswith(f"{path} is not a workspace")
    assert _refusal(path, create=True).problem == f"The workspace {path} cannot be made (Not a directory)."


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    assert _refusal(tmp_path).problem == f"{tmp_path / DATABASE} is a database of another program."
    assert _refusal(tmp_path, create=True).problem == f"{tmp_path / DATABASE} is a database of another program."


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"%PDF-1.4 not a database at all" * 100)
    assert "is damaged or no SQLite file" in _refusal(tmp_path).problem


def test_a_newer_schema_is_refused(folder: Path) -> None:
    Store.open(folder, create=True).close()
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    error = _refusal(folder)
    assert error.problem == (
        f"{folder} was written by a newer policyscan (schema 99; this one knows {schema.known_version()})."
    )
    assert error.fix == "Upgrade policyscan, or name another folder with --workspace."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_refused(folder: Path) -> None:
    Store.open(folder, create=True).close()
    folder.chmod(0o555)
    try:
        assert _refusal(folder).problem == f"{folder} may not be read and written by this user."
    finally:
        folder.chmod(0o755)


def test_a_database_without_write_permission_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(folder, create=True).close()
    monkeypatch.setattr("policyscan.store.store.os.access", lambda path, mode: Path(path) == folder)
    error = _refusal(folder)
    assert error.problem == f"{folder / DATABASE} may not be read and written by this user."
    assert error.fix == "Give yourself write permission on the folder, or name another with --workspace."


def test_a_half_made_workspace_is_made_whole(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE).touch()
    _refusal(folder)
    with Store.open(folder, create=True) as store:
        assert store.check() == ()


def test_the_settings_that_safety_rests_on(store: Store) -> None:
    assert store._database.value("PRAGMA journal_mode") == "wal"
    assert store._database.value("PRAGMA foreign_keys") == 1
    assert store._database.value("PRAGMA synchronous") == 1


def test_closing_leaves_no_log_behind(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        store.put_meta("a", "b")
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "policyscan.sqlite"]


def test_an_older_schema_is_migrated_with_its_records(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
    with Store.open(folder, create=True) as store:
        store.put_blob(b"springfield")
        store.put_document(document, size_bytes=11)
        store.put_listing(make_listing(document))
        store.put_reading(make_reading(document))
    monkeypatch.undo()
    newer = (*schema.MIGRATIONS, ("ALTER TABLE documents ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'",))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    with Store.open(folder) as store:
        assert store._database.version == len(newer)
        assert store._database.rows("SELECT colour FROM documents") == [("red",)]
        assert store.document(document.sha256) == document
        assert store.clauses(document.sha256) == make_reading(document).clauses
        assert store.check() == ()


def test_a_migration_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(folder, create=True) as store:
        store.put_meta("a", "b")
        before = store._database.version
    broken = (*schema.MIGRATIONS, ("CREATE TABLE extra (x TEXT)", "CREATE TABLE meta (x TEXT)"))
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Store.open(folder)
    monkeypatch.undo()
    with Store.open(folder) as store:
        assert store._database.version == before
        assert store._database.value("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == 0
        assert store.get_meta("a") == "b"
