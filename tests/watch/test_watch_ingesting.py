"""An ingest that waited for another takes in what is in force when its turn comes."""

from __future__ import annotations

import hashlib
import threading

import pytest
from tests.fetch.web import Document
from tests.watch.watch_parts import pdf

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import ManifestError
from policyscan.ingesting import from_watched


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listed(desk) -> dict[str, str]:
    return {listing.file: listing.sha256 for listing in desk.workspace.store.listings()}


class Waiting:
    """An ingest in another thread, which hears that it has to wait."""

    def __init__(self, folder, ingest) -> None:
        self.waits = threading.Event()
        self.workspace = open_workspace(folder, embedder=FakeEmbedder())
        self.thread = threading.Thread(target=lambda: ingest(self.workspace, self._hear))

    def _hear(self, event) -> None:
        if event.stage == "wait":
            self.waits.set()

    def __enter__(self) -> None:
        self.thread.start()
        assert self.waits.wait(60)

    def join(self) -> None:
        self.thread.join(60)
        assert not self.thread.is_alive()
        self.workspace.close()

    def __exit__(self, *error: object) -> None:
        pass


def test_of_what_is_watched(web, desk):
    first, second, new = pdf(3, mark="one"), pdf(3, mark="two"), pdf(3, mark="new")
    web.routes["/a.pdf"], web.routes["/n.pdf"] = Document(first), Document(new)
    desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe")
    desk.check()
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    waiting = Waiting(desk.folder, lambda place, hear: place.sources.ingest(ocr=False, jobs=1, on_progress=hear))
    with desk.workspace.store.writing(), waiting:
        web.routes["/a.pdf"] = Document(second)
        desk.list(f"{web.url('/a.pdf')},a.pdf,Wexcombe", f"{web.url('/n.pdf')},n.pdf,Wexcombe")
        desk.check()
        desk.workspace.sources.ingest(ocr=False, jobs=1)
    waiting.join()
    assert listed(desk) == {"a.pdf": sha(second), "n.pdf": sha(new)}
    assert desk.workspace.store.not_taken_in() == ()


def test_of_a_folder(desk, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    (box / "a.pdf").write_bytes(pdf(3, mark="a"))
    waiting = Waiting(desk.folder, lambda place, hear: place.ingest([box], ocr=False, jobs=1, on_progress=hear))
    with desk.workspace.store.writing(), waiting:
        (box / "b.pdf").write_bytes(pdf(3, mark="b"))
        desk.workspace.ingest([box], ocr=False, jobs=1)
    waiting.join()
    assert listed(desk) == {"a.pdf": sha(pdf(3, mark="a")), "b.pdf": sha(pdf(3, mark="b"))}


def test_an_intake_that_cannot_be_made_lets_go_of_the_lock(desk, tmp_path):
    for _ in range(2):
        with pytest.raises(ManifestError):
            desk.workspace.ingest([], manifest=tmp_path / "none.csv")
    with open_workspace(desk.folder, embedder=FakeEmbedder()) as other, other.store.writing(0.0):
        pass


def test_what_is_taken_in_is_not_gathered_before_the_lock_is_held(desk):
    calls = []
    run = desk.workspace.taking(lambda: calls.append(1) or from_watched(()), ocr=False, jobs=1)
    assert calls == []
    with run:
        assert calls == [1] and run.sources == ()
        run.finish()
