"""The ingest as a Prefect flow: the same pipeline, a task for each document that lacks something."""

from __future__ import annotations

import shutil

import pytest
from tests.flows.conftest import ROOT

from policyscan import open_workspace

SAMPLE = ROOT / "corpora" / "sample"
pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("wexcombe-force-2019.pdf", "linden-quay-body-cameras.pdf"):
        shutil.copy(SAMPLE / name, folder / name)
    (folder / "broken.pdf").write_bytes(b"no pdf at all")
    return folder


def test_a_failed_document_fails_alone_and_is_done_again_by_itself(server, corpus, tmp_path):
    workspace = tmp_path / "ws"
    done = server.run("ingest", str(corpus), "--workspace", str(workspace), "--no-ocr", "--most-failing", "0.5")
    # One document failed, and only that one.
    assert done.returncode == 1 and "Run 1 completed" in done.stdout, done.stderr
    with open_workspace(workspace) as place:
        assert {listing.file for listing in place.store.listings()} == {
            "wexcombe-force-2019.pdf",
            "linden-quay-body-cameras.pdf",
        }
        assert [failure.file for failure in place.store.failures()] == ["broken.pdf"]
        assert place.store.check() == () and place.index_problems() == ()
    rows = {row["document"]: row for row in server.artifact("policyscan-ingest")}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "broken.pdf": "failed",
        "linden-quay-body-cameras.pdf": "new",
        "wexcombe-force-2019.pdf": "new",
    }
    assert rows["broken.pdf"]["fix"] and rows["wexcombe-force-2019.pdf"]["seconds"] > 0
    # Mended, and tried again: only that document is looked at.
    shutil.copy(SAMPLE / "wexcombe-force-2023.pdf", corpus / "broken.pdf")
    again = server.run("retry", "1", "--workspace", str(workspace))
    assert again.returncode == 0 and "documents 1, parsed 1" in again.stdout, again.stderr
    with open_workspace(workspace) as place:
        assert len(place.store.listings()) == 3 and place.store.failures() == ()
        assert place.store.check() == () and place.index_problems() == ()


def test_a_run_of_which_too_much_fails_is_failed(server, corpus, tmp_path):
    done = server.run("ingest", str(corpus), "--workspace", str(tmp_path / "ws"), "--no-ocr")
    assert done.returncode == 1
    assert "Run 1 failed. 1 of 3 documents failed; at most 20% may. broken.pdf: the file is not a PDF" in done.stderr
    newest = server.flow_runs(limit=1)[0]
    assert newest["state_type"] == "FAILED" and "at most 20% may" in newest["state"]["message"]
    # What could be read was kept nevertheless.
    with open_workspace(tmp_path / "ws") as place:
        assert len(place.store.listings()) == 2 and place.store.run(1).summary["state"] == "failed"


def test_a_refresh_does_only_what_is_stale(server, tmp_path):
    workspace = tmp_path / "ws"
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(SAMPLE / "linden-quay-body-cameras.pdf", corpus)
    assert server.run("ingest", str(corpus), "--workspace", str(workspace), "--no-ocr").returncode == 0
    # The sources may be gone: originals are in the workspace.
    shutil.rmtree(corpus)
    with open_workspace(workspace) as place:
        before = place.store.listings()
        place.store.mark_done(before[0].sha256, "extract", "an older taxonomy")
    done = server.run("refresh", "--workspace", str(workspace), "--no-ocr")
    assert done.returncode == 0 and "parsed 0, extracted 1, embedded 0" in done.stdout, done.stderr
    with open_workspace(workspace) as place:
        assert place.store.listings() == before
    done = server.run("refresh", "--workspace", str(workspace), "--no-ocr")
    assert "parsed 0, extracted 0, embedded 0" in done.stdout
