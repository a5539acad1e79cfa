"""A vector index is taken for current only if it is: by its own card and files, not by a note elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from crash_runs import Undisturbed, content

from policyscan import vectorise
from policyscan.embed import FakeEmbedder
from policyscan.store import Store

MODEL = FakeEmbedder()


@pytest.fixture
def workspace(undisturbed: Undisturbed, tmp_path: Path) -> Path:
    return Path(shutil.copytree(undisturbed.workspaces[0], tmp_path / "workspace"))


def test_an_index_of_other_passages_is_built_anew(workspace: Path, undisturbed: Undisturbed) -> None:
    # As after a kill that came when a newer index was in place, and then the old documents came back.
    with Store.open(workspace) as store:
        folder = vectorise.folder_of(store, MODEL.id)
        shutil.rmtree(folder)
        shutil.copytree(undisturbed.workspaces[1] / folder.relative_to(workspace), folder)
        vectorise.update(store, lambda: MODEL)
    assert content(workspace, MODEL) == undisturbed.contents[0]


@pytest.mark.parametrize("damage", ["gone", "cut", "changed", "card"])
def test_a_damaged_index_is_built_anew(workspace: Path, undisturbed: Undisturbed, damage: str) -> None:
    with Store.open(workspace) as store:
        path = next(vectorise.folder_of(store, MODEL.id).glob("card.json" if damage == "card" else "vectors-*"))
        data = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(data[:50] if damage != "changed" else data[:-1] + bytes([data[-1] ^ 1]))
        vectorise.update(store, lambda: MODEL)
    assert content(workspace, MODEL) == undisturbed.contents[0]


def test_a_current_index_is_left_alone_and_leftovers_of_a_build_are_swept(workspace: Path) -> None:
    with Store.open(workspace) as store:
        folder = vectorise.folder_of(store, MODEL.id)
        card = (folder / "card.json").stat()
        for name in (".new-x", "vectors-0123.faiss", "ids-0123.txt"):
            (folder / name).write_text("half")
        vectorise.update(store, lambda: MODEL)
        assert (folder / "card.json").stat().st_ino == card.st_ino
        assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == ["card.json", "ids", "vectors"]
