"""A workbench on loopback over the sample corpus, and a real browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import Served, start

from policyscan.embed import FakeEmbedder
from policyscan.workbench import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def workbench_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample workspace that these tests may read together."""
    folder = tmp_path_factory.mktemp("workbench") / "sample"
    shutil.copytree(sample_folder, folder)
    return folder


@pytest.fixture(scope="session")
def served(workbench_folder: Path) -> Iterator[Served]:
    """A workbench for the whole run; tests that write take `served_alone`."""
    for url in start(create_app(workbench_folder, embedder=FakeEmbedder())):
        yield Served(url, workbench_folder)


@pytest.fixture
def served_alone(sample_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """A workbench over a copy of its own, for tests that write.

    A test that takes a page, too, names it behind this: what is named last ends first, and a page that still loads
    something when its server stops reports a fault.
    """
    folder = tmp_path / "sample"
    shutil.copytree(sample_folder, folder)
    for url in start(create_app(folder, embedder=FakeEmbedder())):
        yield Served(url, folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system's packages; POLICYSCAN_CHROMIUM names another."""
    path = os.environ.get("POLICYSCAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium here: install the system's package, or name one in POLICYSCAN_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page. A fault of a script, or anything that the page's policy forbids, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield made
    context.close()
    assert not faults, faults
