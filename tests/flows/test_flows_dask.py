"""The same flow on a local Dask cluster of two workers: equal content, and one writer."""

from __future__ import annotations

import shutil

import pytest
from tests.flows.conftest import ROOT

from policyscan import open_workspace

SAMPLE = ROOT / "corpora" / "sample"
pytestmark = [pytest.mark.slow, pytest.mark.model]


def test_two_workers_of_a_cluster_give_the_same_content(server, tmp_path):
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    from policyscan.upkeep import dump_lines

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("wexcombe-force-2019.pdf", "wexcombe-force-2023.pdf", "linden-quay-body-cameras.pdf"):
        shutil.copy(SAMPLE / name, corpus / name)
    # The same bytes twice are read once.
    shutil.copy(SAMPLE / "wexcombe-force-2023.pdf", corpus / "twin.pdf")
    (corpus / "broken.pdf").write_bytes(b"no pdf at all")
    words = (str(corpus), "--no-ocr", "--most-failing", "0.5", "--jobs", "2")
    here = server.run("ingest", *words, "--workspace", str(tmp_path / "here"))
    there = server.run("ingest", *words, "--workspace", str(tmp_path / "there"), POLICYSCAN_RUNNER="dask")
    for done in (here, there):
        assert "documents 5, parsed 3, extracted 3" in done.stdout, done.stderr
    contents = []
    for name in ("here", "there"):
        with open_workspace(tmp_path / name) as place:
            assert place.store.check() == () and place.index_problems() == ()
            contents.append(list(dump_lines(place.store)))
    assert contents[0] == contents[1]
