"""The words that are labelled without torch are those that the trained network labels."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from benchmarks.learn_parties import SIZE, STRIDE, Agreement, Net, exchanged, labels_of, named, train

from policyscan.agreements.learned import LABELS
from policyscan.embed import load_model
from policyscan.embed.tagger_plain import PlainTagger
from policyscan.embed.windows import Window, windows
from policyscan.errors import ModelError
from policyscan.extract.reading import document_of

pytestmark = pytest.mark.model

MODEL = load_model("minilm")
TEXT = (
    "TRAINING AGREEMENT|This agreement is between the City of Harlan and the Royal Academy of Police. " * 12
    + "Signed for the City of Harlan"
)


def changed() -> Net:
    """A network whose changes are not nothing."""
    torch.manual_seed(3)
    net = Net(MODEL.folder)
    for weight in net.parameters():
        if weight.requires_grad:
            torch.nn.init.normal_(weight, std=0.05)
    return net.eval()


def test_numpy_labels_as_torch_does() -> None:
    net = changed()
    plain = PlainTagger(MODEL.folder, MODEL.card, net.tensors(), size=SIZE, stride=STRIDE)
    parts = [(0, 900), (len(TEXT) - 30, len(TEXT))]
    mine, theirs = plain.tag(TEXT, parts), net.tag(TEXT, parts)
    assert [(one.start, one.end) for one in mine] == [(one.start, one.end) for one in theirs]
    assert max(float(np.abs(a.shares - b.shares).max()) for a, b in zip(mine, theirs, strict=True)) < 1e-3
    # Something is said that hangs on the words.
    assert float(np.stack([one.shares for one in mine]).std(axis=0).max()) > 0.01


def test_nothing_is_labelled_in_nothing() -> None:
    plain = PlainTagger(MODEL.folder, MODEL.card, changed().tensors(), size=SIZE, stride=STRIDE)
    assert plain.tag("", [(0, 0)]) == []


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL.folder, tmp_path / "model")
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"hidden_act": "relu"}))
    with pytest.raises(ModelError):
        PlainTagger(folder, MODEL.card, changed().tensors(), size=SIZE, stride=STRIDE)


ROW = {
    "local_party": "City of Harlan|Harlan",
    "counterparty": "Royal Academy of Police",
    "other_parties": "Fen Fund; Moor Trust",
}


def test_names_of_the_answers_are_labelled_by_their_side() -> None:
    text = "The City\nof Harlan pays the FEN FUND. Harlanders like the Royal Academy of Police."
    found = [(text[one.start : one.end], one.side) for one in named(text, ROW)]
    assert found == [("City\nof Harlan", "local"), ("FEN FUND", "other"), ("Royal Academy of Police", "counterparty")]


def test_exchanged_names_stand_where_they_are_said_to() -> None:
    text = "The City of Harlan and the ROYAL ACADEMY OF POLICE agree. Harlan pays."
    others = {"local": [["Town of Moss"]], "counterparty": [["Garda"]], "other": []}
    for seed in range(20):
        new, names = exchanged(text, list(named(text, ROW)), others, random.Random(seed))
        said = [(new[one.start : one.end], one.side) for one in names]
        assert [side for _, side in said] == ["local", "counterparty", "local"]
        assert {name for name, side in said if side == "local"} in ({"Town of Moss"}, {"City of Harlan", "Harlan"})
        assert said[1][0] in {"GARDA", "ROYAL ACADEMY OF POLICE"}


def test_labels_stand_on_the_tokens_of_a_name() -> None:
    net = changed()
    text = "The City of Harlan pays"
    (window,) = _cut(net, text)
    labels = [LABELS[one] for one in labels_of(window, list(named(text, ROW)))]
    assert labels[0] == labels[-1] == "none"
    assert labels[1] == "local"
    assert set(labels[2:-1]) == {"local +"}


def _cut(net: Net, text: str) -> Iterator[Window]:
    return windows(net.tokenizer, text, 0, len(text), size=SIZE, stride=STRIDE)


def test_it_learns_what_it_is_shown() -> None:
    said = [
        f"This deed is made between the Town of {name} and the {other} Academy.\nThe Town pays."
        for name, other in PAIRS
    ]
    rows = [
        Agreement(
            f"x_{at}.txt",
            row := {"local_party": f"Town of {PAIRS[at][0]}", "counterparty": f"{PAIRS[at][1]} Academy", "other_parties": ""},
            document_of(text),
            tuple(named(document_of(text).text, row)),
        )
        for at, text in enumerate(said)
    ]  # fmt: skip
    net = train(MODEL.folder, rows, epochs=12)
    text = "This deed is made between the Town of Brook and the Danish Academy.|The Town pays."
    found = {text[one.start : one.end]: LABELS[int(one.shares.argmax())] for one in net.tag(text, [(0, len(text))])}
    assert found["Brook"] == "local +"
    assert found["Danish"] == "counterparty"
    assert found["deed"] == "none"


PAIRS = [
    ("Ash", "Swiss"),
    ("Fenwick", "Royal"),
    ("Moss", "Garda"),
    ("Alder", "National"),
    ("Lee", "Naval"),
    ("Ayr", "Civil"),
]
