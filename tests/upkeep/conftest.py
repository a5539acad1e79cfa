from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from upkeep_records import fill

from policyscan.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def filled(folder: Path) -> Iterator[Store]:
    with Store.open(folder, create=True) as opened:
        fill(opened)
        yield opened
