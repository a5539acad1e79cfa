"""Judgements are kept where nothing changed that they rest on, and come out the same as if all were made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.watch.watch_parts import pdf

from policyscan import confidence, judging, open_workspace, quotable, reasons
from policyscan.embed import FakeEmbedder

MAY = ("Officers may intervene to stop a use of force by another officer.", "Reports are kept for five years.")


@pytest.fixture
def workspace(tmp_path):
    for name, lines in (("ash", None), ("birch", MAY), ("cedar", None)):
        (tmp_path / f"{name}.pdf").write_bytes(pdf(2, mark=name) if lines is None else pdf(2, lines, mark=name))
    manifest(tmp_path, "ash", "birch", "cedar")
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as found:
        found.folder = tmp_path
        ingest(found)
        yield found


def manifest(folder, *names: str) -> None:
    rows = [f"{name}.pdf,policy,{name.title()},XA" for name in names]
    (folder / "m.csv").write_text("\n".join(["file,kind,place,country", *rows]) + "\n")


def ingest(workspace) -> None:
    folder = workspace.folder
    files = sorted(folder.glob("*.pdf"))
    workspace.ingest(files, manifest=folder / "m.csv", ocr=False, jobs=1)


def judged(monkeypatch, workspace) -> list[str]:
    """The places that are judged by the next ingest."""
    seen: list[str] = []
    real = judging.judge.judge_place

    def judge_place(place, *args, **options):
        seen.append(place.name)
        return real(place, *args, **options)

    monkeypatch.setattr(judging.judge, "judge_place", judge_place)
    ingest(workspace)
    monkeypatch.setattr(judging.judge, "judge_place", real)
    return seen


def anew(workspace) -> list:
    return judging.judge_all(workspace.store, workspace.taxonomy, workspace.embedder)


def plain(judgements) -> list:
    return [replace(judgement, as_of="") for judgement in judgements]


def test_nothing_changed_judges_nothing(monkeypatch, workspace):
    assert judged(monkeypatch, workspace) == []


def test_only_the_place_of_a_changed_document_is_judged(monkeypatch, workspace):
    (workspace.folder / "birch.pdf").write_bytes(pdf(3, mark="birch"))
    assert judged(monkeypatch, workspace) == ["Birch"]
    assert plain(workspace.store.judgements()) == plain(anew(workspace))


def test_a_place_that_is_renamed_comes_and_goes(monkeypatch, workspace):
    path = workspace.folder / "m.csv"
    path.write_text(path.read_text().replace("Cedar", "Aspen"))
    assert judged(monkeypatch, workspace) == ["Aspen"]
    assert list(dict.fromkeys(item.place.name for item in workspace.store.judgements())) == ["Ash", "Aspen", "Birch"]
    assert plain(workspace.store.judgements()) == plain(anew(workspace))


def test_a_document_of_two_places_judges_both(monkeypatch, workspace):
    path = workspace.folder / "m.csv"
    path.write_text(path.read_text() + "ash.pdf,policy,Dogwood,XA\n")
    assert judged(monkeypatch, workspace) == ["Dogwood"]
    (workspace.folder / "ash.pdf").write_bytes(pdf(3, mark="ash"))
    assert judged(monkeypatch, workspace) == ["Ash", "Dogwood"]
    assert plain(workspace.store.judgements()) == plain(anew(workspace))


def test_other_rules_judge_all(monkeypatch, workspace):
    monkeypatch.setattr(judging.judge, "CODE_VERSION", "another")
    assert judged(monkeypatch, workspace) == ["Ash", "Birch", "Cedar"]


def test_another_embedding_model_judges_all(monkeypatch, workspace):
    embedder = workspace.embedder()
    monkeypatch.setattr(embedder, "card", replace(embedder.card, revision="another"))
    assert judged(monkeypatch, workspace) == ["Ash", "Birch", "Cedar"]


def test_judgements_that_somebody_else_put_are_not_kept(monkeypatch, workspace):
    changed = [replace(item, reason="changed") for item in workspace.store.judgements()]
    workspace.store.put_judgements(changed, "key")
    assert judged(monkeypatch, workspace) == ["Ash", "Birch", "Cedar"]
    assert all(item.reason != "changed" for item in workspace.store.judgements())


@pytest.mark.parametrize("numbers", [confidence, quotable, reasons])
def test_other_learned_numbers_judge_all(monkeypatch, workspace, numbers):
    other = replace(numbers.load(), hash="other")
    monkeypatch.setattr(numbers, "load", lambda: other)
    assert judged(monkeypatch, workspace) == ["Ash", "Birch", "Cedar"]


def test_what_is_judged_has_its_words(workspace):
    (source,) = [
        judging.source_of(workspace.store, listing)
        for listing in workspace.store.listings()
        if listing.place.name == "Birch"
    ]
    assert source.text == workspace.store.text(source.listing.sha256) != ""
