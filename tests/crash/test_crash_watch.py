"""A check of sources that is killed, and the next one: no version lost, none twice, the same in force."""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from crash_runs import Children, Content, content

from policyscan.embed import FakeEmbedder
from policyscan.store import Store

KILLED = -9
FIRST, SECOND = 0, 1
STEPS = [
    (FIRST, "put_blob:after:1"),
    (FIRST, "put_version:before:2"),
    (FIRST, "put_version:after:2"),
    (FIRST, "put_watched:before:3"),
    (FIRST, "put_watched:after:5"),
    (FIRST, "set_standing:after:1"),
    (FIRST, "put_listing:after:1"),
    (SECOND, "put_blob:after:1"),
    (SECOND, "set_standing:before:1"),
    (SECOND, "set_standing:after:1"),
    (SECOND, "put_watched:after:2"),
    (SECOND, "put_listing:after:1"),
    (SECOND, "mark_removed:before:1"),
]


@dataclass(frozen=True)
class Watched:
    """Two checks that nobody cut off: where the documents lie, the workspaces, their content, the seconds."""

    site: Path
    list: Path
    corpora: tuple[Path, Path]
    workspaces: tuple[Path, Path]
    contents: tuple[Content, Content]
    seconds: tuple[float, float]

    def show(self, run: int) -> None:
        """Have the documents of a run at the watched address."""
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.copytree(self.corpora[run], self.site)

    def begin(self, run: int, folder: Path) -> Path:
        """A workspace as it stands before a run; beside the others, since a list is known by its path from there."""
        self.show(run)
        if run == SECOND:
            shutil.copytree(self.workspaces[FIRST], folder)
        return folder


@pytest.fixture(scope="module")
def watched(children: Children, corpora: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("watched")
    sources = folder / "sources.csv"
    sources.write_text("address,file\nsite,site\n")
    empty = Watched(folder / "site", sources, corpora, (), (), ())  # type: ignore[arg-type]
    (folder / "site").mkdir()
    for run in (FIRST, SECOND):
        empty.show(run)
        assert children.run("watch", folder / "recording", sources) == 0
    workspaces, contents, seconds = [], [], []
    for run in (FIRST, SECOND):
        empty.show(run)
        workspace = folder / f"run {run}"
        if workspaces:
            shutil.copytree(workspaces[-1], workspace)
        began = time.monotonic()
        assert children.run("watch", workspace, sources) == 0
        seconds.append(time.monotonic() - began)
        workspaces.append(workspace)
        contents.append(content(workspace, FakeEmbedder()))
    return Watched(empty.site, sources, corpora, tuple(workspaces), tuple(contents), tuple(seconds))


def test_the_second_check_finds_other_versions(watched: Watched) -> None:
    with Store.open(watched.workspaces[SECOND]) as store:
        standings = [version.standing.value for version in store.versions()]
    assert "replaced" in standings and standings.count("in_force") > 2
    assert watched.contents[FIRST].dump != watched.contents[SECOND].dump


@pytest.mark.slow
@pytest.mark.parametrize(("run", "step"), STEPS)
def test_a_check_killed_at_a_step_is_made_good_by_the_next(
    children: Children, watched: Watched, tmp_path: Path, run: int, step: str
) -> None:
    workspace = watched.begin(run, watched.list.parent / tmp_path.name)
    assert children.run("watch", workspace, watched.list, "--jobs", 1, "--kill", step) == KILLED
    assert children.is_alone()
    assert children.run("watch", workspace, watched.list, "--jobs", 1) == 0
    assert sorted_content(workspace) == by_name(watched.contents[run])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10))
def test_a_check_killed_at_a_random_moment_is_made_good_by_the_next(
    children: Children, watched: Watched, tmp_path: Path, number: int
) -> None:
    run = number % 2
    moment = watched.seconds[run] * (number + random.Random(number).random()) / 10
    workspace = watched.begin(run, watched.list.parent / tmp_path.name)
    while children.run("watch", workspace, watched.list, kill_after=moment) != KILLED:
        shutil.rmtree(workspace)
        watched.begin(run, workspace)
        moment /= 2
    assert children.is_alone()
    assert children.run("watch", workspace, watched.list) == 0
    assert sorted_content(workspace) == by_name(watched.contents[run])


def sorted_content(workspace: Path) -> Content:
    return by_name(content(workspace, FakeEmbedder()))


def by_name(found: Content) -> Content:
    """Content whose versions are told apart by name: documents may arrive in any order."""
    return Content(tuple(sorted(found.dump)), found.work, found.notes, found.embedded, found.files)
