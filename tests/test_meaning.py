"""Reading closely: the words put with a clause, the choice of clauses, and a reader of plain numbers."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscan import meaning
from policyscan.embed import load_adapted
from policyscan.errors import ModelError, PolicyScanError
from policyscan.extract import document_of, read
from policyscan.meaning import gate
from policyscan.meaning.context import HEADING, LEAD, LONGEST, contexts
from policyscan.meaning.model import FOLDER
from policyscan.taxonomy import load

MEASURES = [measure.id for measure in load().measures]


def contexts_of(text: str):
    document = document_of(text)
    return contexts(read(document, load()).clauses, document.sections, text)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab (c).:;|#\n", max_size=60), max_size=12))
def test_contexts_are_one_line_of_bounded_length_and_their_quotes_lie_in_the_text(lines):
    text = "\n".join(lines)
    for context in contexts_of(text):
        assert len(context.heading) <= HEADING
        assert len(context.words) <= LEAD + 1 + LONGEST
        assert "\n" not in context.words + context.heading
        assert context.clause.end <= context.end <= len(text)


def test_a_clause_is_read_with_heading_lead_in_and_items():
    found = contexts_of(
        "# 4 Vehicles\nOfficers shall not shoot at any moving vehicle:\n(a) from a moving vehicle of the police;\n(b) or from a horse."
    )
    whole, first, second = found
    assert whole.heading == "Vehicles"
    assert whole.words.endswith("moving vehicle: (a) from a moving vehicle of the police; (b) or from a horse.")
    assert first.words.startswith("Officers shall not shoot at any moving vehicle: (a)")
    assert second.words.endswith("(b) or from a horse.")


def test_items_of_an_exception_are_read_with_their_lead_in_only():
    found = contexts_of(
        "Officers shall not shoot at a moving vehicle except when:\n(a) the driver is shooting at the officer;\n(b) nobody else is near it."
    )
    assert len(found) == 1
    assert found[0].words.endswith("nobody else is near it.")


def test_a_sentence_that_goes_on_is_read_with_the_one_before():
    (first, *_) = contexts_of("Officers shall not shoot at cars at all. The only exception is a car used as a weapon.")
    assert first.words.endswith("used as a weapon.")


def test_a_sentence_about_what_the_one_before_named_is_read_with_it():
    found = contexts_of(
        "Officers shall not:\n(a) carry a second gun at work;\n(b) fire at a moving car, unless there is a threat to somebody's life. The threat must come from a gun."
    )
    assert found[-2].words.endswith("The threat must come from a gun.")
    apart = contexts_of("Officers shall not fire at a moving car at all. The radio must be switched on at all times.")
    assert apart[0].words == "Officers shall not fire at a moving car at all."


def test_what_is_to_be_filled_in_is_no_clause():
    assert contexts_of("DID THE MEMBER FIRE AT A VEHICLE NO YES\nOfficer who fired: ________ of the police") == []


def test_a_sentence_that_refers_back_is_read_with_the_one_before():
    first, second = contexts_of("The baton is a lesser weapon of officers. A warning shall be given before it is used.")
    assert second.words == "The baton is a lesser weapon of officers. A warning shall be given before it is used."
    assert first.words == "The baton is a lesser weapon of officers."
    apart = contexts_of("The baton is a lesser weapon of officers.\nA warning shall be given before it is used.")
    assert apart[1].words == "A warning shall be given before it is used."


def test_rows_of_a_table_are_read_together():
    rows = "\n".join(f"Level {n} of resistance | response number {n} is allowed" for n in range(8))
    windows = [c.words for c in contexts_of(rows) if c.words.count("Level") > 1]
    assert windows
    assert all(f"Level {n} of" in " ".join(windows) for n in range(8))


def test_bare_headings_and_a_few_words_are_left_out():
    assert contexts_of("# Use of deadly force by officers of this department\nSee below.") == []


@given(st.text(max_size=300))
def test_buckets_are_sorted_and_within_bounds(text):
    found = gate.buckets(text)
    assert found == sorted(set(found))
    assert all(0 <= bucket < gate.BUCKETS for bucket in found)
    assert found == gate.buckets(text.lower())


def test_gate_scores_add_up_the_weights_of_words_and_pairs():
    weights = np.zeros((gate.BUCKETS, 2), dtype=np.float32)
    weights[gate.buckets("car")] = [1.0, 0.0]
    found = gate.scores(["car", "boat", ""], weights, np.array([0.5, 0.0], dtype=np.float32))
    assert found[:, 0].tolist() == pytest.approx([0.5 + 2**-0.5, 0.5, 0.5])
    assert found[:, 1].tolist() == [0.0, 0.0, 0.0]


def test_the_reader_fits_one_embedding_model_only():
    reader = meaning.load()
    with pytest.raises(ModelError, match="other weights"):
        load_adapted(reader.base, "0" * 64, reader.tensors, max_tokens=reader.max_tokens)


@pytest.mark.parametrize("file", ["card.toml", "reader.safetensors"])
def test_a_broken_reader_is_one_clear_line(tmp_path, file):
    shutil.copytree(FOLDER, tmp_path / "meaning")
    (tmp_path / "meaning" / file).write_text("embeddings = ", encoding="utf-8")
    with pytest.raises(PolicyScanError, match="clause reader"):
        meaning.load(tmp_path / "meaning")


PAIRS = [
    ("duty-to-intervene", 0, "A member who sees a partner beating somebody who has given up shall hold the partner back at once.",
     "A member who sees a partner beating somebody who has given up shall mention it in the monthly statistics."),
    ("warn-before-shooting", 0, "Wherever it can be done, the officer is to call out that shots will follow before firing on anyone.",
     "Wherever it can be done, the officer is to call out that the spray will follow before using it on anyone."),
    ("restrict-shooting-at-vehicles", 0, "No member fires on a car that is moving, whatever the driver may intend.",
     "No member fires on a car that is moving, unless the driver tries to run somebody down."),
]  # fmt: skip


def test_a_reading_flips_with_the_words_that_decide():
    reader = meaning.load()
    assert set(reader.measures) == set(MEASURES)
    model = load_adapted(reader.base, reader.weights, reader.tensors, max_tokens=reader.max_tokens)
    rows = model.answer([("", text) for _, _, *texts in PAIRS for text in texts])
    for number, (measure, part, *_) in enumerate(PAIRS):
        yes, no = (reader.answer(row, measure).meets[part] for row in rows[2 * number : 2 * number + 2])
        assert yes > no, measure


def test_clauses_read_side_by_side_are_answered_in_their_order():
    reader = meaning.load()
    model = load_adapted(reader.base, reader.weights, reader.tensors, max_tokens=reader.max_tokens)
    texts = [text for _, _, *texts in PAIRS for text in texts]
    many = [("Use of force", f"{texts[i % len(texts)]} {'And so on. ' * (i % 7)}") for i in range(70)]
    rows = model.answer(many)
    for at in (0, 1, 33, 69):
        # Numbers of half the length, in batches of other texts.
        assert np.abs(rows[at] - model.answer([many[at]])[0]).max() < 0.3
        assert np.abs(rows[at] - rows[(at + 1) % len(many)]).max() > 0.6


def test_an_answer_has_an_entry_for_each_part():
    reader = meaning.load()
    row = np.arange(len(reader.outputs) + len(reader.reasons) * len(reader.measures), dtype=np.float32)
    for measure in load().measures:
        answer = reader.answer(row, measure.id, measure.parts)
        assert len(answer.meets) == max(1, len(measure.parts))
        assert answer.reason in load().reason_words


def test_the_adapted_model_refuses_numbers_that_do_not_fit():
    reader = meaning.load()
    narrow = {name: tensor[..., :3] for name, tensor in reader.tensors.items()}
    with pytest.raises(ModelError, match="does not fit"):
        load_adapted(reader.base, reader.weights, narrow, max_tokens=reader.max_tokens)
