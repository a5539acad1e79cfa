"""Fixtures for all tests: where the real documents are, where there are any."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """The folder with `policies`, `agreements`, `rights` and `malformed`."""
    folder = Path(os.environ.get("POLICYSCAN_REAL_CORPUS") or _BESIDE / "corpora")
    if not folder.is_dir():
        pytest.skip("no real documents here: set POLICYSCAN_REAL_CORPUS to their folder")
    return folder


@pytest.fixture(scope="session")
def real_gold() -> Path:
    """The folder with the coding by hand."""
    folder = Path(os.environ.get("POLICYSCAN_REAL_GOLD") or _BESIDE / "gold")
    if not folder.is_dir():
        pytest.skip("no coding by hand here: set POLICYSCAN_REAL_GOLD to its folder")
    return folder


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the sample corpus, read without OCR and with the fake embedder; copy it before you write to it."""
    from policyscan import open_workspace
    from policyscan.embed import FakeEmbedder

    sample = Path(__file__).parent.parent / "corpora" / "sample"
    folder = tmp_path_factory.mktemp("sample") / "ws"
    with open_workspace(folder, create=True, embedder=FakeEmbedder()) as workspace:
        workspace.ingest([sample], manifest=sample / "manifest.csv", ocr=False)
    return folder
