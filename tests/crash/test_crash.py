"""A run that is killed at any moment, and the next one: together the same as a run that nobody cut off."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest
from crash_runs import Children, Content, Undisturbed, content

from policyscan.embed import Embedder, FakeEmbedder

Real = tuple[Content, Embedder, float]
KILLED = -9
FIRST, SECOND = 0, 1

# Where a run is killed: before or after so many calls of a step. What a document gave is written in one transaction
# (document, reading, statement, listing); the others are ends of stages: OCR, original, listing, failure, retiring,
# embedding, index (its three files, and the removal of the old ones), close reading, judging.
STEPS = [
    (FIRST, "put_ocr_pages:after:1"),
    (FIRST, "rename:before:2"),
    (FIRST, "put_blob:after:1"),
    (FIRST, "mark_done:after:5"),
    (FIRST, "put_reading:after:3"),
    (FIRST, "put_agreement:after:1"),
    (FIRST, "put_listing:after:4"),
    (FIRST, "put_meta:after:6"),
    (FIRST, "put_failure:after:1"),
    (FIRST, "put_embeddings:after:1"),
    (FIRST, "index_file:before:1"),
    (FIRST, "index_file:after:2"),
    (FIRST, "index_file:after:3"),
    (FIRST, "put_embeddings:after:2"),
    (FIRST, "put_judgements:after:1"),
    (SECOND, "put_listing:after:6"),
    (SECOND, "clear_failure:before:1"),
    (SECOND, "put_meta:after:4"),
    (SECOND, "mark_removed:before:1"),
    (SECOND, "mark_removed:after:1"),
    (SECOND, "index_file:after:1"),
    (SECOND, "index_file:after:3"),
    (SECOND, "unlink:after:1"),
    (SECOND, "put_judgements:before:1"),
]


def begin(undisturbed: Undisturbed, run: int, folder: Path) -> Path:
    """A workspace as it stands before a run."""
    if run == SECOND:
        shutil.copytree(undisturbed.workspaces[FIRST], folder)
    return folder


def test_a_run_is_the_same_each_time(children: Children, undisturbed: Undisturbed, tmp_path: Path) -> None:
    for run in (FIRST, SECOND):
        assert children.run("ingest", tmp_path / "workspace", undisturbed.corpora[run]) == 0
        assert content(tmp_path / "workspace", FakeEmbedder()) == undisturbed.contents[run]
    assert undisturbed.contents[FIRST].dump != undisturbed.contents[SECOND].dump


@pytest.mark.slow
@pytest.mark.parametrize(("run", "step"), STEPS)
def test_a_run_killed_at_a_step_is_made_good_by_the_next(
    children: Children, undisturbed: Undisturbed, tmp_path: Path, run: int, step: str
) -> None:
    corpus, workspace = undisturbed.corpora[run], begin(undisturbed, run, tmp_path / "workspace")
    assert children.run("ingest", workspace, corpus, "--jobs", 1, "--kill", step) == KILLED
    # Nobody but the run itself was killed: its workers notice.
    assert children.is_alone()
    assert children.run("ingest", workspace, corpus, "--jobs", 1) == 0
    assert content(workspace, FakeEmbedder()) == undisturbed.contents[run]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10))
def test_a_run_killed_at_a_random_moment_is_made_good_by_the_next(
    children: Children, undisturbed: Undisturbed, tmp_path: Path, number: int
) -> None:
    run = number % 2
    corpus = undisturbed.corpora[run]
    # The moments are spread over the run: one in each tenth of it.
    moment = undisturbed.seconds[run] * (number + random.Random(number).random()) / 10
    workspace = begin(undisturbed, run, tmp_path / "workspace")
    while children.run("ingest", workspace, corpus, kill_after=moment) != KILLED:
        # It was faster this time.
        shutil.rmtree(workspace)
        begin(undisturbed, run, workspace)
        moment /= 2
    assert children.is_alone()
    assert children.run("ingest", workspace, corpus) == 0
    assert content(workspace, FakeEmbedder()) == undisturbed.contents[run]


def test_a_run_killed_again_and_again_comes_to_the_same_end(
    children: Children, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    corpus, workspace = undisturbed.corpora[FIRST], tmp_path / "workspace"
    for step in ("put_reading:after:2", "put_listing:after:2", "put_embeddings:before:1", "index_file:after:1"):
        assert children.run("ingest", workspace, corpus, "--kill", step) == KILLED
    assert children.run("ingest", workspace, corpus) == 0
    assert content(workspace, FakeEmbedder()) == undisturbed.contents[FIRST]


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(not os.environ.get("POLICYSCAN_SOAK"), reason="takes long: set POLICYSCAN_SOAK=1")
@pytest.mark.parametrize("number", range(50))
def test_a_real_run_killed_at_a_random_moment_is_made_good_by_the_next(
    children: Children, real: Real, corpora: tuple[Path, Path], tmp_path: Path, number: int
) -> None:
    reference, embedder, seconds = real
    moment = seconds * (number + random.Random(number).random()) / 50
    workspace = tmp_path / "workspace"
    while children.run("ingest", workspace, corpora[FIRST], "--real", kill_after=moment) != KILLED:
        shutil.rmtree(workspace)
        moment /= 2
    assert children.is_alone()
    assert children.run("ingest", workspace, corpora[FIRST], "--real") == 0
    assert content(workspace, embedder, is_exact=False) == reference


@pytest.fixture(scope="module")
def real(children: Children, corpora: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Real:
    """A run with the real model that nobody cut off, the model, and how long it took."""
    from policyscan.embed import load_model

    workspace = tmp_path_factory.mktemp("real") / "workspace"
    began = time.monotonic()
    assert children.run("ingest", workspace, corpora[FIRST], "--real") == 0
    seconds = time.monotonic() - began
    embedder = load_model()
    return content(workspace, embedder, is_exact=False), embedder, seconds
