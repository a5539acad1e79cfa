"""Find the files to ingest: in folders, by name, and in a manifest."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policyscan.errors import DocumentFault, QueryError
from policyscan.sources.manifest import Manifest, read_manifest
from policyscan.sources.records import Collected, Source, SourceFailure

# A folder with this file in it is a workspace, whose blobs are no sources.
_WORKSPACE_MARK = "policyscan.sqlite"


@dataclass(slots=True)
class _Found:
    """What stands in the PATHs, before the manifest is looked at; keys are real paths."""

    files: dict[str, tuple[Path, Path, Path]] = field(default_factory=dict)
    failures: list[SourceFailure] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    roots: list[str] = field(default_factory=list)
    bare: list[tuple[Path, str]] = field(default_factory=list)


def collect(paths: Sequence[Path], manifest: Path | None = None) -> Collected:
    """Return all sources of the PATHs and the manifest's rows that lie in one of them.

    Folders are walked in order; files there that are not PDFs by name, hidden ones and workspaces
    are skipped. A PATH that names a file is tried whatever its name. Without PATHs every row of the
    manifest counts. `ManifestError` for a manifest that is of no use as a whole; everything else
    that goes wrong is a failure of its own.
    """
    if not paths and manifest is None:
        raise QueryError("There is nothing to ingest.", fix="Name a folder, a PDF or a manifest.")
    listed = read_manifest(manifest) if manifest is not None else None
    found = _Found()
    for path in paths:
        _look(Path(path), found)
    sources: list[Source] = []
    notes: list[str] = []
    failures = list(found.failures)
    taken: set[str] = set()
    if listed is not None:
        notes += listed.notes
        refused = [failure for failure in listed.failures if not paths or _concerns(failure, listed, found)]
        failures += refused
        sources, missing, outside = _rows(listed, found, everything=not paths)
        failures += missing
        outside += len(listed.failures) - len(refused)
        if outside:
            rows = f"{outside} row{'s' if outside > 1 else ''}"
            notes.append(f"{listed.path.name}: {rows} outside the paths given, not ingested.")
        # A file whose row failed must not come in by its name alone, with its facts guessed.
        taken = {os.path.realpath(source.path) for source in sources}
        taken |= {os.path.realpath(listed.path.parent / failure.file) for failure in refused}
        found.skipped.discard(os.path.realpath(listed.path))
    unlisted = {key: value for key, value in found.files.items() if key not in taken}
    names = _names(unlisted, {source.file for source in sources})
    for key, (path, _, _) in unlisted.items():
        problem = _unusable(path, names[key])
        if problem:
            failures.append(problem)
        else:
            sources.append(Source(file=names[key], path=path))
    used = {os.path.realpath(source.path) for source in sources} | taken
    failures += [
        _failure(shown, DocumentFault.NOT_FOUND, "the folder holds no PDF", "Name the folder that holds the PDFs.")
        for root, shown in found.bare
        if not any(_is_inside(path, os.path.realpath(root)) for path in used)
    ]
    # What the manifest lists under another name than .pdf was not skipped after all.
    skipped = len(found.skipped - used)
    return Collected(tuple(sources), tuple(failures), skipped, tuple(notes))


def _look(path: Path, found: _Found) -> None:
    """Note the files of one PATH."""
    shown = _printable(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        found.failures.append(
            _failure(shown, DocumentFault.NOT_FOUND, "there is no such file or folder", "Check the path.")
        )
        return
    except OSError as error:
        found.failures.append(_unreadable(shown, error.strerror or "unknown error"))
        return
    real = os.path.realpath(path)
    found.roots.append(real)
    if not stat.S_ISDIR(mode):
        found.files.setdefault(real, (path, path.parent, Path(path.name)))
        found.skipped.discard(real)
        return
    before = len(found.files)
    was_readable = _walk(path, found)
    if len(found.files) == before and was_readable and not any(_is_inside(key, real) for key in found.files):
        found.bare.append((path, shown))


def _walk(root: Path, found: _Found) -> bool:
    """Note the PDFs below a folder, sorted by path; whether all of it could be read."""
    failures: list[SourceFailure] = []

    def refuse(error: OSError) -> None:
        failures.append(_unreadable(_printable(Path(os.fsdecode(error.filename))), error.strerror or "unknown error"))

    pdfs: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=refuse):
        if _WORKSPACE_MARK in files:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(folder, name)
            if name.casefold().endswith(".pdf") and not name.startswith("."):
                pdfs.append(path)
            elif os.path.realpath(path) not in found.files:
                found.skipped.add(os.path.realpath(path))
    for path in sorted(pdfs, key=lambda path: path.relative_to(root).parts):
        real = os.path.realpath(path)
        found.files.setdefault(real, (path, root, path.relative_to(root)))
        found.skipped.discard(real)
    found.failures += failures
    return not failures


def _concerns(failure: SourceFailure, manifest: Manifest, found: _Found) -> bool:
    """Whether a row that failed lies in one of the PATHs, or nobody can say where it lies."""
    real = os.path.realpath(manifest.path.parent / failure.file)
    return failure.file.startswith(f"{manifest.path.name}, line ") or any(
        _is_inside(real, root) for root in found.roots
    )


def _rows(manifest: Manifest, found: _Found, *, everything: bool) -> tuple[list[Source], list[SourceFailure], int]:
    """Split the manifest's rows into sources, failures, and a count of those outside the PATHs."""
    sources: list[Source] = []
    failures: dict[str, SourceFailure] = {}
    outside = 0
    for row in manifest.rows:
        source = row.source
        real = os.path.realpath(source.path)
        if not everything and not any(_is_inside(real, root) for root in found.roots):
            outside += 1
            continue
        problem = _unusable(source.path, source.file)
        if problem is None:
            sources.append(source)
        elif problem.fault == DocumentFault.NOT_FOUND:
            failures[source.file] = SourceFailure(
                source.file,
                problem.fault,
                f"{source.file}: the manifest lists it, but there is no such file.",
                f"Correct line {row.line} of {manifest.path.name} (paths are relative to it), or put the file there.",
            )
        else:
            failures[source.file] = problem
    return sources, list(failures.values()), outside


