"""A server on loopback and a workspace that watches it."""

from __future__ import annotations

import pytest
from tests.fetch.web import Web
from tests.watch.watch_parts import Desk


@pytest.fixture
def web():
    with Web() as server:
        yield server


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "ws")
    yield desk
    desk.workspace.close()
