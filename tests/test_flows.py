"""The Prefect flow: the same pipeline, one task a document, on Prefect's embedded server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policyscan import open_workspace

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "sample"


@pytest.fixture(scope="module")
def run_flow(tmp_path_factory):
    """Run the flow as a user does, with Prefect's database in a folder of its own."""
    home = tmp_path_factory.mktemp("prefect")
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "HF_HUB_OFFLINE": "1",
    }
    environment.pop("PREFECT_API_URL", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "flows" / "ingest.py"), *words],
            capture_output=True,
            text=True,
            timeout=400,
            env=environment,
            check=False,
        )

    run.home = home
    return run


@pytest.mark.slow
@pytest.mark.model
def test_the_flow_ingests_and_shows_each_document(run_flow, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("wexcombe-force-2019.pdf", "linden-quay-body-cameras.pdf"):
        shutil.copy(SAMPLE / name, corpus / name)
    (corpus / "broken.pdf").write_bytes(b"no pdf at all")
    done = run_flow(str(corpus), "--workspace", str(tmp_path / "ws"), "--no-ocr")
    # One document failed, and only that one.
    assert done.returncode == 1, done.stderr
    with open_workspace(tmp_path / "ws") as place:
        assert {listing.file for listing in place.store.listings()} == {
            "wexcombe-force-2019.pdf",
            "linden-quay-body-cameras.pdf",
        }
        assert [failure.file for failure in place.store.failures()] == ["broken.pdf"]
        assert place.store.check() == ()
    rows = artifact(run_flow.home)
    assert {row["document"]: row["outcome"] for row in rows} == {
        "broken.pdf": "failed",
        "linden-quay-body-cameras.pdf": "new",
        "wexcombe-force-2019.pdf": "new",
    }
    assert next(row["fix"] for row in rows if row["outcome"] == "failed")


def artifact(home: Path) -> list[dict[str, object]]:
    """The newest table artifact in Prefect's own database."""
    import sqlite3

    with sqlite3.connect(home / "prefect.db") as database:
        (data,) = database.execute(
            "SELECT data FROM artifact WHERE key = 'policyscan-ingest' ORDER BY created DESC LIMIT 1"
        ).fetchone()
    value = json.loads(data)
    return json.loads(value) if isinstance(value, str) else value