def _names(files: dict[str, tuple[Path, Path, Path]], reserved: set[str]) -> dict[str, str]:
    """Name each file by its path below its PATH, with as many folders before it as tell names apart."""
    depth = dict.fromkeys(files, 0)
    while True:
        names = {key: _name(files[key], depth[key]) for key in files}
        by_name: dict[str, list[str]] = {}
        for key, name in names.items():
            by_name.setdefault(name, []).append(key)
        clashing = [key for name, keys in by_name.items() if len(keys) > 1 or name in reserved for key in keys]
        longer = [key for key in clashing if _name(files[key], depth[key] + 1) != names[key]]
        if not longer:
            return names
        for key in longer:
            depth[key] += 1


def _name(file: tuple[Path, Path, Path], depth: int) -> str:
    _, root, below = file
    parents = Path(os.path.abspath(root)).parts  # noqa: PTH100 - a link's own name, not its target's
    before = [part for part in parents if part != os.sep][-depth:] if depth else []
    return _printable(Path(*before, below))


def _unusable(path: Path, file: str) -> SourceFailure | None:
    """Say why a file cannot be opened at all, if so."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _failure(file, DocumentFault.NOT_FOUND, "there is no such file", "Check the path.")
    except OSError as error:
        return _unreadable(file, error.strerror or "unknown error")
    except ValueError:
        return _failure(file, DocumentFault.NOT_FOUND, "no file can have this name", "Check the path.")
    # Reading a pipe or a device could last for ever.
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        return _failure(file, DocumentFault.UNREADABLE_PATH, f"this is {what}", "Name a PDF file.")
    if not os.access(path, os.R_OK):
        return _unreadable(file, "Permission denied")
    return None


def _unreadable(file: str, reason: str) -> SourceFailure:
    return _failure(
        file, DocumentFault.UNREADABLE_PATH, f"it cannot be read ({reason})", "Give yourself read permission on it."
    )


def _failure(file: str, fault: DocumentFault, problem: str, fix: str) -> SourceFailure:
    return SourceFailure(file, fault, f"{file}: {problem}.", fix)


def _is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _printable(path: Path) -> str:
    """Return the path with `/` between its parts, and a sign in place of bytes that are no text."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
