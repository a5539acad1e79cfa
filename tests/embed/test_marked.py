"""What is judged without torch is what the trained network judges, and it learns who gives to whom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from benchmarks.learn_directions.cases import passage
from benchmarks.learn_directions.net import MOST, SIZE, Net, train

from policyscan.agreements.directed import DirectionReader
from policyscan.agreements.direction_told import WAYS, cuts, parted, told
from policyscan.embed import load_model
from policyscan.embed.marked_plain import PlainMarked
from policyscan.errors import ModelError
from policyscan.model import Direction

pytestmark = pytest.mark.model

MODEL = load_model("minilm")
WORDS = (
    "The Academy of Elm shall train the recruits of Alder.",
    "Alder pays for their board.",
    "Instructors of the Academy of Elm teach at Alder, too.",
)
TEXT = "\n".join(WORDS)
SENTENCES = [(words, TEXT.index(words), TEXT.index(words) + len(words)) for words in WORDS]
SIDES = ("Alder", "(?:the\\s+)?Academy\\s+of\\s+Elm|Academy")


def changed() -> Net:
    """A network whose changes are not nothing."""
    torch.manual_seed(3)
    net = Net(MODEL.folder)
    for weight in net.parameters():
        if weight.requires_grad:
            torch.nn.init.normal_(weight, std=0.05)
    return net.eval()


def test_numpy_judges_as_torch_does() -> None:
    net = changed()
    plain = PlainMarked(MODEL.folder, MODEL.card, net.tensors())
    windows = [one.window for one in cuts(TEXT, SENTENCES, SIDES, plain, size=20, most=MOST)]
    assert windows == [one.window for one in cuts(TEXT, SENTENCES, SIDES, net, size=20, most=MOST)]
    assert len(windows) > 1
    mine, theirs = plain.judge(windows), net.judge(windows)
    for one, other in zip(mine, theirs, strict=True):
        assert float(np.abs(one.kinds - other.kinds).max()) < 1e-3
        assert float(np.abs(one.gives - other.gives).max()) < 1e-3
    assert float(np.concatenate([one.gives for one in mine]).std()) > 0.01


def test_the_whole_is_put_together_as_in_training() -> None:
    net = changed()
    reader = DirectionReader("minilm", MODEL.card.sha256, SIZE, MOST, net.tensors(), "0")
    reading = told(TEXT, SENTENCES, SIDES, reader, PlainMarked(MODEL.folder, MODEL.card, net.tensors()))
    windows = [one.window for one in cuts(TEXT, SENTENCES, SIDES, net, size=SIZE, most=MOST)]
    with torch.no_grad():
        odds = net.whole(net.ways(windows), [True] * len(WORDS))
    assert np.allclose(reading.shares, odds.softmax(dim=-1).numpy(), atol=1e-3)
    assert [TEXT[start:end] for start, end, _ in reading.sentences] == list(WORDS)


def test_seen_from_the_other_side_it_is_the_other_way_round() -> None:
    net = changed()
    one = passage("{A:Alder} teaches {B:the cadets of Elm}.", "A", net.tokens, size=SIZE)
    straight, turned = (parted(net.judge(each.windows)[0])[0] for each in (one, one.turned()))
    assert one.turned().way == 2
    assert np.allclose(straight, turned[[0, 2, 1, 3, 4]], atol=1e-6)


def test_marks_stand_on_the_tokens_of_a_side() -> None:
    net = changed()
    (window,) = passage("Then {A:Alder} and {B:Elm} meet.", "none", net.tokens, size=SIZE).windows
    first, second = zip(*window.marks, strict=True)
    assert sum(first) >= 1
    assert sum(second) >= 1
    assert all(not (one and other) for one, other in window.marks)
    assert window.parts == ((0, len(window.ids)),)
    assert not any(window.marks[0])


def test_of_many_windows_those_that_speak_of_training_are_read() -> None:
    plain = PlainMarked(MODEL.folder, MODEL.card, changed().tensors())
    lines = ["A title of no account", *["The parties send notices by post."] * 20, WORDS[0], *["Costs are borne."] * 20]
    text = "\n".join(lines)
    places, at = [], 0
    for line in lines:
        places.append((line, at, at + len(line)))
        at += len(line) + 1
    read = [text[start:end] for one in cuts(text, places, SIDES, plain, size=16, most=3) for start, end in one.places]
    assert read[0] == lines[0]
    assert WORDS[0] in read
    assert len(read) < 10


def test_nothing_is_said_of_nothing() -> None:
    net = changed()
    reader = DirectionReader("minilm", MODEL.card.sha256, SIZE, MOST, net.tensors(), "0")
    reading = told("", [], SIDES, reader, PlainMarked(MODEL.folder, MODEL.card, net.tensors()))
    assert reading.shares == (1.0, 0.0, 0.0, 0.0, 0.0)


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL.folder, tmp_path / "model")
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"hidden_act": "relu"}))
    with pytest.raises(ModelError):
        PlainMarked(folder, MODEL.card, changed().tensors())


def test_it_learns_what_it_is_shown() -> None:
    torch.manual_seed(0)
    net = Net(MODEL.folder)
    shown = [
        passage(f"{{A:{one}}} {verb} {{B:{other}}}.", label, net.tokens, size=SIZE)
        for one, other in (("Alder", "Elm"), ("the City", "the Academy"), ("Second Party", "OPD"), ("Moss", "Fen"))
        for verb, label in (("trains the officers of", "A"), ("is taught by", "B"), ("sends letters to", "none"))
    ]
    train(net, shown, [], first=20, then=0)
    asked = [
        passage("{A:Harlan} trains the officers of {B:Brook}.", "A", net.tokens, size=SIZE),
        passage("{A:Brook} is taught by {B:Harlan}.", "B", net.tokens, size=SIZE),
        passage("{A:Harlan} sends letters to {B:Brook}.", "none", net.tokens, size=SIZE),
    ]
    found = [WAYS[int(parted(net.judge(one.windows)[0])[0].argmax())] for one in asked]
    assert found == [Direction.OUTBOUND, Direction.INBOUND, None]
