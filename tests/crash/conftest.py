from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import crash_corpus
import pytest
from crash_runs import Children, Undisturbed, content

from policyscan.embed import FakeEmbedder


@pytest.fixture(scope="session")
def children(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Children]:
    server = Children(tmp_path_factory.mktemp("records"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("corpora")
    crash_corpus.make_first(folder / "first")
    crash_corpus.change(folder / "first", folder / "second")
    return folder / "first", folder / "second"


@pytest.fixture(scope="session")
def undisturbed(
    children: Children, corpora: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    # Once to record what the workers answer, then once more to see how long a run takes.
    for corpus in corpora:
        assert children.run("ingest", folder / "recording", corpus) == 0
    workspaces, contents, calls, seconds = [], [], [], []
    for number, corpus in enumerate(corpora):
        workspace, counted = folder / f"run {number}", folder / f"{number}.json"
        if workspaces:
            shutil.copytree(workspaces[-1], workspace)
        began = time.monotonic()
        assert children.run("ingest", workspace, corpus, "--count", counted) == 0
        seconds.append(time.monotonic() - began)
        workspaces.append(workspace)
        contents.append(content(workspace, FakeEmbedder()))
        calls.append(json.loads(counted.read_text()))
    return Undisturbed(corpora, tuple(workspaces), tuple(contents), tuple(calls), tuple(seconds))
