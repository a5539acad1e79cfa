"""Pruning drops what is not in force, says what, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from upkeep_records import data_of, document_of, listing_of, put_document, put_version

from policyscan import upkeep
from policyscan.cli import upkeep as commands
from policyscan.errors import WorkspaceError
from policyscan.model import Standing, Watched
from policyscan.store import Store


def sha(name: str) -> str:
    return hashlib.sha256(data_of(name)).hexdigest()


@pytest.fixture
def watched(filled: Store) -> Store:
    """Of one name three versions that were replaced, one in force, and beside the listings one that is removed."""
    for text in ("v1", "v2", "v3"):
        put_version(filled, "v.pdf", text, Standing.REPLACED)
    put_version(filled, "v.pdf", "v4", Standing.IN_FORCE)
    put_document(filled, "gone")
    filled.mark_removed([listing_of(document_of("gone"), "gone").id])
    return filled


def sizes(*names: str) -> int:
    return sum(len(data_of(name)) for name in names)


def here(store: Store) -> set[str]:
    names = ["a", "b", "held", "v1", "v2", "v3", "v4", "gone", "orphan"]
    return {name for name in names if store.has_blob(sha(name))}


def test_what_is_in_force_or_waits_is_kept_and_the_rest_dropped(watched: Store) -> None:
    report = upkeep.prune(watched)
    assert here(watched) == {"a", "b", "held", "v4"}
    assert [(row.names, row.sha256, row.size_bytes) for row in report.dropped] == [
        (("gone.pdf",), sha("gone"), len(data_of("gone"))),
        *((("v.pdf",), name, len(data_of("v1"))) for name in sorted(sha(text) for text in ("v1", "v2", "v3"))),
    ]
    assert report.dropped_bytes == sizes("v1", "v2", "v3", "gone")
    assert (report.kept, report.kept_bytes) == (4, sizes("a", "b", "held", "v4"))
    assert [(row.sha256, row.standing, row.reason) for row in watched.versions("v.pdf")] == [
        (sha("v1"), Standing.REPLACED, "its original was dropped"),
        (sha("v2"), Standing.REPLACED, "its original was dropped"),
        (sha("v3"), Standing.REPLACED, "its original was dropped"),
        (sha("v4"), Standing.IN_FORCE, ""),
    ]
    assert watched.check() == ()
    assert watched.text(sha("gone")) == document_of("gone").text
    assert upkeep.prune(watched).dropped == ()


def test_a_dry_run_says_the_same_and_changes_nothing(watched: Store) -> None:
    before = list(upkeep.dump_lines(watched))
    trial = upkeep.prune(watched, dry_run=True)
    assert list(upkeep.dump_lines(watched)) == before
    assert trial.dropped == upkeep.prune(watched).dropped != ()


@pytest.mark.parametrize(
    ("number", "kept"),
    [(0, set()), (1, {"v3", "gone"}), (2, {"v2", "v3", "gone"}), (9, {"v1", "v2", "v3", "gone"})],
)
def test_the_newest_versions_of_each_name_may_be_kept(watched: Store, number: int, kept: set[str]) -> None:
    upkeep.prune(watched, keep_versions=number)
    assert here(watched) == {"a", "b", "held", "v4"} | kept


def test_a_version_that_another_name_has_in_force_is_kept(watched: Store) -> None:
    watched.put_watched(Watched("u.pdf", "u.pdf", "https://x/u.pdf", in_force=sha("v1")))
    put_version(watched, "t.pdf", "v2", Standing.HELD)
    upkeep.prune(watched)
    assert here(watched) == {"a", "b", "held", "v1", "v2", "v4"}
    assert [row.reason for row in watched.versions("v.pdf")] == ["", "", "its original was dropped", ""]


def test_the_reason_for_which_a_version_was_refused_stays(filled: Store) -> None:
    sha256 = put_version(filled, "v.pdf", "v1", Standing.HELD)
    filled.set_standing("v.pdf", sha256, Standing.DROPPED, "a login page")
    assert [row.sha256 for row in upkeep.prune(filled).dropped] == [sha256]
    assert [(row.standing, row.reason) for row in filled.versions("v.pdf")] == [(Standing.DROPPED, "a login page")]


def test_bytes_that_came_twice_have_each_arrival_as_it_was(filled: Store) -> None:
    sha256 = put_version(filled, "v.pdf", "v1", Standing.REPLACED)
    put_version(filled, "v.pdf", "v2", Standing.IN_FORCE)
    put_version(filled, "v.pdf", "v1", Standing.DROPPED)
    filled.set_standing("v.pdf", sha256, Standing.DROPPED, "the source went back")
    upkeep.prune(filled)
    assert [(row.standing, row.reason) for row in filled.versions("v.pdf")] == [
        (Standing.REPLACED, "its original was dropped"),
        (Standing.IN_FORCE, ""),
        (Standing.DROPPED, "the source went back"),
    ]


def test_bytes_that_nothing_speaks_of_are_dropped_without_a_name(filled: Store) -> None:
    filled.put_blob(data_of("orphan"))
    assert [(row.names, row.sha256) for row in upkeep.prune(filled).dropped] == [((), sha("orphan"))]


def test_missing_bytes_are_a_problem_only_of_what_is_in_force(watched: Store) -> None:
    watched.blob_path(sha("gone")).unlink()
    assert watched.check() == ()
    watched.blob_path(sha("a")).unlink()
    watched.blob_path(sha("held")).unlink()
    assert watched.check() == (
        f"document {sha('a')[:12]}: its original bytes are missing",
        "w.pdf: the bytes of a version that waits for a person are missing",
    )


# --- the commands ---------------------------------------------------------------------------

app = typer.Typer()
app.command("dump")(commands.dump)
app.command("backup")(commands.backup)
app.command("restore")(commands.restore)
app.add_typer(commands.blobs, name="blobs")


def run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_commands_say_what_they_did(watched: Store, tmp_path: Path) -> None:
    folder, file = watched.folder, tmp_path / "b.tar.gz"
    told = "".join(f"{line}\n" for line in upkeep.dump_lines(watched))
    assert run("dump", "--workspace", folder) == told
    assert (
        run("dump", "-w", folder, "-o", tmp_path / "d") == f"{told.count(chr(10))} lines written to {tmp_path / 'd'}\n"
    )
    assert (tmp_path / "d").read_text(encoding="utf-8") == told
    assert run("backup", file, "-w", folder).startswith("12 files, ")
    said = run("blobs", "prune", "-w", folder, "--dry-run").splitlines()
    assert said[0] == f"gone.pdf  {sha('gone')}  {len(data_of('gone'))} bytes"
    assert said[-2:] == [
        f"4 originals would be dropped, {sizes('v1', 'v2', 'v3', 'gone')} bytes",
        f"4 originals kept, {sizes('a', 'b', 'held', 'v4')} bytes",
    ]
    assert run("blobs", "prune", "-w", folder, "--keep-versions", 2).splitlines()[-2].startswith("1 original dropped, ")
    assert run("restore", file, "-w", tmp_path / "new").startswith("12 files, ")
    assert run("dump", "-w", tmp_path / "new") == told


def test_a_dump_that_cannot_be_written_is_said(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="could not be written"):
        run("dump", "-w", filled.folder, "-o", tmp_path / "no" / "d")
